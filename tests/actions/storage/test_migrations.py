"""Migrations make exactly the tables that the code uses, and undo themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from actions.storage import chat
from actions.storage.engine import create_engine, default_url
from actions.storage.migrations import downgrade, upgrade

ROOT = Path(__file__).parents[3]


@pytest.fixture
def url(tmp_path: Path) -> str:
    # A folder name that configuration files would give a meaning.
    return default_url(tmp_path / "数据 100%")


def test_migrated_tables_are_those_of_the_code(url: str) -> None:
    upgrade(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, chat.chat_sessions.metadata) == []
    engine.dispose()


def test_upgrading_again_changes_nothing(url: str) -> None:
    upgrade(url)
    tables = _tables(url)
    upgrade(url)
    assert _tables(url) == tables
    assert {"chat_sessions", "chat_turns", "chat_messages", "chat_feedback"} <= tables


def test_downgrading_leaves_no_table(url: str) -> None:
    upgrade(url)
    downgrade(url, "base")
    assert _tables(url) == {"alembic_version"}


def test_processes_that_start_together_migrate_once(url: str) -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from actions.storage.migrations import upgrade; upgrade(sys.argv[1])",
    ]
    processes = [subprocess.Popen([*command, url], cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)]
    errors = [process.communicate(timeout=60)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    assert "chat_sessions" in _tables(url)


def test_deleting_a_session_deletes_its_conversation(url: str) -> None:
    upgrade(url)
    engine = create_engine(url)
    keys = sa.inspect(engine).get_foreign_keys("chat_messages") + sa.inspect(engine).get_foreign_keys(
        "chat_feedback"
    )
    engine.dispose()
    assert keys
    assert all(key["options"] == {"ondelete": "CASCADE"} for key in keys)


def _tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()
