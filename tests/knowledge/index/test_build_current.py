from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.encoder.runtime import RUNTIME_FILE
from knowledge.index import build as building
from knowledge.index.build import (
    Built,
    is_current,
)
from tests.knowledge.conftest import ContentFolder

Make = Callable[..., Built]
FAQ = "faq:\n  - {question: 能代领吗, answer: 不能代领。, source: law}\nchecked: 2026-05-01\nsources"


@pytest.fixture
def built_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that says it holds the encoder ``fake``."""
    folder = tmp_path / "encoder"
    folder.mkdir()
    (folder / RUNTIME_FILE).write_text(json.dumps({"fingerprint": "fake"}), encoding="utf-8")
    monkeypatch.setenv("ENCODER_DIR", str(folder))
    return folder


@pytest.mark.usefixtures("built_encoder")
def test_a_fresh_build_is_current(make: Make, source: ContentFolder, index: Path) -> None:
    assert not is_current(source.path, index)
    make()
    assert is_current(source.path, index)


@pytest.mark.usefixtures("built_encoder")
@pytest.mark.parametrize("name", ["policies/hotline-rules.md", "departments.yml", "synonyms.yml"])
def test_changed_content_makes_it_stale(make: Make, source: ContentFolder, index: Path, name: str) -> None:
    make()
    source.write(name, source.file(name).read_text(encoding="utf-8") + "\n")
    assert not is_current(source.path, index)


@pytest.mark.usefixtures("built_encoder")
def test_a_removed_file_makes_it_stale(make: Make, source: ContentFolder, index: Path) -> None:
    make()
    source.file("policies/hotline-rules.md").unlink()
    assert not is_current(source.path, index)


@pytest.mark.usefixtures("built_encoder")
def test_a_new_recipe_makes_it_stale(
    make: Make, source: ContentFolder, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make()
    monkeypatch.setattr(building, "RECIPE", "next")
    assert not is_current(source.path, index)


def test_another_or_no_encoder_makes_it_stale(
    make: Make, source: ContentFolder, index: Path, built_encoder: Path
) -> None:
    make()
    (built_encoder / RUNTIME_FILE).write_text('{"fingerprint": "other"}', encoding="utf-8")
    assert not is_current(source.path, index)
    (built_encoder / RUNTIME_FILE).unlink()
    assert not is_current(source.path, index)


@pytest.mark.usefixtures("built_encoder")
@pytest.mark.parametrize("broken", ["dense.faiss", "manifest.json"])
def test_a_damaged_version_is_stale(make: Make, source: ContentFolder, index: Path, broken: str) -> None:
    (make().version.folder / broken).write_bytes(b"")
    assert not is_current(source.path, index)
