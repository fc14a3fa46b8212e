from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.errors import IndexDamaged, IndexLocked, IndexMissing, IndexProblem
from knowledge.index.versions import (
    KEPT,
    MANIFEST,
    Version,
    Versions,
    checksum,
    index_folder,
    verify,
)

Seal = Callable[..., Version]


def test_nothing_is_live_before_the_first_build(versions: Versions) -> None:
    assert versions.current_name() is None
    assert versions.all() == []
    with pytest.raises(IndexMissing, match="knowledge build"):
        versions.current()


def test_a_sealed_version_knows_its_files(seal: Seal) -> None:
    version = seal("one")
    assert version.live
    assert version.manifest["files"] == {"data.txt": checksum(version.folder / "data.txt")}
    assert version.manifest["version"] == version.name
    assert version.manifest["documents"] == 1
    verify(version)


def test_files_in_subfolders_are_recorded(versions: Versions) -> None:
    with versions.writing() as scratch:
        (scratch / "a" / "b").mkdir(parents=True)
        (scratch / "a" / "b" / "deep.txt").write_text("deep", encoding="utf-8")
        version = versions.seal(scratch, {})
    assert list(version.manifest["files"]) == ["a/b/deep.txt"]


def test_a_sealed_version_is_not_live_by_itself(seal: Seal, versions: Versions) -> None:
    draft = seal("draft", live=False)
    assert not draft.live
    assert versions.current_name() is None
    assert [version.name for version in versions.all()] == [draft.name]


def test_versions_come_newest_first(seal: Seal, versions: Versions) -> None:
    names = [seal(str(number)).name for number in range(3)]
    assert [version.name for version in versions.all()] == names[::-1]
    assert [version.live for version in versions.all()] == [True, False, False]


def test_going_back_makes_an_old_version_live(seal: Seal, versions: Versions) -> None:
    old, new = seal("old"), seal("new")
    assert versions.current().name == new.name
    versions.make_live(old.name)
    assert versions.current().name == old.name
    assert not versions.get(new.name).live


def test_the_name_is_read_anew_only_after_a_swap(
    seal: Seal, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = seal("old"), seal("new")
    reader = Versions(versions.folder)
    assert reader.current_name() == new.name
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", lambda *_, **__: pytest.fail("read again"))
        assert reader.current_name() == new.name
    for name in (old.name, new.name, old.name):
        versions.make_live(name)
        assert reader.current_name() == name
    (versions.folder / "CURRENT").unlink()
    assert reader.current_name() is None


def test_a_crash_before_the_swap_leaves_the_old_version_live(seal: Seal, versions: Versions) -> None:
    old = seal("old")

    def crash() -> None:
        with versions.writing() as scratch:
            (scratch / "data.txt").write_text("new", encoding="utf-8")
            versions.seal(scratch, {})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crash()
    assert versions.current().name == old.name
    assert len(versions.all()) == 2
    verify(versions.current())


def test_a_crash_while_writing_leaves_nothing_behind(seal: Seal, versions: Versions) -> None:
    old = seal("old")

    def crash() -> None:
        with versions.writing() as scratch:
            (scratch / "data.txt").write_text("half", encoding="utf-8")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        crash()
    assert [version.name for version in versions.all()] == [old.name]
    assert sorted(path.name for path in (versions.folder / "versions").iterdir()) == [old.name]


def test_what_a_killed_writer_left_is_cleared(versions: Versions) -> None:
    left = versions.folder / "versions" / ".building"
    left.mkdir(parents=True)
    (left / "half.bin").write_bytes(b"half")
    with versions.writing() as scratch:
        assert list(scratch.iterdir()) == []


def test_the_lock_is_free_after_a_crash(seal: Seal, versions: Versions) -> None:
    with pytest.raises(ValueError, match="crash"), versions.writing():
        raise ValueError("crash")
    assert seal("after").live


def test_a_second_writer_is_turned_away(versions: Versions, index: Path) -> None:
    with versions.writing() as scratch:
        (scratch / "mine.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(IndexLocked, match="另一个进程"), Versions(index).writing():
            pass
        assert (scratch / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_a_second_process_is_turned_away(versions: Versions, index: Path) -> None:
    attempt = (
        "import sys; from pathlib import Path\n"
        "from knowledge.errors import IndexLocked\n"
        "from knowledge.index.versions import Versions\n"
        "try:\n"
        "    with Versions(Path(sys.argv[1])).writing(): print('in')\n"
        "except IndexLocked: print('locked')\n"
    )
    with versions.writing():
        held = subprocess.run([sys.executable, "-c", attempt, str(index)], capture_output=True, text=True)
    freed = subprocess.run([sys.executable, "-c", attempt, str(index)], capture_output=True, text=True)
    assert (held.stdout.strip(), freed.stdout.strip()) == ("locked", "in")


def test_readers_need_no_lock(seal: Seal, versions: Versions, index: Path) -> None:
    old = seal("old")
    with versions.writing():
        assert Versions(index).current().name == old.name


def test_the_same_files_again_within_a_second_are_one_version(
    seal: Seal, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the real clock does not tick between two lines
    names = {seal("same").name for _ in range(20)}
    assert {version.name for version in versions.all()} == names
    verify(versions.current())


def test_prune_keeps_the_newest(seal: Seal, versions: Versions) -> None:
    names = [seal(str(number)).name for number in range(KEPT + 3)]
    versions.prune()
    assert [version.name for version in versions.all()] == names[::-1][:KEPT]


def test_prune_never_removes_the_live_version(seal: Seal, versions: Versions) -> None:
    names = [seal(str(number)).name for number in range(KEPT + 3)]
    versions.make_live(names[0])
    versions.prune()
    assert versions.current().name == names[0]
    assert [version.name for version in versions.all()] == [*names[::-1][:KEPT], names[0]]
    verify(versions.current())


def test_prune_of_few_versions_removes_none(seal: Seal, versions: Versions) -> None:
    names = {seal(str(number)).name for number in range(KEPT)}
    versions.prune()
    assert {version.name for version in versions.all()} == names


def test_foreign_folders_are_left_alone(seal: Seal, versions: Versions) -> None:
    version = seal("one")
    foreign = versions.folder / "versions" / "notes"
    foreign.mkdir()
    (foreign / MANIFEST).write_text(json.dumps({"files": {}}), encoding="utf-8")
    versions.prune()
    assert [found.name for found in versions.all()] == [version.name]
    assert foreign.is_dir()


def test_every_index_error_is_an_index_problem() -> None:
    assert {IndexMissing.code, IndexDamaged.code, IndexLocked.code} == {
        "index_missing", "index_damaged", "index_locked",
    }  # fmt: skip
    assert all(issubclass(kind, IndexProblem) for kind in (IndexMissing, IndexDamaged, IndexLocked))


@pytest.mark.parametrize(
    ("settings", "folder"),
    [
        ({}, "var/index"),
        ({"DATA_DIR": "/data"}, "/data/index"),
        ({"DATA_DIR": ""}, "var/index"),
        ({"DATA_DIR": "/data", "INDEX_DIR": "/elsewhere"}, "/elsewhere"),
    ],
)
def test_the_index_folder_follows_the_settings(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], folder: str
) -> None:
    for name in ("DATA_DIR", "INDEX_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert index_folder() == Path(folder)
