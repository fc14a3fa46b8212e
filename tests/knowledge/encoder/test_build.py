from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.encoder import build as building
from knowledge.encoder import convert, export, packed
from knowledge.encoder.build import STAMP, build, is_current, main, recipe
from knowledge.encoder.runtime import Encoder
from knowledge.errors import EncoderError
from tests.knowledge.index.fakes import FakeEncoder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the encoder is to be built; the build's own steps are replaced by quick ones."""
    target = tmp_path / "models" / "encoder"
    monkeypatch.setenv("ENCODER_DIR", str(target))
    monkeypatch.delenv("EMBEDDING_MODEL", raising=False)
    monkeypatch.setattr(building, "_quiet", lambda: None)
    monkeypatch.setattr(packed, "verify", lambda path: b"")
    monkeypatch.setattr(packed, "read", lambda data: None)
    monkeypatch.setattr(convert, "write", lambda weights, fresh, scratch: fresh.mkdir())
    monkeypatch.setattr(export, "write", lambda fresh: (fresh / "model").write_text("new", encoding="utf-8"))
    monkeypatch.setattr(Encoder, "load", staticmethod(lambda *args, **kwargs: FakeEncoder()))
    return target


def test_a_build_leaves_the_model_and_its_stamp(folder: Path) -> None:
    build(folder)
    assert (folder / "model").read_text(encoding="utf-8") == "new"
    assert (folder / STAMP).read_text(encoding="utf-8") == recipe(None)
    assert is_current(folder, None)
    assert [path.name for path in folder.parent.iterdir()] == ["encoder"]


def test_nothing_built_is_not_current(folder: Path) -> None:
    assert not is_current(folder, None)


def test_another_model_makes_it_stale(folder: Path) -> None:
    build(folder)
    assert not is_current(folder, "BAAI/bge-small-zh")


def test_another_recipe_makes_it_stale(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(folder)
    monkeypatch.setattr(building, "RECIPE", "next")
    assert not is_current(folder, None)


def test_the_recipe_names_the_weights_or_the_model() -> None:
    assert packed.WEIGHTS_SHA256 in recipe(None)
    assert "BAAI/bge-small-zh" in recipe("BAAI/bge-small-zh")
    assert packed.WEIGHTS_SHA256 not in recipe("BAAI/bge-small-zh")


def test_a_build_replaces_the_one_before(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "old").write_text("old", encoding="utf-8")
    build(folder)
    assert not (folder / "old").exists()


def fail(*args: object) -> None:
    raise EncoderError("权重坏了")


def useless(*args: object, **kwargs: object) -> FakeEncoder:
    """An encoder for which everything is alike."""
    encoder = FakeEncoder()
    encoder._vectors = lambda texts: encoder.__class__()._vectors(["同"] * len(texts))
    return encoder


@pytest.mark.parametrize(
    "spoil",
    [
        lambda patch: patch.setattr(packed, "verify", fail),
        lambda patch: patch.setattr(export, "write", fail),
        lambda patch: patch.setattr(Encoder, "load", staticmethod(useless)),
    ],
)
def test_a_failed_build_leaves_the_one_before(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[pytest.MonkeyPatch], None],
) -> None:
    folder.mkdir(parents=True)
    (folder / "old").write_text("old", encoding="utf-8")
    spoil(monkeypatch)
    assert main() == 1
    assert "编码器没有生成:" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["old"]
    assert [path.name for path in folder.parent.iterdir()] == ["encoder"]


def test_main_builds_and_then_does_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert len(capsys.readouterr().err.splitlines()) == 3
    assert main() == 0
    assert capsys.readouterr().err == ""


def test_another_model_is_taken_from_the_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[str] = []

    def save(model: str, fresh: Path) -> None:
        saved.append(model)
        fresh.mkdir()

    monkeypatch.setattr(building, "_save_other", save)
    monkeypatch.setenv("EMBEDDING_MODEL", "/models/other")
    assert main() == 0
    assert saved == ["/models/other"]
    assert is_current(folder, "/models/other")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")
def test_a_model_that_does_not_exist_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EMBEDDING_MODEL", str(tmp_path / "no-such-model"))
    assert main() == 1
    assert "EMBEDDING_MODEL=" in capsys.readouterr().err.splitlines()[-1]
    assert not folder.exists()


def test_the_built_encoder_is_the_one_of_this_recipe(built_folder: Path) -> None:
    assert (built_folder / STAMP).read_text(encoding="utf-8").startswith(building.RECIPE + " ")
