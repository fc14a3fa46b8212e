from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from knowledge.errors import EncoderError, IndexDamaged, IndexMissing
from knowledge.index.live import Live
from knowledge.index.versions import Version, Versions

Seal = Callable[..., Version]


class Loader:
    """Reads a version's file, notes what it was asked for, and can be told to fail."""

    def __init__(self) -> None:
        self.loaded: list[str] = []
        self.refuse: set[str] = set()

    def __call__(self, version: Version) -> str:
        self.loaded.append(version.name)
        if version.name in self.refuse:
            raise EncoderError("made by another encoder")
        return (version.folder / "data.txt").read_text(encoding="utf-8")


@pytest.fixture
def loader() -> Loader:
    return Loader()


@pytest.fixture
def live(index: Path, loader: Loader) -> Live[str]:
    return Live(index, loader)


def test_without_an_index_there_is_nothing_to_load(live: Live[str], loader: Loader) -> None:
    with pytest.raises(IndexMissing):
        live.get()
    assert loader.loaded == []


def test_the_first_build_is_picked_up(live: Live[str], seal: Seal) -> None:
    with pytest.raises(IndexMissing):
        live.get()
    seal("one")
    assert live.get() == "one"


def test_a_version_is_loaded_once(live: Live[str], loader: Loader, seal: Seal) -> None:
    version = seal("one")
    assert [live.get() for _ in range(5)] == ["one"] * 5
    assert loader.loaded == [version.name]


def test_a_swap_is_seen_by_the_next_call(live: Live[str], seal: Seal) -> None:
    seal("one")
    assert live.get() == "one"
    seal("two")
    assert live.get() == "two"


def test_a_draft_changes_nothing(live: Live[str], loader: Loader, seal: Seal) -> None:
    seal("one")
    live.get()
    seal("draft", live=False)
    assert live.get() == "one"
    assert len(loader.loaded) == 1


def test_going_back_is_a_swap_too(live: Live[str], seal: Seal, versions: Versions) -> None:
    old = seal("one")
    seal("two")
    assert live.get() == "two"
    versions.make_live(old.name)
    assert live.get() == "one"


def test_a_version_that_cannot_be_loaded_leaves_the_old_one(
    live: Live[str], loader: Loader, seal: Seal, caplog: pytest.LogCaptureFixture
) -> None:
    seal("one")
    live.get()
    broken = seal("two")
    loader.refuse.add(broken.name)
    with caplog.at_level(logging.ERROR, logger="knowledge.index.live"):
        assert [live.get() for _ in range(3)] == ["one"] * 3
    assert loader.loaded.count(broken.name) == 1, "a refused version is not tried at every question"
    assert [broken.name in record.getMessage() for record in caplog.records] == [True]


def test_files_damaged_after_the_swap_leave_the_old_version(
    live: Live[str], loader: Loader, seal: Seal
) -> None:
    seal("one")
    live.get()
    new = seal("two")
    (new.folder / "data.txt").write_text("tw", encoding="utf-8")
    assert live.get() == "one"
    assert new.name not in loader.loaded, "a damaged version is not even read"


def test_a_live_version_that_was_removed_leaves_the_old_one(live: Live[str], seal: Seal) -> None:
    seal("one")
    live.get()
    new = seal("two")
    (new.folder / "manifest.json").unlink()
    assert live.get() == "one"


def test_the_version_after_a_broken_one_is_loaded(live: Live[str], loader: Loader, seal: Seal) -> None:
    seal("one")
    live.get()
    loader.refuse.add(seal("two").name)
    live.get()
    seal("three")
    assert live.get() == "three"


def test_a_damaged_first_version_is_reported_each_time(live: Live[str], seal: Seal) -> None:
    version = seal("one")
    (version.folder / "data.txt").unlink()
    for _ in range(2):
        with pytest.raises(IndexDamaged):
            live.get()


def test_a_first_version_that_fails_is_tried_again(live: Live[str], loader: Loader, seal: Seal) -> None:
    version = seal("one")
    loader.refuse.add(version.name)
    with pytest.raises(EncoderError):
        live.get()
    loader.refuse.clear()
    assert live.get() == "one"


@pytest.mark.parametrize("written", [b"", b"2026", b"\xff\xfe"])
def test_a_half_written_current_leaves_the_loaded_version(
    live: Live[str], seal: Seal, versions: Versions, written: bytes
) -> None:
    seal("one")
    live.get()
    (versions.folder / "CURRENT").write_bytes(written)
    assert live.get() == "one"


def test_a_missing_current_leaves_the_loaded_version(live: Live[str], seal: Seal, versions: Versions) -> None:
    seal("one")
    live.get()
    (versions.folder / "CURRENT").unlink()
    assert live.get() == "one"


def test_many_threads_load_once(index: Path, seal: Seal) -> None:
    seal("one")
    entered = threading.Barrier(8)
    loads: list[str] = []

    def load(version: Version) -> str:
        loads.append(version.name)
        return (version.folder / "data.txt").read_text(encoding="utf-8")

    live = Live(index, load)

    def ask(_: int) -> str:
        entered.wait(timeout=30)
        return live.get()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"one"}
    assert len(loads) == 1


def test_threads_see_whole_versions_while_they_are_swapped(
    live: Live[str], seal: Seal, versions: Versions
) -> None:
    known = {seal(text).name: text for text in ("one", "two")}
    stop = threading.Event()

    def ask() -> set[str]:
        seen = set()
        while not stop.is_set():
            seen.add(live.get())
        return seen

    with ThreadPoolExecutor(4) as pool:
        askers = [pool.submit(ask) for _ in range(4)]
        for _ in range(30):
            for name in known:
                versions.make_live(name)
        stop.set()
        seen = set().union(*(asker.result(timeout=30) for asker in askers))
    assert seen <= set(known.values())
    assert live.get() == known[versions.current().name]


def test_nobody_waits_for_a_reload_that_another_thread_does(index: Path, seal: Seal) -> None:
    seal("one")
    begun, go_on = threading.Event(), threading.Event()

    def load(version: Version) -> str:
        text = (version.folder / "data.txt").read_text(encoding="utf-8")
        if text == "two":
            begun.set()
            assert go_on.wait(timeout=30)
        return text

    live = Live(index, load)
    assert live.get() == "one"
    seal("two")
    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(live.get)
        assert begun.wait(timeout=30)
        assert live.get() == "one", "the version before goes on while the new one is loaded"
        go_on.set()
        assert loading.result(timeout=30) == "two"
    assert live.get() == "two"
