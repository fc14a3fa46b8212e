"""Files that are read again when they change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.errors import ContentError, Fault
from knowledge.reread import Reread


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "words.txt"
    made.write_text("一", encoding="utf-8")
    return made


@pytest.fixture
def words(path: Path) -> Reread[str]:
    def read() -> str:
        text = path.read_text(encoding="utf-8")
        if text == "坏":
            raise ContentError([Fault(path, 1, "坏的")])
        return text

    return Reread(read, lambda: [path])


def change(path: Path, text: str, at: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))


def test_a_change_is_seen_and_nothing_is_read_without_one(path: Path, words: Reread[str]) -> None:
    first = words.get()
    assert words.get() is first
    change(path, "二", 1)
    assert words.get() == "二"


def test_a_faulty_edit_leaves_what_was_read_before(path: Path, words: Reread[str]) -> None:
    assert words.get() == "一"
    change(path, "坏", 1)
    assert words.get() == "一"
    path.unlink()
    assert words.get() == "一"
    change(path, "好", 2)
    assert words.get() == "好"


def test_the_first_reading_tells_what_is_wrong(path: Path, words: Reread[str]) -> None:
    change(path, "坏", 1)
    with pytest.raises(ContentError):
        words.get()
