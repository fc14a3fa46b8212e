"""What was understood is not read twice, and is let go in the end."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.publishing.attachments import Attachment
from bot.web.console import understandings
from bot.web.console.understandings import MOST, Understandings
from knowledge.importing import inspect, originals

DATA = "# 演示办法\n\n第一条 演示。\n".encode()


def kept(name: str, data_dir: Path, data: bytes = DATA) -> Attachment:
    original = originals.keep(data, name, data_dir)
    return Attachment("policies/a.md", name, original.sha256, original.size, "x", datetime.now(UTC))


def test_what_was_uploaded_just_now_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, original = Understandings(), kept("资料.zip/甲.md", tmp_path)
    known.remember(inspect(DATA, "资料.zip/甲.md"))
    monkeypatch.setattr(understandings, "inspect", lambda *_: pytest.fail("read again"))
    found = known.of(original, tmp_path)
    assert found is not None
    assert found.recognised.title is not None
    assert found.recognised.title.value == "演示办法"


def test_after_a_start_it_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known, original = Understandings(), kept("甲.md", tmp_path)
    first = known.of(original, tmp_path)
    monkeypatch.setattr(understandings, "inspect", lambda *_: pytest.fail("read again"))
    assert known.of(original, tmp_path) is first


def test_the_oldest_go(tmp_path: Path) -> None:
    known = Understandings()
    for number in range(MOST + 5):
        known.remember(inspect(f"# 办法 {number}\n\n正文。\n".encode(), f"{number}.md"))
    assert len(known._known) == MOST


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_an_original_that_cannot_be_read_is_none(tmp_path: Path, damage: str) -> None:
    original = kept("甲.md", tmp_path)
    file = tmp_path / "originals" / original.sha256
    file.unlink() if damage == "gone" else file.write_bytes(b"x")
    assert Understandings().of(original, tmp_path) is None
