"""A running system is backed up whole, and comes back as it was."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from filelock import FileLock

from actions.storage import backup as module
from actions.storage.__main__ import main
from actions.storage.archive import MANIFEST, BackupDamaged
from actions.storage.backup import NotEmpty, Places, backup, restore, verify
from actions.storage.copying import CopyFailed
from actions.storage.engine import create_engine, default_url
from tests.postgresql.server import Server

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def here(sqlite_url: str, tmp_path: Path) -> Places:
    """A system with keys, content and things that are made again."""
    for name, text in {
        "keys/inspection/a.pem": "secret", "content.git/HEAD": "ref", "content.git/objects/ab/cd": "blob",
        "publishing/pending.json": "of this moment", "index/v1/chunks.jsonl": "made again", "models/encoder/m.onnx": "made again", "backups/old.tar.gz": "old",
    }.items():  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    content = tmp_path.with_name(f"{tmp_path.name}-content")
    (content / "answers").mkdir(parents=True)
    (content / "answers" / "platform.yml").write_text("- id: a\n")
    return Places(tmp_path, content, sqlite_url, f"sqlite:///{tmp_path / 'conversations.sqlite'}")


@pytest.fixture
def there(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """An empty machine."""
    folder = tmp_path_factory.mktemp("new")
    data = folder / "var"
    return Places(data, folder / "content", default_url(data), f"sqlite:///{data / 'conversations.sqlite'}")


@pytest.fixture
def writing(here: Places) -> Iterator[threading.Event]:
    """Somebody who always writes two rows together; the event is set when many are there."""
    stop, many = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(here.data / "jishitong.db", timeout=30)) as connection:
            connection.execute("CREATE TABLE pairs (number INTEGER, side TEXT, ballast TEXT)")
            number = 0
            while not stop.is_set():
                with connection:
                    for side in "ab":
                        connection.execute("INSERT INTO pairs VALUES (?, ?, ?)", (number, side, "x" * 500))
                number += 1
                if number > 50:
                    many.set()

    writer = threading.Thread(target=write)
    writer.start()
    yield many
    stop.set()
    writer.join()


def sides(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT side, count(*) FROM pairs GROUP BY side"))


def test_a_backup_amid_writing_holds_whole_transactions(
    here: Places, there: Places, writing: threading.Event, tmp_path: Path
) -> None:
    assert writing.wait(30)
    target = tmp_path / "backups" / "now.tar.gz"
    backup(here, target, NOW)
    assert restore(there, target) is None
    found = sides(there.data / "jishitong.db")
    assert found["a"] == found["b"] > 50
    assert target.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_made_again_comes_back_and_nothing_else(here: Places, there: Places) -> None:
    with closing(sqlite3.connect(here.data / "conversations.sqlite")) as connection:
        connection.execute("CREATE TABLE events (sender_id TEXT)")
        connection.commit()
    target = here.data / "backups" / "now.tar.gz"
    backup(here, target, NOW)
    assert verify(target)["databases"] == {"database": "database.sqlite", "tracker": "tracker.sqlite"}
    restore(there, target)
    assert {path.relative_to(there.data).as_posix() for path in there.data.rglob("*") if path.is_file()} == {
        "jishitong.db", "conversations.sqlite", "keys/inspection/a.pem", "content.git/HEAD",
        "content.git/objects/ab/cd",
    }  # fmt: skip
    assert (there.content / "answers" / "platform.yml").read_text() == "- id: a\n"
    assert (there.data / "keys/inspection/a.pem").stat().st_mode & 0o777 == 0o600


def test_content_and_history_are_copied_between_two_publications(
    here: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, begun, published = threading.Event(), threading.Event(), threading.Event()

    def publish() -> None:
        with FileLock(here.data / "index" / "write.lock"):
            locked.set()
            assert begun.wait(30)
            (here.content / "answers" / "platform.yml").write_text("- id: b\n")
            published.set()

    publisher = threading.Thread(target=publish)
    publisher.start()
    assert locked.wait(30)
    copy, seen = module._copy_data, []

    def copied(*given: Any) -> None:
        seen.append(published.is_set())
        copy(*given)

    def database(*_: object) -> None:
        begun.set()

    monkeypatch.setattr(module, "copy_database", database)
    monkeypatch.setattr(module, "_copy_data", copied)
    backup(here, tmp_path / "backups" / "now.tar.gz", NOW)
    publisher.join()
    assert seen == [True]


def test_a_long_build_does_not_keep_a_backup_from_being_made(
    here: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PUBLISHED_WITHIN", 0.01)
    with FileLock(here.data / "index" / "write.lock"):
        assert backup(here, tmp_path / "backups" / "now.tar.gz", NOW)["files"] > 0


def test_nothing_is_overwritten(here: Places, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "now.tar.gz"
    backup(here, target, NOW)
    with pytest.raises(NotEmpty):
        restore(here, target)


def test_content_that_is_there_stays_and_the_restored_lies_beside(here: Places, there: Places) -> None:
    target = here.data / "backups" / "now.tar.gz"
    backup(here, target, NOW)
    there.content.mkdir()
    (there.content / "mine.yml").write_text("mine")
    assert restore(there, target) == there.data / "content"
    assert (there.data / "content" / "answers" / "platform.yml").is_file()
    assert [path.name for path in there.content.iterdir()] == ["mine.yml"]


def _repacked(source: Path, target: Path, name: str, body: bytes) -> None:
    with tarfile.open(source) as given, tarfile.open(target, "w:gz") as made:
        for member in given:
            content = given.extractfile(member)
            assert content is not None
            data = body if member.name == name else content.read()
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
        if name.startswith("../"):
            added = tarfile.TarInfo(name)
            added.size = len(body)
            made.addfile(added, io.BytesIO(body))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("data/keys/inspection/a.pem", b"other"),
        ("../evil", b"x"),
        (MANIFEST, b"{}"),
        (MANIFEST, json.dumps({"format": 99, "files": {}}).encode()),
    ],
)
def test_a_backup_that_was_changed_is_refused(here: Places, there: Places, name: str, body: bytes) -> None:
    target, changed = here.data / "backups" / "now.tar.gz", here.data / "backups" / "changed.tar.gz"
    backup(here, target, NOW)
    _repacked(target, changed, name, body)
    with pytest.raises(BackupDamaged):
        restore(there, changed)
    assert not (there.data / "jishitong.db").exists()
    assert list(there.data.iterdir()) == []


def test_a_backup_that_was_cut_off_is_refused(here: Places, there: Places) -> None:
    target = here.data / "backups" / "now.tar.gz"
    backup(here, target, NOW)
    target.write_bytes(target.read_bytes()[:-200])
    with pytest.raises(BackupDamaged):
        restore(there, target)


def test_a_database_of_another_kind_is_refused(here: Places, there: Places, postgresql: Server) -> None:
    target = here.data / "backups" / "now.tar.gz"
    backup(here, target, NOW)
    name = postgresql.create()
    other = Places(there.data, there.content, postgresql.url(name), there.tracker_url)
    with pytest.raises(CopyFailed, match="种类"):
        restore(other, target)
    postgresql.drop(name)


def test_postgresql_comes_back(here: Places, there: Places, postgresql: Server, postgresql_url: str) -> None:
    insert = "INSERT INTO insight_hosts VALUES ('www.gov.cn', 'root', '2026-03-02T00:00:00Z')"
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        connection.execute(sa.text(insert))
    engine.dispose()
    target = here.data / "backups" / "now.tar.gz"
    backup(Places(here.data, here.content, postgresql_url, here.tracker_url), target, NOW)
    name = postgresql.create()
    restore(Places(there.data, there.content, postgresql.url(name), there.tracker_url), target)
    restored = create_engine(postgresql.url(name))
    with restored.connect() as connection:
        assert connection.scalar(sa.text("SELECT host FROM insight_hosts")) == "www.gov.cn"
    restored.dispose()
    with pytest.raises(NotEmpty):
        restore(Places(there.data, there.content, postgresql.url(name), there.tracker_url), target)
    postgresql.drop(name)


def test_the_commands(here: Places, there: Places, capsys: pytest.CaptureFixture[str]) -> None:
    environ = {"DATA_DIR": str(here.data)}
    file = str(here.data / "out.tar.gz")
    assert main(["backup", file], environ) == 0
    assert main(["verify", file], environ) == 0
    assert main(["restore", file], environ) == 1
    assert main(["restore", file], {"DATA_DIR": str(there.data)}) == 0
    assert main(["verify", str(here.data / "nothing.tar.gz")], environ) == 1
    told = capsys.readouterr()
    assert "备份完整" in told.out
    assert "已经有数据库" in told.err
    assert (there.data / "jishitong.db").is_file()
