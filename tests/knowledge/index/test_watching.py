from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from knowledge.errors import ContentChanged, SettingError
from knowledge.index import build as building
from knowledge.index import watching
from knowledge.index.build import Built
from knowledge.index.state import kept_faults
from knowledge.index.versions import Versions
from knowledge.index.watching import Watcher, enabled, start
from tests.knowledge.conftest import ContentFolder
from tests.knowledge.index.fakes import FakeEncoder

Make = Callable[..., Built]
LIMIT = "value: 60"


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def swaps() -> list[str]:
    """One entry for each time that a new version was told of."""
    return []


@pytest.fixture
def watcher(
    make: Make, source: ContentFolder, index: Path, encoder: FakeEncoder, swaps: list[str]
) -> Watcher:
    """Over an index that holds the content as it stands."""
    make()
    return Watcher(source.path, index, encoder, lambda: swaps.append("swap"))


@pytest.fixture
def running(watcher: Watcher) -> Iterator[Watcher]:
    """The watcher in its thread."""
    stop = start(watcher)
    yield watcher
    stop()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def test_nothing_is_built_while_nothing_changes(
    watcher: Watcher, versions: Versions, swaps: list[str]
) -> None:
    before = versions.current_name()
    assert watcher.publish()
    assert versions.current_name() == before
    assert swaps == []


def test_an_edit_is_published_and_told(
    watcher: Watcher, source: ContentFolder, versions: Versions, swaps: list[str]
) -> None:
    before = versions.current_name()
    source.change("services/id-card.yml", "checked: 2026-05-01", "checked: 2026-04-01")
    assert watcher.publish()
    assert versions.current_name() != before
    assert swaps == ["swap"]
    assert kept_faults() == []


def test_an_edit_encodes_only_what_changed(
    watcher: Watcher, source: ContentFolder, encoder: FakeEncoder
) -> None:
    encoder.forget()
    source.change("services/id-card.yml", "checked: 2026-05-01", "checked: 2026-04-01")
    watcher.publish()
    assert encoder.passages == encoder.queries == []


BROKEN = {
    "empty": b"",
    "half written": "id: id-card\nname: 居民身份".encode()[:-1],
    "another encoding": "id: id-card\nname: 身份证\n".encode("gb18030"),
    "tabs": b"id: id-card\n\tname: x\n",
    "no YAML": b"id: [id-card\nname: }\n",
    "a key twice": b"id: id-card\nid: id-card\n",
    "far too big": b"# " + b"x" * 5 * 1024 * 1024,
}


@pytest.mark.parametrize("written", BROKEN.values(), ids=BROKEN)
def test_a_faulty_edit_leaves_the_version_and_says_where(
    watcher: Watcher,
    source: ContentFolder,
    versions: Versions,
    swaps: list[str],
    caplog: pytest.LogCaptureFixture,
    written: bytes,
) -> None:
    before = versions.current_name()
    path = source.file("services/id-card.yml")
    path.write_bytes(written)
    with caplog.at_level(logging.ERROR, logger="knowledge.index.watching"):
        assert watcher.publish(), "an editor has to act, trying again would not help"
    assert (versions.current_name(), swaps) == (before, [])
    assert path in {fault.file for fault in kept_faults()}
    (record,) = caplog.records
    assert "内容改动没有发布，继续使用原来的版本" in record.getMessage()
    assert str(kept_faults()[0]) in record.getMessage()
    assert "\n" not in record.getMessage()


def test_a_mended_file_is_published(watcher: Watcher, source: ContentFolder, swaps: list[str]) -> None:
    path = source.file("services/id-card.yml")
    sound = path.read_bytes()
    path.write_bytes(b"")
    watcher.publish()
    assert kept_faults()
    path.write_bytes(sound + "# 又好了\n".encode())
    assert watcher.publish()
    assert kept_faults() == []
    assert swaps == ["swap"]


def test_taking_a_faulty_edit_back_clears_the_faults(watcher: Watcher, source: ContentFolder) -> None:
    path = source.file("services/id-card.yml")
    sound = path.read_bytes()
    path.write_bytes(b"")
    watcher.publish()
    path.write_bytes(sound)
    assert watcher.publish()
    assert kept_faults() == []


def test_a_build_under_way_is_waited_for(
    watcher: Watcher, source: ContentFolder, index: Path, swaps: list[str]
) -> None:
    source.change("services/id-card.yml", "checked: 2026-05-01", "checked: 2026-04-01")
    with FileLock(index / "write.lock"):
        assert not watcher.publish()
    assert watcher.publish()
    assert swaps == ["swap"]


def test_files_edited_during_a_build_are_not_published_half(
    watcher: Watcher, source: ContentFolder, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = versions.current_name()
    source.change("services/id-card.yml", "checked: 2026-05-01", "checked: 2026-04-01")
    encode = building._encode

    def edit_then_encode(*given: object, **options: object) -> object:
        source.change("services/id-card.yml", "checked: 2026-04-01", "checked: 2026-03-01")
        return encode(*given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "_encode", edit_then_encode)
    with pytest.raises(ContentChanged):
        building.build(source.path, versions.folder, encoder=watcher.encoder, quiet=True)
    assert versions.current_name() == before
    monkeypatch.setattr(building, "_encode", encode)
    assert watcher.publish()
    assert versions.current_name() != before


def test_an_edit_before_the_start_is_published(
    watcher: Watcher, source: ContentFolder, swaps: list[str]
) -> None:
    source.change("services/id-card.yml", "checked: 2026-05-01", "checked: 2026-04-01")
    stop = start(watcher)
    until(lambda: swaps == ["swap"])
    stop()


def test_a_running_watch_sees_edits_and_new_files(
    running: Watcher, source: ContentFolder, swaps: list[str]
) -> None:
    source.change("services/id-card.yml", "checked: 2026-05-01", "checked: 2026-04-01")
    until(lambda: len(swaps) == 1)
    source.write("policies/more.md", "---\ntitle: 又一个办法\n---\n\n# 又一个办法\n\n第一条 正文。\n")
    until(lambda: len(swaps) == 2)


def test_a_running_watch_tells_of_a_fault_and_goes_on(
    running: Watcher, source: ContentFolder, swaps: list[str]
) -> None:
    path = source.file("services/id-card.yml")
    sound = path.read_text(encoding="utf-8")
    path.write_text("", encoding="utf-8")
    until(lambda: bool(kept_faults()))
    path.write_text(sound.replace("2026-05-01", "2026-04-01"), encoding="utf-8")
    until(lambda: swaps == ["swap"] and not kept_faults())


def test_a_file_replaced_by_renaming_is_seen(
    running: Watcher, source: ContentFolder, swaps: list[str]
) -> None:
    path = source.file("services/id-card.yml")
    fresh = path.with_suffix(".tmp")
    fresh.write_text(path.read_text(encoding="utf-8").replace("2026-05-01", "2026-04-01"), encoding="utf-8")
    fresh.replace(path)
    until(lambda: swaps == ["swap"])


@pytest.mark.parametrize(("text", "on"), [("", True), ("1", True), ("0", False), (" 0 ", False)])
def test_the_watch_is_a_setting(monkeypatch: pytest.MonkeyPatch, text: str, on: bool) -> None:
    monkeypatch.setenv("CONTENT_WATCH", text)
    assert enabled() is on


def test_an_unusable_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENT_WATCH", "maybe")
    with pytest.raises(SettingError, match="CONTENT_WATCH"):
        enabled()


@pytest.mark.parametrize(
    ("path", "concerns"),
    [
        ("/c/services/id-card.yml", True),
        ("/c/policies/a.MD", True),
        ("/c/services/.id-card.yml.swp", False),
        ("/c/services/.#id-card.yml", False),
        ("/c/services/id-card.yml~", False),
        ("/c/services/4913", False),
    ],
)
def test_only_content_files_count(path: str, concerns: bool) -> None:
    assert watching._concerns(watching.Change.modified, path) is concerns
