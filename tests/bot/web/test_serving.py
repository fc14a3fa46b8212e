"""A start that cannot succeed says why in one sentence."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.web.serving import serve
from knowledge.errors import ContentError, Fault
from tests.bot.web.fakes import emergency


@pytest.fixture
def environ(
    tmp_path: Path, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """The environment of a start within this process; logging is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield {"PORT": str(unused_tcp_port), "DATA_DIR": str(tmp_path)}
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("RATE_LIMIT_MESSAGES", "lots", "RATE_LIMIT_MESSAGES"),
        ("DATABASE_URL", "sqlite:////proc/nowhere/x.db", "数据文件夹"),
        ("DATABASE_URL", "sqlite:////proc/version", "打不开"),
    ],
)
def test_it_says_why_it_cannot_start(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str], name: str, value: str, sentence: str
) -> None:
    assert serve({**environ, name: value}, emergency) == 2
    assert sentence in capsys.readouterr().err


def test_unreadable_emergency_words_stop_the_start(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    def unreadable(_text: str) -> None:
        raise ContentError([Fault(Path("emergency.yml"), 3, "缺少 number")])

    assert serve(environ, unreadable) == 2
    assert "emergency.yml:3: 缺少 number" in capsys.readouterr().err


def test_a_taken_port_is_said_to_be_taken(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert serve({**environ, "PORT": str(taken.getsockname()[1])}, emergency) == 2
    assert "监听" in capsys.readouterr().err
