"""Accounts keep to their rules, somebody can always manage them, and every change is on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.staff import accounts, audit, links, sessions
from actions.staff.accounts import Account, Details
from actions.staff.audit import Filter
from actions.staff.errors import AccountInvalid, AccountUnknown, LastAdministrator, LinkInvalid, NameTaken
from actions.staff.sessions import Expiry
from tests.actions.staff.conftest import NOW, Do

EXPIRY = Expiry(timedelta(minutes=30), timedelta(hours=12))


@pytest.mark.parametrize("name", ["", "a", "张三", "a b", "-a", "x" * 33, "system", "a/b"])
def test_names_that_cannot_be_used(name: str) -> None:
    with pytest.raises(AccountInvalid, match="登录名"):
        accounts.checked_name(name)


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        (Details(" ", ("editor",)), "姓名"),
        (Details("张", ()), "角色"),
        (Details("张", ("king",)), "角色"),
        (Details("张", ("agency",)), "单位"),
    ],
)
def test_details_that_cannot_be_used(details: Details, sentence: str) -> None:
    with pytest.raises(AccountInvalid, match=sentence):
        details.checked()


def test_an_account_is_found_by_its_name_in_any_case(do: Do, editor: Account) -> None:
    assert do(accounts.by_name, " Zhang ") == editor
    assert editor.may("knowledge.edit")
    assert not editor.may("accounts.manage")
    with pytest.raises(AccountUnknown):
        do(accounts.by_name, "nobody")


def test_a_name_is_given_once(do: Do, editor: Account) -> None:
    with pytest.raises(NameTaken):
        do(accounts.add, editor.name.upper(), Details("另一个", ("editor",)), NOW, "root")


def test_the_last_administrator_stays(do: Do, admin: Account) -> None:
    with pytest.raises(LastAdministrator):
        do(accounts.set_disabled, admin.id, True, NOW, "root")
    with pytest.raises(LastAdministrator):
        do(accounts.change, admin.id, Details("管理员", ("editor",)), NOW, "root")
    second = do(accounts.add, "second", Details("第二", ("administrator",)), NOW, "root", "hash")
    assert do(accounts.set_disabled, admin.id, True, NOW, second.name).disabled


def test_an_administrator_without_a_password_does_not_count(do: Do, admin: Account) -> None:
    do(accounts.add, "second", Details("第二", ("administrator",)), NOW, "root")
    with pytest.raises(LastAdministrator):
        do(accounts.set_disabled, admin.id, True, NOW, "root")


@pytest.mark.parametrize("change", ["disable", "roles", "password"])
def test_grave_changes_sign_out_everywhere(do: Do, editor: Account, change: str) -> None:
    do(sessions.add, "token", editor.id, {}, NOW)
    assert do(sessions.find, "token", NOW, EXPIRY) is not None
    if change == "disable":
        do(accounts.set_disabled, editor.id, True, NOW, "root")
    elif change == "roles":
        do(accounts.change, editor.id, Details("张编辑", ("reviewer",)), NOW, "root")
    else:
        do(accounts.set_password, editor.id, "new", NOW, "root")
    assert do(sessions.find, "token", NOW, EXPIRY) is None
    assert do(sessions.count, editor.id) == 0


def test_sessions_end_when_idle_and_at_the_latest(do: Do, editor: Account) -> None:
    do(sessions.add, "token", editor.id, {"a": 1}, NOW)
    assert do(sessions.find, "token", NOW + timedelta(minutes=29), EXPIRY).data == {"a": 1}
    assert do(sessions.find, "token", NOW + timedelta(minutes=30), EXPIRY) is None
    do(sessions.touch, "token", NOW + timedelta(hours=11, minutes=50))
    assert do(sessions.find, "token", NOW + timedelta(hours=11, minutes=59), EXPIRY) is not None
    assert do(sessions.find, "token", NOW + timedelta(hours=12), EXPIRY) is None
    assert do(sessions.purge, NOW + timedelta(hours=12), EXPIRY) == 1


def test_a_link_works_once(do: Do, editor: Account) -> None:
    token = do(links.reset, editor.id, NOW, "root")
    assert do(links.look, token, NOW) == editor
    assert do(links.use, token, "new hash", NOW).id == editor.id
    with pytest.raises(LinkInvalid):
        do(links.use, token, "another", NOW)


def test_a_link_is_void_when_old_or_replaced_or_its_account_disabled(do: Do, editor: Account) -> None:
    first = do(links.reset, editor.id, NOW, "root")
    with pytest.raises(LinkInvalid):
        do(links.look, first, NOW + links.VALID)
    second = do(links.reset, editor.id, NOW, "root")
    with pytest.raises(LinkInvalid):
        do(links.look, first, NOW)
    do(accounts.set_disabled, editor.id, True, NOW, "root")
    with pytest.raises(LinkInvalid):
        do(links.look, second, NOW)


def test_the_first_link_makes_one_administrator(do: Do) -> None:
    old, token = do(links.first, NOW), do(links.first, NOW)
    with pytest.raises(LinkInvalid):
        do(links.look, old, NOW)
    made = do(links.use_first, token, "root", "管理员", "hash", NOW)
    assert made.roles == ("administrator",)
    with pytest.raises(LinkInvalid):
        do(links.use_first, token, "other", "别人", "hash", NOW)
    assert do(links.first, NOW) is None


def test_the_first_link_is_void_once_there_is_an_administrator(do: Do) -> None:
    token = do(links.first, NOW)
    do(accounts.add, "root", Details("管理员", ("administrator",)), NOW, "system", "hash")
    with pytest.raises(LinkInvalid):
        do(links.use_first, token, "other", "别人", "hash", NOW)


def test_changes_are_on_record_with_before_and_after(do: Do, editor: Account) -> None:
    do(accounts.change, editor.id, Details("张审核", ("reviewer",)), NOW, "root", "转岗")
    found, total = do(audit.entries, Filter(action="account.change"), 0, 10)
    assert total == 1
    assert found[0].before == {"display_name": "张编辑", "roles": ["editor"], "agency": ""}
    assert found[0].after == {"display_name": "张审核", "roles": ["reviewer"], "agency": ""}
    assert (found[0].actor, found[0].subject, found[0].reason) == ("root", "account:zhang", "转岗")
