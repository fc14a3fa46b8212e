"""An open chat shows what staff did to its ticket, without a message of the resident and once."""

from __future__ import annotations

import asyncio

import pytest

from bot.web import hotline_news
from bot.web.app import EDGE
from tests.bot.web.chat_tickets import answered, cannot_store, filed, sender_of
from tests.bot.web.conftest import Client
from tests.bot.web.console.colleagues import signed_in
from tests.bot.web.fakes import FakeRasa, Resident
from tests.bot.web.plain.browser import Browser
from tests.bot.web.test_events import heard, listen


@pytest.fixture
def never_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """News come by the desk's bell or not at all."""
    monkeypatch.setattr(hotline_news, "LOOK_SECONDS", 3600.0)


@pytest.mark.usefixtures("never_looks")
async def test_a_step_of_the_desk_is_told_at_once(edge: Client, resident: Resident, rasa: FakeRasa) -> None:
    ticket = await filed(edge, await sender_of(resident, rasa))
    windows = [await listen(resident), await listen(resident)]
    operator = await signed_in(edge, "operator")
    page = f"/console/desk/{ticket.number}"
    await operator.post(f"{page}/work/accept", {"days": "5"}, on=page)
    for window in windows:
        name, told = await heard(window)
        assert name == "news"
        assert told["replies"][0]["ticket"] == {
            "number": ticket.number, "status": "已受理", "due": told["replies"][0]["ticket"]["due"],
        }  # fmt: skip
    await operator.post(f"{page}/work/dispatch", {"department": "城市管理部门"}, on=page)
    await operator.post(f"{page}/work/answer", {"answer": "灯已修好"}, on=page)
    texts = [(await heard(windows[0]))[1]["replies"][0]["text"]]
    while "灯已修好" not in texts[-1]:
        texts.append((await heard(windows[0]))[1]["replies"][0]["text"])
    entries = await resident.transcript()
    assert [entry["reply"]["text"] for entry in entries[3:]] == texts
    assert len((await resident.ask("在吗"))["replies"]) == 1


async def test_what_another_process_did_is_found_by_looking(
    edge: Client, resident: Resident, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hotline_news, "LOOK_SECONDS", 0.02)
    ticket = await filed(edge, await sender_of(resident, rasa))
    window = await listen(resident)
    await answered(edge, ticket)
    name, told = await heard(window)
    assert name == "news"
    assert told["replies"][0]["ticket"]["number"] == ticket.number


@pytest.mark.usefixtures("never_looks")
async def test_a_window_that_opens_is_told_what_it_missed(
    edge: Client, resident: Resident, rasa: FakeRasa
) -> None:
    ticket = await filed(edge, await sender_of(resident, rasa))
    await answered(edge, ticket)
    name, told = await heard(await listen(resident))
    assert name == "news"
    assert "修好了" in told["replies"][0]["text"]


@pytest.mark.usefixtures("never_looks")
async def test_nobody_else_is_told(edge: Client, resident: Resident, rasa: FakeRasa) -> None:
    ticket = await filed(edge, await sender_of(resident, rasa))
    other = Resident(edge)
    await other.open()
    window = await listen(other)
    await answered(edge, ticket)
    edge.app[EDGE].news.ring()
    await resident.transcript()
    await other.ask("你好", "m1")
    assert (await heard(window))[0] == "typing"


async def test_many_who_ask_at_once_are_told_once(edge: Client, resident: Resident, rasa: FakeRasa) -> None:
    ticket = await filed(edge, await sender_of(resident, rasa))
    await listen(resident)
    await answered(edge, ticket)
    transcripts = await asyncio.gather(
        *(resident.transcript() for _ in range(4)), edge.app[EDGE].news.look(), edge.app[EDGE].news.look()
    )
    last = await resident.transcript()
    assert sum("修好了" in entry["reply"]["text"] for entry in last if "reply" in entry) == 1
    assert all(entries in (last, last[:-1]) for entries in transcripts[:4])


async def test_a_database_that_is_down_tells_it_later(
    edge: Client, resident: Resident, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await filed(edge, await sender_of(resident, rasa))
    await answered(edge, ticket)

    with cannot_store(monkeypatch):
        assert "reply" in (await resident.transcript())[-1]
        await edge.app[EDGE].news.look()
    assert "修好了" in (await resident.transcript())[-1]["reply"]["text"]


async def test_the_page_without_scripts_shows_it_on_its_next_load(edge: Client, rasa: FakeRasa) -> None:
    browser = Browser(edge)
    await (await browser.go()).ask("你好")
    ticket = await filed(edge, str(rasa.messages[-1]["sender"]))
    await answered(edge, ticket)
    await browser.go()
    assert browser.text.count("修好了") == 1
    await browser.go()
    assert browser.text.count("修好了") == 1
