"""``python -m actions.staff admin``: the first administrator, and the way back in for one locked out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actions.staff import accounts, sessions
from actions.staff.__main__ import main
from actions.staff.accounts import Account, Details
from tests.actions.staff.conftest import NOW, Do

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)


def _typing(*typed: str) -> Callable[[str], str]:
    lines = iter(typed)
    return lambda _question: next(lines)


def test_an_administrator_is_made_from_what_is_typed(do: Do) -> None:
    assert main(["admin"], _typing("Root", "管理员"), _typing(PASSWORD, PASSWORD)) == 0
    made = do(accounts.by_name, "root")
    assert (made.display_name, made.roles, made.has_password) == ("管理员", ("administrator",), True)


def test_an_account_gets_a_new_password_and_the_role(do: Do, editor: Account) -> None:
    do(accounts.add, "root", Details("管理员", ("administrator",)), NOW, "system", "hash")
    do(accounts.set_disabled, editor.id, True, NOW, "root")
    do(sessions.add, "token", editor.id, {}, NOW)
    assert main(["admin", "zhang"], _typing(), _typing(PASSWORD, PASSWORD)) == 0
    found = do(accounts.by_id, editor.id)
    assert (set(found.roles), found.disabled) == ({"editor", "administrator"}, False)
    assert do(sessions.count, editor.id) == 0


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [("root", ("short",), "至少"), ("root", (PASSWORD, "other"), "不一样"), ("张三", (), "登录名")],
)
def test_what_cannot_be_used_is_told(
    do: Do, capsys: pytest.CaptureFixture[str], name: str, typed: tuple[str, ...], sentence: str
) -> None:
    assert main(["admin", name], _typing(), _typing(*typed)) == 1
    assert sentence in capsys.readouterr().err
    assert do(accounts.every) == []
