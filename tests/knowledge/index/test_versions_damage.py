from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import IndexDamaged, IndexMissing
from knowledge.index.versions import (
    MANIFEST,
    Version,
    Versions,
    check_encoder,
    verify,
)

Seal = Callable[..., Version]

TRICKS = [
    "..", ".", "", "/", "../versions", "../../etc/passwd", "/etc/passwd", "20260301T080001-00000000/..",
    "20260301T080001-00000000/../../CURRENT", ".building", "CURRENT", "20260301T080001-0000000G",
    "20260301T080001-00000000\n", " 20260301T080001-00000000", "20260301T080001-00000000\0", "*", "~",
    "20260301T080001-00000000.bak", "２０２６0301T080001-00000000", "a" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_odd_names_are_no_versions(seal: Seal, versions: Versions, name: str) -> None:
    live = seal("live")
    with pytest.raises(IndexMissing):
        versions.get(name)
    with pytest.raises(IndexMissing):
        versions.make_live(name)
    assert versions.current().name == live.name


@given(st.text())
def test_no_other_name_is_a_version(name: str) -> None:
    with pytest.raises(IndexMissing):
        Versions(Path("/nonexistent")).get(name)


@pytest.mark.parametrize(
    "written", [b"", b"2026", b"20260301T0800", b"../../etc", b"\xff\xfe\x00", "版本".encode(), b"\n\n"]
)
def test_a_half_written_current_means_no_live_version(seal: Seal, versions: Versions, written: bytes) -> None:
    seal("live")
    (versions.folder / "CURRENT").write_bytes(written)
    assert versions.current_name() is None
    with pytest.raises(IndexMissing):
        versions.current()
    assert not any(version.live for version in versions.all())


def test_a_mended_current_is_read_again(seal: Seal, versions: Versions) -> None:
    live = seal("live")
    (versions.folder / "CURRENT").write_text("20", encoding="ascii")
    versions.make_live(live.name)
    assert versions.current().name == live.name


def test_a_trailing_line_end_in_current_is_fine(seal: Seal, versions: Versions) -> None:
    live = seal("live")
    (versions.folder / "CURRENT").write_text(live.name + "\n", encoding="ascii")
    assert versions.current().name == live.name


def test_current_may_name_a_version_that_is_gone(seal: Seal, versions: Versions) -> None:
    gone = seal("gone")
    (gone.folder / MANIFEST).unlink()
    with pytest.raises(IndexMissing, match=gone.name):
        versions.current()
    assert versions.all() == []


def _truncate(folder: Path) -> None:
    (folder / "data.txt").write_text("", encoding="utf-8")


def _flip(folder: Path) -> None:
    (folder / "data.txt").write_text("nee", encoding="utf-8")


def _remove(folder: Path) -> None:
    (folder / "data.txt").unlink()


@pytest.mark.parametrize("damage", [_truncate, _flip, _remove])
def test_a_damaged_version_never_becomes_live(
    seal: Seal, versions: Versions, damage: Callable[[Path], None]
) -> None:
    old, new = seal("old"), seal("new", live=False)
    damage(new.folder)
    with pytest.raises(IndexDamaged, match=r"data\.txt"):
        verify(new)
    with pytest.raises(IndexDamaged):
        versions.make_live(new.name)
    assert versions.current().name == old.name


@pytest.mark.parametrize("written", ["", "{", "[]", "{}", '{"files": 3}', "null"])
def test_a_damaged_manifest_is_reported_and_left_out(seal: Seal, versions: Versions, written: str) -> None:
    old, new = seal("old"), seal("new", live=False)
    (new.folder / MANIFEST).write_text(written, encoding="utf-8")
    with pytest.raises(IndexDamaged, match=new.name):
        versions.get(new.name)
    assert [version.name for version in versions.all()] == [old.name]


@pytest.mark.parametrize("facts", [{}, {"encoder": "other"}, {"encoder": None}])
def test_vectors_of_another_encoder_are_refused(versions: Versions, facts: dict[str, str]) -> None:
    with versions.writing() as scratch:
        version = versions.seal(scratch, facts)
    with pytest.raises(IndexDamaged, match="另一个编码器"):
        check_encoder(version, "own")


def test_vectors_of_the_same_encoder_are_taken(versions: Versions) -> None:
    with versions.writing() as scratch:
        version = versions.seal(scratch, {"encoder": "own"})
    check_encoder(version, "own")
    assert version.manifest["files"] == {}
