"""The commands for administrators, on the database of the environment."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from actions.hotline import commands
from actions.hotline.tables import outbox
from actions.storage.engine import create_engine
from knowledge.errors import InputInvalid
from tests.actions.hotline.conftest import NOW, Desk

Command = Callable[..., str]


@pytest.fixture
def command(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())

    def run(*words: str) -> str:
        options = parser.parse_args(words)
        assert options.run(options) == 0
        return capsys.readouterr().out.strip()

    return run


def test_keys_are_made_listed_and_ended(command: Command) -> None:
    assert len(command("key", "add", "测试系统")) == 43
    assert command("key", "list") == "测试系统\t有效"
    with pytest.raises(InputInvalid, match="重名"):
        command("key", "add", "测试系统")
    assert "已停用" in command("key", "revoke", "测试系统")
    with pytest.raises(InputInvalid, match="没有名为"):
        command("key", "revoke", "测试系统")


def test_what_was_given_up_is_shown_and_sent_again(command: Command, sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    with engine.begin() as connection:
        number = Desk(connection).file().number
        connection.execute(sa.update(outbox).values(next_at=None, dead_at=NOW, attempts=56, error="HTTP 500"))
    engine.dispose()
    assert command("outbox", "list") == (f"等待 0，已送达 0，放弃 1\n1\t{number}\tfile\t试了 56 次\tHTTP 500")
    assert command("outbox", "resend", "7") == "重新排队：0"
    assert command("outbox", "resend") == "重新排队：1"
    assert command("outbox", "list") == "等待 1，已送达 0，放弃 0"
