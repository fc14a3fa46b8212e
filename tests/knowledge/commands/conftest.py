"""The index commands on content, index and encoder of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.catalogue import folders
from knowledge.encoder.runtime import Encoder
from tests.knowledge.conftest import ContentFolder
from tests.knowledge.index.fakes import FakeEncoder

Run = Callable[..., int]


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> FakeEncoder:
    """Takes the place of the built encoder."""
    fake = FakeEncoder()
    monkeypatch.setattr(Encoder, "load", staticmethod(lambda *args, **kwargs: fake))
    monkeypatch.setattr(Encoder, "fingerprint_of", staticmethod(lambda folder: fake.fingerprint))
    return fake


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def run(content: ContentFolder, index: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the test's own content and index."""
    monkeypatch.setenv("CONTENT_DIR", str(content.path))
    monkeypatch.setenv("INDEX_DIR", str(index))
    monkeypatch.setattr(folders, "STANDING", (content.synonyms, folders.DICTIONARY, folders.REPLIES))
    return lambda *arguments: main([*map(str, arguments)])


@pytest.fixture
def built(run: Run, capsys: pytest.CaptureFixture[str]) -> str:
    """Name of a version that is live."""
    assert run("build") == 0
    return capsys.readouterr().out.split()[1]
