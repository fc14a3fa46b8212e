"""An edge whose index holds the project's content; nothing is encoded, because nothing is searched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.catalogue import CONTENT, SYNONYMS
from knowledge.index.versions import Versions
from tests.bot.web.conftest import Client, StartEdge


def publish(index: Path, content: Path = CONTENT) -> None:
    """Make a content folder the live version."""
    versions = Versions(index)
    with versions.writing() as scratch:
        shutil.copytree(content, scratch / "content")
        shutil.copyfile(SYNONYMS, scratch / "synonyms.yml")
        version = versions.seal(scratch, {})
    versions.make_live(version.name)


@pytest.fixture(autouse=True)
def _own_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INDEX_DIR", raising=False)


@pytest.fixture
async def portal(start_edge: StartEdge, tmp_path: Path) -> Client:
    """An edge with content."""
    publish(tmp_path / "index")
    return await start_edge()
