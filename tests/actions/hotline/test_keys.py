"""API keys: told once, kept as a hash, ended at will."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline import keys
from actions.hotline.errors import KeyNameInvalid
from actions.hotline.tables import api_keys
from knowledge.errors import InputInvalid
from tests.actions.hotline.conftest import NOW


def test_a_key_is_found_until_it_is_revoked(connection: Connection) -> None:
    key = keys.add(connection, " 城管平台 ", NOW)
    assert keys.find(connection, key) is not None
    assert key not in str(connection.execute(sa.select(api_keys)).all())
    for other in ("", key[:-1], key + "x", "\ud800"):
        assert keys.find(connection, other) is None
    assert keys.revoke(connection, "城管平台", NOW)
    assert not keys.revoke(connection, "城管平台", NOW)
    assert keys.find(connection, key) is None
    assert keys.names(connection) == [("城管平台", False)]


@pytest.mark.parametrize("name", ["", " ", "长" * 65, "已有"])
def test_names_that_say_nothing_are_refused(connection: Connection, name: str) -> None:
    keys.add(connection, "已有", NOW)
    with pytest.raises(KeyNameInvalid):
        keys.add(connection, name, NOW)


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    parser = argparse.ArgumentParser()
    keys.arguments(parser)

    def command(*words: str) -> str:
        options = parser.parse_args(words)
        assert options.run(options) == 0
        return capsys.readouterr().out.strip()

    assert len(command("add", "测试系统")) == 43
    assert command("list") == "测试系统\t有效"
    with pytest.raises(InputInvalid, match="重名"):
        command("add", "测试系统")
    assert "已停用" in command("revoke", "测试系统")
    with pytest.raises(InputInvalid, match="没有名为"):
        command("revoke", "测试系统")
