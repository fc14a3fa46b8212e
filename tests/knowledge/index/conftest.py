"""Small index folders, built with an encoder that needs no model."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.catalogue import folders
from knowledge.index import versions as storing
from knowledge.index.build import Built, build
from knowledge.index.versions import Version, Versions
from knowledge.text.tokens import Words
from tests.knowledge.conftest import ContentFolder
from tests.knowledge.index.fakes import FakeEncoder

HOTLINE = """\
---
title: 热线管理办法
---

# 热线管理办法

## 第一章 受理

第一条 热线全天受理群众的咨询、求助、投诉和建议。

## 第二章 转办

第二条 热线把工单转给有关部门,部门按时回复办理结果。
"""


class Ticking(datetime):
    """A clock that goes on by one second each time it is read, so that no two versions share a name."""

    moment = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

    @classmethod
    def now(cls, tz: object = None) -> datetime:
        cls.moment += timedelta(seconds=1)
        return cls.moment


@pytest.fixture(autouse=True)
def _own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small general vocabulary for the pinyin lexicon, and a clock that never stands still."""
    monkeypatch.setattr(Words, "general", lambda self: {"身份": 1000, "热线": 1000})
    monkeypatch.setattr(storing, "datetime", Ticking)


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index folder that does not exist yet."""
    return tmp_path / "index"


@pytest.fixture
def versions(index: Path) -> Versions:
    return Versions(index)


@pytest.fixture
def source(content: ContentFolder, monkeypatch: pytest.MonkeyPatch) -> ContentFolder:
    """Sound content with a second policy; its synonyms stand in for the project's."""
    content.write("policies/hotline-rules.md", HOTLINE)
    monkeypatch.setattr(folders, "STANDING", (content.synonyms, folders.DICTIONARY, folders.REPLIES))
    return content


@pytest.fixture
def make(source: ContentFolder, index: Path, encoder: FakeEncoder) -> Callable[..., Built]:
    """Builds a version of the content as it is now."""

    def run(**options: object) -> Built:
        return build(source.path, index, **{"encoder": encoder, "quiet": True, **options})

    return run


@pytest.fixture
def seal(versions: Versions) -> Callable[..., Version]:
    """Stores a version that holds one small file."""

    def run(text: str, live: bool = True) -> Version:
        with versions.writing() as scratch:
            (scratch / "data.txt").write_text(text, encoding="utf-8")
            version = versions.seal(scratch, {"documents": 1, "chunks": 1})
        if live:
            versions.make_live(version.name)
        return versions.get(version.name)

    return run
