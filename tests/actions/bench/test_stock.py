from __future__ import annotations

from pathlib import Path

import pytest

from actions.bench import stock, stock_project


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    done: list[Path] = []

    def train(project: Path) -> None:
        done.append(project)
        model = project / "models" / "stock.tar.gz"
        model.parent.mkdir()
        model.write_bytes(b"model")

    monkeypatch.setattr(stock, "_train", train)
    monkeypatch.setattr(stock_project, "files", lambda nlu, dictionary: {"config.yml": "one"})
    return done


def test_a_model_is_trained_once(tmp_path: Path, trainings: list[Path]) -> None:
    home = stock.trained(tmp_path)
    assert (home / "models" / "stock.tar.gz").read_bytes() == b"model"
    assert stock.trained(tmp_path) == home
    assert len(trainings) == 1


def test_other_files_train_another_model(
    tmp_path: Path, trainings: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stock.trained(tmp_path)
    monkeypatch.setattr(stock_project, "files", lambda nlu, dictionary: {"config.yml": "two"})
    assert stock.trained(tmp_path) != first
    assert len(trainings) == 2


def test_what_an_interrupted_training_left_is_not_used(tmp_path: Path, trainings: list[Path]) -> None:
    left = tmp_path / ".stock-training"
    (left / "models").mkdir(parents=True)
    (left / "models" / "old").touch()
    home = stock.trained(tmp_path)
    assert not (home / "models" / "old").exists()


def test_stock_gets_none_of_our_tuning() -> None:
    given = {"PATH": "/bin", "PYTHONPATH": "/here", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    assert not {"PYTHONPATH", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX"} & stock._environment(given).keys()
    assert stock._environment(given)["PATH"] == "/bin"
    assert stock._environment(given)["RASA_TELEMETRY_ENABLED"] == "false"


def test_a_server_that_was_not_started_has_no_process(tmp_path: Path) -> None:
    server = stock.Stock(tmp_path)
    server.stop()
    with pytest.raises(stock.InstanceFailed):
        _ = server.pid
