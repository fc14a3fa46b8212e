"""Coming in and going out, as a browser does it."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie

import pyotp
import pytest
from structlog.testing import capture_logs

from actions.staff import accounts, links
from actions.staff.accounts import Details
from bot.web.app import EDGE
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.console.colleagues import PASSWORD, Colleague, signed_in
from tests.bot.web.fakes import Clock


async def _invited(edge: Client, name: str = "li") -> str:
    """The path of the link of a new account."""
    assert edge.app is not None
    database, now = edge.app[EDGE].database, edge.app[EDGE].sessions.clock()
    made = await database.write(accounts.add, name, Details("李", ("editor",)), now, "root")
    return f"/console/invitation/{await database.write(links.reset, made.id, now, 'root')}"


async def _member(edge: Client, name: str = "li") -> Colleague:
    """Somebody with a password who has signed in through the door."""
    somebody, link = Colleague(edge), await _invited(edge, name)
    response = await somebody.post(link, {"password": PASSWORD, "again": PASSWORD}, on=link)
    assert (response.status, response.headers["Location"]) == (303, "/console/sign-in")
    response = await somebody.post("/console/sign-in", {"name": name, "password": PASSWORD})
    assert response.status == 303
    return somebody


async def test_the_first_link_is_logged_and_makes_the_administrator(start_edge: StartEdge) -> None:
    with capture_logs() as logs:
        edge = await start_edge()
    (entry,) = [entry for entry in logs if entry["event"] == "no_administrator"]
    path = re.sub(r"^https?://[^/]+", "", entry["link"])
    somebody = Colleague(edge)
    fields = {"name": "Root", "display_name": "管理员", "password": PASSWORD, "again": PASSWORD}
    assert (await somebody.post(path, fields, on=path)).status == 303
    assert (await somebody.get(path)).status == 404
    assert (await somebody.post("/console/sign-in", {"name": "root", "password": PASSWORD})).status == 303
    assert "账号" in await somebody.read("/console")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"password": PASSWORD, "again": "another one"}, "两次输入的密码不一样"),
        ({"password": "short", "again": "short"}, "至少 10 个字符"),
        ({}, "请填写"),
    ],
)
async def test_a_bad_new_password_is_told_at_its_field(
    edge: Client, fields: dict[str, str], sentence: str
) -> None:
    link = await _invited(edge)
    somebody = Colleague(edge)
    response = await somebody.post(link, fields, on=link)
    assert response.status == 422
    text = await response.text()
    assert sentence in text
    assert 'aria-invalid="true"' in text


async def test_signing_in_makes_a_new_token_and_leads_where_one_wanted_to_go(edge: Client) -> None:
    somebody = await _member(edge)
    token = somebody.cookies["console"]
    assert (await somebody.post("/console/sign-out", on="/console")).status == 303
    visitor = somebody.cookies["console"]
    response = await somebody.post("/console/sign-in?next=/console/own", {"name": "li", "password": PASSWORD})
    assert response.headers["Location"] == "/console/own"
    assert len({token, visitor, somebody.cookies["console"]}) == 3
    somebody.cookies["console"] = token
    assert (await somebody.get("/console")).status == 303


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/consoles", "/console//evil", "/"]
)
async def test_nobody_is_led_elsewhere(edge: Client, wanted: str) -> None:
    await _member(edge)
    response = await Colleague(edge).call("GET", "/console/sign-in", params={"next": wanted})
    assert response.status == 200
    somebody = Colleague(edge)
    token = await somebody.token()
    response = await somebody.call(
        "POST", "/console/sign-in", params={"next": wanted},
        data={"csrf_token": token, "name": "li", "password": PASSWORD},
    )  # fmt: skip
    assert response.headers["Location"] == "/console"


async def test_a_wrong_password_is_told_without_what_was_wrong(edge: Client) -> None:
    await _member(edge)
    texts = []
    for name in ("li", "nobody"):
        response = await Colleague(edge).post("/console/sign-in", {"name": name, "password": "wrong"})
        assert response.status == 422
        texts.append(re.findall('role="alert">([^<]*)', await response.text()))
    assert texts == [["登录名或密码不对"], ["登录名或密码不对"]]


async def test_the_second_factor_is_asked_for(edge: Client, clock: Clock) -> None:
    somebody = await _member(edge)
    secret = re.search('class="secret">([A-Z2-7]+)<', await somebody.read("/console/own/totp"))
    assert secret is not None
    totp = pyotp.TOTP(secret[1])
    response = await somebody.call(
        "POST", "/console/own/totp",
        data={"csrf_token": await somebody.token("/console"), "code": totp.at(clock())},
    )  # fmt: skip
    assert response.status == 200
    assert len(re.findall(r"<li>[a-z2-9-]{19}</li>", await response.text())) == 10
    other = Colleague(edge)
    response = await other.post("/console/sign-in", {"name": "li", "password": PASSWORD})
    assert response.headers["Location"] == "/console/sign-in/code"
    assert (await other.get("/console/own")).status == 303
    response = await other.post("/console/sign-in/code", {"code": "000000"}, on="/console/sign-in/code")
    assert response.status == 422
    clock.pass_by(seconds=30)
    response = await other.post(
        "/console/sign-in/code", {"code": totp.at(clock())}, on="/console/sign-in/code"
    )
    assert response.status == 303
    assert "我的账号" in await other.read("/console/own")


async def test_a_session_ends_when_idle(edge: Client, clock: Clock) -> None:
    somebody = await signed_in(edge, "editor")
    clock.pass_by(minutes=29)
    assert (await somebody.get("/console")).status == 200
    clock.pass_by(minutes=29)
    assert (await somebody.get("/console")).status == 200
    clock.pass_by(minutes=30)
    assert (await somebody.get("/console")).status == 303


async def test_the_cookie_is_out_of_reach_and_secure_behind_tls(start_edge: StartEdge) -> None:
    edge = await start_edge(TRUST_PROXY="1")
    plain = SimpleCookie((await Colleague(edge).get("/console/sign-in")).headers["Set-Cookie"])["console"]
    assert (plain["httponly"], plain["samesite"], plain["secure"]) == (True, "Lax", "")
    response = await Colleague(edge).get("/console/sign-in", headers={"X-Forwarded-Proto": "https"})
    secure = SimpleCookie(response.headers["Set-Cookie"])["__Host-console"]
    assert (secure["httponly"], secure["secure"], secure["path"]) == (True, True, "/")


async def test_an_account_is_made_and_disabled(edge: Client) -> None:
    root = await signed_in(edge, "administrator", name="root")
    response = await root.post(
        "/console/accounts/new",
        [("name", "wang"), ("display_name", "王<b>审核</b>"), ("roles", "reviewer"), ("roles", "editor")],
    )
    text = await response.text()
    assert response.status == 200
    assert "/console/invitation/" in text
    assert "<b>" not in text
    listed = await root.read("/console/accounts")
    assert "编辑、审核" in listed
    assert edge.app is not None
    wang = await edge.app[EDGE].database.read(accounts.by_name, "wang")
    assert (await root.post(f"/console/accounts/{wang.id}/disable")).status == 303
    assert "已停用 wang" in await root.read("/console/accounts")
    assert "已停用 wang" not in await root.read("/console/accounts")
    assert "<td>停用账号</td>" in await root.read("/console/audit?subject=wang")


async def test_the_record_comes_as_a_file_without_formulas(edge: Client) -> None:
    root = await signed_in(edge, "administrator", name="root")
    await root.post("/console/accounts/new", [("name", "wang"), ("display_name", "王"), ("roles", "editor")])
    response = await root.get("/console/audit.csv?action=account.create")
    body = await response.read()
    assert body.startswith("\ufeff编号,时间".encode())
    assert "account:wang" in body.decode()
    assert "attachment" in response.headers["Content-Disposition"]


async def test_problems_are_pages_for_people_and_documents_for_scripts(edge: Client) -> None:
    somebody = await signed_in(edge, "editor")
    response = await somebody.get("/console/accounts")
    assert response.status == 403
    assert "没有这项权限" in await response.text()
    assert response.content_type == "text/html"
    assert (await somebody.get("/console/nothing")).status == 404
    script = await somebody.get("/console/accounts", headers={"Accept": "application/json"})
    assert (await script.json(content_type=None))["code"] == "not_allowed"
