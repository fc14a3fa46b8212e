"""Nothing a resident said is lost or done twice, whatever the network and the server do."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import replies
from tests.browser.conftest import DESKTOP, PHONE, StartVisit, TakePicture, Visit
from tests.browser.fake_chat import FakeChat


def forgive(resident: Visit, *, words: str = "Failed to load resource") -> None:
    """The browser reports failed requests that the test itself made fail."""
    resident.complaints[:] = [one for one in resident.complaints if words not in one]


def test_the_panel_is_there_before_any_request_is_answered(visit: StartVisit, chat: FakeChat) -> None:
    chat.down = True
    resident = visit()
    # It asks for nothing but the announcement of the day, and does without it.
    with resident.page.expect_event("requestfailed", lambda request: "announcement" in request.url):
        resident.open()
    expect(resident.bots.first).to_contain_text("我是济事通")
    expect(resident.bots.first.get_by_role("button")).to_have_count(6)
    assert chat.sessions == {}
    forgive(resident)


def test_the_resident_sees_at_once_that_something_happens(
    visit: StartVisit, chat: FakeChat, take_picture: TakePicture
) -> None:
    chat.hold = True
    resident = visit().open()
    resident.box.fill("文字")
    resident.box.press("Enter")
    shown = resident.page.evaluate(
        """() => new Promise((resolve) => setTimeout(() => { const root = document.querySelector('jishitong-widget').shadowRoot;
        resolve(root.querySelector('.user').textContent + root.querySelector('.typing').hidden); }, 150))"""
    )
    assert "文字" in shown
    assert shown.endswith("false")
    expect(resident.page.get_by_text("正在查找，请稍等……")).to_be_visible()
    expect(resident.users.last).to_contain_text("正在发送……")
    take_picture(resident.page, "typing.png")
    chat.hold = False
    expect(resident.bots).to_have_count(2)
    expect(resident.page.locator(".typing")).to_be_hidden()
    expect(resident.users.last.locator(".delivery")).to_have_count(0)


def test_a_message_is_sent_again_under_its_id_when_the_server_is_back(
    visit: StartVisit, chat: FakeChat, take_picture: TakePicture
) -> None:
    resident = visit(PHONE).open()
    resident.ask("回答")
    chat.down = True
    resident.box.fill("文字")
    resident.box.press("Enter")
    expect(resident.users.last).to_contain_text(re.compile("秒后自动重发"))
    expect(resident.page.get_by_text("现在连不上服务，连上后会自动发送。")).to_be_visible()
    expect(resident.page.get_by_role("link", name="拨打 12345").first).to_have_attribute("href", "tel:12345")
    expect(resident.page.locator(".aside").get_by_role("button")).to_have_count(6)
    resident.audit()
    take_picture(resident.page, "offline-phone.png", document=True)
    chat.down = False
    resident.page.get_by_role("button", name="现在重试").click()
    expect(resident.bots.last).to_contain_text("好的。")
    expect(resident.page.get_by_text("现在连不上服务")).to_be_hidden()
    forgive(resident)


def test_an_answer_lost_on_the_way_is_not_asked_for_twice(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit().open()
    resident.ask("回答")
    lost: list[bool] = []

    def lose_first(route: object) -> None:
        if lost:
            route.continue_()  # type: ignore[attr-defined]
            return
        lost.append(True)
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    resident.page.route("**/api/chat/messages", lose_first)
    resident.box.fill("工单")
    resident.box.press("Enter")
    expect(resident.bots).to_have_count(3)
    expect(resident.bots.last).to_contain_text("YS20261123001")
    chat.wait_for(lambda: [text for _, text in chat.asked].count("工单") == 2)
    assert len({key for key, text in chat.asked if text == "工单"}) == 1
    resident.page.unroute_all(behavior="wait")
    resident.page.reload()
    expect(resident.users).to_have_text([re.compile("回答"), re.compile("工单")])
    forgive(resident)


def test_a_reload_in_mid_answer_resumes_it(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit().open()
    resident.ask("回答")
    chat.hold = True
    resident.box.fill("工单")
    resident.box.press("Enter")
    chat.wait_for(lambda: chat.asked[-1][1] == "工单")
    resident.page.reload()
    expect(resident.panel).to_be_visible()
    expect(resident.users.last).to_contain_text("工单")
    chat.hold = False
    expect(resident.bots.last).to_contain_text("YS20261123001")
    expect(resident.users).to_have_count(2)
    assert len({key for key, text in chat.asked if text == "工单"}) == 1


def test_a_refused_message_can_be_changed(
    visit: StartVisit, chat: FakeChat, take_picture: TakePicture
) -> None:
    resident = visit().open()
    chat.status = 422
    resident.box.fill("文字")
    resident.box.press("Enter")
    expect(resident.users.last).to_contain_text("错误：服务暂时不可用。")
    resident.audit()
    take_picture(resident.page, "refused.png")
    chat.status = 0
    resident.page.get_by_role("button", name="改一改").click()
    expect(resident.box).to_have_value("文字")
    expect(resident.users).to_have_count(0)
    forgive(resident)


def test_a_session_that_is_over_goes_on_as_a_new_one(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit().open()
    resident.ask("回答")
    chat.sessions.clear()
    resident.box.fill("文字")
    resident.box.press("Enter")
    expect(resident.page.locator(".divider")).to_have_text("上次对话已结束，这是新的对话。")
    expect(resident.bots.last).to_contain_text("好的。")
    forgive(resident)


def test_offline_shows_the_last_conversation(
    visit: StartVisit, chat: FakeChat, take_picture: TakePicture
) -> None:
    resident = visit(PHONE).open()
    resident.ask("回答")
    chat.down = True
    resident.page.reload()
    expect(resident.users.last).to_contain_text("回答")
    expect(resident.bots.last).to_contain_text("可以补办。")
    expect(resident.page.get_by_role("button", name="现在重连")).to_be_visible()
    chat.down = False
    resident.page.get_by_role("button", name="现在重连").click()
    expect(resident.page.get_by_role("button", name="现在重连")).to_be_hidden()
    forgive(resident)


def two_tabs(visit: StartVisit) -> tuple[Visit, Visit]:
    """Two windows of one resident."""
    first = visit().open()
    second = visit(context=first.page.context).open()
    return first, second


def test_tabs_of_one_resident_stay_in_step(visit: StartVisit, chat: FakeChat) -> None:
    first, second = two_tabs(visit)
    first.ask("回答")
    expect(second.users.last).to_contain_text("回答")
    expect(second.bots.last).to_contain_text("可以补办。")
    second.ask("工单")
    expect(first.bots.last).to_contain_text("YS20261123001")
    assert len(chat.sessions) == 1
    first.page.get_by_role("button", name="长辈模式").click()
    expect(second.panel).to_have_css("font-size", "24px")
    first.page.get_by_role("button", name="清空对话").click()
    first.page.get_by_role("button", name="删除", exact=True).click()
    expect(second.users).to_have_count(0)


def test_what_the_stream_brings_is_shown_once(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit().open()
    resident.ask("回答")
    chat.wait_for(lambda: chat.streams == 1)
    chat.hold = True
    resident.box.fill("工单")
    resident.box.press("Enter")
    chat.wait_for(lambda: chat.asked[-1][1] == "工单")
    key = chat.asked[-1][0]
    (conversation,) = chat.sessions.values()
    chat.tell("replies", {"message_id": key, "replies": conversation.turns[key]})
    expect(resident.bots.last).to_contain_text("YS20261123001")
    chat.hold = False
    resident.ask("文字")
    expect(resident.bots).to_have_count(4)
    resident.page.get_by_role("button", name="关闭对话窗口").click()
    chat.wait_for(lambda: chat.streams == 0)


def test_without_streams_the_conversation_works_all_the_same(visit: StartVisit, chat: FakeChat) -> None:
    chat.streaming = False
    first = visit().open()
    first.ask("回答")
    first.ask("工单")
    expect(first.bots).to_have_count(3)
    forgive(first)


@pytest.mark.parametrize("reachable", [True, False])
def test_clearing_really_deletes(
    visit: StartVisit, chat: FakeChat, take_picture: TakePicture, reachable: bool
) -> None:
    resident = visit().open()
    resident.ask("回答")
    chat.down = not reachable
    resident.page.get_by_role("button", name="清空对话").click()
    question = resident.page.get_by_role("alertdialog")
    expect(question.get_by_role("button", name="不删")).to_be_focused()
    resident.audit()
    take_picture(resident.page, "clear.png")
    resident.page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(resident.panel).to_be_visible()
    resident.page.get_by_role("button", name="清空对话").click()
    question.get_by_role("button", name="删除").click()
    expect(resident.users).to_have_count(0)
    assert "回答" not in stored(resident.page)
    if not reachable:
        chat.down = False
        resident.ask("文字")
    chat.wait_for(lambda: chat.deleted == 1)
    forgive(resident)


def stored(page: Page) -> str:
    """Everything that the browser keeps for the site."""
    kept: str = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    return kept


def test_what_is_said_is_not_kept_after_the_tab_is_closed(visit: StartVisit) -> None:
    resident = visit().open()
    resident.ask("回答")
    assert "居民身份证" not in str(resident.page.evaluate("JSON.stringify({...localStorage})"))


def test_five_thousand_messages_stay_light(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit().open()
    resident.ask("文字")
    panel = "document.querySelector('jishitong-widget').panel"
    heard = [{**replies.ANSWER, "id": f"r{number}"} for number in range(5000)]
    # One by one at first, then in floods.
    ends = [*range(10, 101, 10), *range(600, 5001, 400)]
    for start, end in itertools.pairwise([0, *ends]):
        resident.page.evaluate(f"(replies) => {panel}.talk.hear(replies)", heard[start:end])
    assert resident.page.evaluate(f"{panel}.talk.entries.length") == 400
    assert resident.page.evaluate(f"{panel}.transcript.items.childElementCount") <= 60
    assert resident.page.evaluate(f"{panel}.transcript.nodes.size") <= 60
    resident.page.get_by_role("button", name="显示更早的消息").click()
    assert resident.page.evaluate(f"{panel}.transcript.items.childElementCount") >= 80


def test_a_slow_network_still_shows_the_panel_first(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit(DESKTOP)
    session = resident.page.context.new_cdp_session(resident.page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 400, "downloadThroughput": 6000, "uploadThroughput": 6000},
    )
    resident.open()
    assert chat.sessions == {}
    resident.ask("文字")
