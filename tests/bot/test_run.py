from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import run
from bot.run import check_ports, environment
from knowledge.errors import SettingError

ROOT = Path("/srv/jishitong")


def free_ports(count: int) -> list[str]:
    """Ports that nobody listens on."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [str(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@pytest.fixture
def ports() -> dict[str, str]:
    return dict(zip(("PORT", "RASA_PORT", "ACTIONS_PORT"), free_ports(3), strict=True))


@pytest.fixture
def taken() -> Iterator[str]:
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield str(listener.getsockname()[1])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ("8080", "8081", "8082")),
        ({"PORT": ""}, ("8080", "8081", "8082")),
        ({"PORT": "9000"}, ("9000", "9001", "9002")),
        ({"PORT": "9000", "RASA_PORT": "5005"}, ("9000", "5005", "9002")),
        ({"RASA_PORT": "5005", "ACTIONS_PORT": "5055"}, ("8080", "5005", "5055")),
        ({"PORT": "1"}, ("1", "2", "3")),
        ({"PORT": "65533"}, ("65533", "65534", "65535")),
        ({"PORT": "08080"}, ("8080", "8081", "8082")),
    ],
)
def test_ports_follow_port(given: dict[str, str], expected: tuple[str, str, str]) -> None:
    found = environment(given, ROOT)
    assert (found["PORT"], found["RASA_PORT"], found["ACTIONS_PORT"]) == expected
    assert found["RASA_URL"] == f"http://127.0.0.1:{expected[1]}"
    assert found["ACTIONS_URL"] == f"http://127.0.0.1:{expected[2]}"


@pytest.mark.parametrize(
    "text", ["0", "-1", "65536", "abc", "80 80", " 8080", "8080.0", "0x50", "1e3", "+80", "9" * 5000, "²"]
)
@pytest.mark.parametrize("name", ["PORT", "RASA_PORT", "ACTIONS_PORT"])
def test_a_bad_port_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingError, match=f"{name}="):
        environment({name: text}, ROOT)


@pytest.mark.parametrize(("port", "name"), [("65535", "RASA_PORT"), ("65534", "ACTIONS_PORT")])
def test_ports_that_follow_must_exist_too(port: str, name: str) -> None:
    with pytest.raises(SettingError, match=name):
        environment({"PORT": port}, ROOT)


def test_state_lies_in_data_dir() -> None:
    found = environment({"DATA_DIR": "/data"}, ROOT)
    assert found["DATA_DIR"] == "/data"
    assert found["TRACKER_DB"].startswith("/data/")


@pytest.mark.parametrize("given", [{}, {"DATA_DIR": ""}])
def test_state_lies_in_var_otherwise(given: dict[str, str]) -> None:
    assert environment(given, ROOT)["DATA_DIR"] == "/srv/jishitong/var"


def test_a_relative_data_dir_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert environment({"DATA_DIR": "state"}, ROOT)["DATA_DIR"] == str(tmp_path / "state")


def test_what_was_given_is_passed_on() -> None:
    given = {"DATABASE_URL": "sqlite:///x", "RATE_LIMIT_MESSAGES": "100", "LANG": "C"}
    assert environment(given, ROOT).items() >= given.items()


def test_the_given_mapping_is_left_alone() -> None:
    given = {"PORT": "9000"}
    environment(given, ROOT)
    assert given == {"PORT": "9000"}


def test_every_value_can_be_an_environment_variable() -> None:
    found = environment({}, ROOT)
    assert all(isinstance(value, str) and "\0" not in value for value in found.values())
    assert found["APP_PYTHON"] == "/srv/jishitong/.venv/bin/python"
    assert found["RASA_PYTHON"] == "/srv/jishitong/.venv-rasa/bin/python"
    assert found["RASA_TELEMETRY_ENABLED"] == "false"


def test_supervisord_gets_every_variable_that_it_uses() -> None:
    config = (run.ROOT / "bot" / "supervisord.conf").read_text(encoding="utf-8")
    used = {part.split(")")[0] for part in config.split("%(ENV_")[1:]}
    assert used
    assert used <= environment({}, ROOT).keys()


def test_free_ports_are_fine(ports: dict[str, str]) -> None:
    assert check_ports(ports) is None


@pytest.mark.parametrize("name", ["PORT", "RASA_PORT", "ACTIONS_PORT"])
def test_an_occupied_port_is_named(ports: dict[str, str], taken: str, name: str) -> None:
    with pytest.raises(SettingError, match=rf"{taken}\({name}\)已被占用"):
        check_ports({**ports, name: taken})


def test_a_port_freed_again_is_fine(ports: dict[str, str]) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", int(ports["PORT"])))
        listener.listen()
        with pytest.raises(SettingError):
            check_ports(ports)
    assert check_ports(ports) is None


def test_one_port_cannot_serve_two(ports: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="各不相同"):
        check_ports({**ports, "RASA_PORT": ports["PORT"]})


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ports: dict[str, str]) -> list[tuple[Any, ...]]:
    """What ``main`` would have become."""
    calls: list[tuple[Any, ...]] = []
    for name, value in {**ports, "DATA_DIR": str(tmp_path / "state")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "execve", lambda *arguments: calls.append(arguments))
    return calls


def test_main_becomes_supervisord(
    started: list[tuple[Any, ...]], ports: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run.main()
    ((path, arguments, settings),) = started
    assert path == arguments[0] == str(run.ROOT / ".venv/bin/supervisord")
    assert str(run.ROOT / "bot/supervisord.conf") in arguments
    assert settings.items() >= ports.items()
    assert (tmp_path / "state" / "run").is_dir()
    assert f"http://127.0.0.1:{ports['PORT']}" in capsys.readouterr().out
    assert Path.cwd() == run.ROOT


def test_main_stops_before_starting_anything_when_a_port_is_taken(
    started: list[tuple[Any, ...]], taken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTIONS_PORT", taken)
    with pytest.raises(SystemExit, match="已被占用"):
        run.main()
    assert started == []
    assert not (tmp_path / "state").exists()


def test_main_refuses_a_bad_port(started: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(SystemExit, match="PORT=http"):
        run.main()
    assert started == []


@pytest.mark.parametrize(
    ("name", "below"),
    [("ENCODER_DIR", "models/encoder"), ("RASA_MODEL_DIR", "models/rasa"), ("INDEX_DIR", "index")],
)
def test_models_and_index_lie_in_data_dir_unless_named(name: str, below: str) -> None:
    assert environment({"DATA_DIR": "/data"}, ROOT)[name] == f"/data/{below}"
    assert environment({"DATA_DIR": "/data", name: "/elsewhere"}, ROOT)[name] == "/elsewhere"
