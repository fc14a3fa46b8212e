"""The whole conversation without a script: asked, answered, kept, rated, deleted; once, whatever is pressed twice."""

from __future__ import annotations

import asyncio

import pytest

from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import Clock, FakeRasa
from tests.bot.web.plain.browser import Browser
from tests.browser.replies import CHOICES, FORM_ERROR


async def test_the_greeting_and_its_questions_are_there_before_anything_is_asked(
    browser: Browser, rasa: FakeRasa
) -> None:
    await browser.go()
    assert browser.status == 200
    assert "我是济事通" in browser.text
    assert "身份证丢了怎么补" in browser.buttons
    await browser.press("身份证丢了怎么补")
    assert rasa.texts == ["身份证丢了怎么补办"]
    assert "补领身份证要带居民户口簿" in browser.text


async def test_after_a_message_the_page_is_fetched_anew_so_that_reloading_sends_nothing(
    browser: Browser, rasa: FakeRasa
) -> None:
    await (await browser.go()).ask("身份证丢了")
    assert browser.response is not None
    assert [one.status for one in browser.response.history] == [303]
    await browser.go()
    assert "身份证丢了" in browser.text
    assert rasa.texts == ["身份证丢了"]


async def test_pressing_twice_asks_once_even_for_the_first_message(browser: Browser, rasa: FakeRasa) -> None:
    await browser.go()
    fields = {**browser.fields(browser.form_of("[name=text]")), "text": "身份证丢了"}
    rasa.gate.clear()
    presses = [asyncio.create_task(browser.client.post("/chat", data=fields)) for _ in range(2)]
    await rasa.arrived.wait()
    rasa.gate.set()
    pages = [await (await press).text() for press in presses]
    assert rasa.texts == ["身份证丢了"]
    assert all(page.count("补领身份证要带居民户口簿") == 1 for page in pages)


async def test_going_back_and_writing_something_else_is_a_new_message(
    browser: Browser, rasa: FakeRasa
) -> None:
    await browser.go()
    form = browser.form_of("[name=text]")
    await browser.submit(form, text="身份证丢了")
    await browser.submit(form, text="居住证怎么办")
    assert rasa.texts == ["身份证丢了", "居住证怎么办"]


async def test_choices_are_at_most_three_and_none_of_them(browser: Browser, rasa: FakeRasa) -> None:
    rasa.answer = FakeRasa.custom(CHOICES)
    await (await browser.go()).ask("办证")
    assert [one for one in browser.buttons if one in ("选项一", "选项二", "选项三", "选项四", "都不是")] == [
        "选项一", "选项二", "选项三", "都不是"
    ]  # fmt: skip
    await browser.press("选项二")
    assert rasa.texts == ["办证", "我选二"]


@pytest.mark.parametrize(
    ("text", "status", "says"), [("  ", 422, "请输入您要咨询的问题"), ("很" * 501, 422, "最多写 500 个字")]
)
async def test_what_cannot_be_sent_is_said_at_the_box_and_stays_in_it(
    browser: Browser, rasa: FakeRasa, text: str, status: int, says: str
) -> None:
    await (await browser.go()).ask(text)
    assert browser.status == status
    assert browser.page.select_one("[role=alert] a[href='#say']") is not None
    assert browser.box["aria-invalid"] == "true"
    fault = browser.page.select_one("#fault")
    assert fault is not None
    assert "错误" in fault.get_text()
    assert says in fault.get_text()
    assert "fault" in str(browser.box["aria-describedby"]).split()
    assert browser.box.get_text().removeprefix("\n") == text
    assert rasa.texts == []


async def test_a_failure_keeps_the_message_and_sending_it_again_is_the_same_message(
    browser: Browser, rasa: FakeRasa
) -> None:
    rasa.answer = FakeRasa.raw("[]")
    await (await browser.go()).ask("身份证丢了")
    assert browser.status == 503
    assert browser.response is not None
    assert browser.response.headers["Retry-After"]
    assert browser.box.get_text().strip() == "身份证丢了"
    rasa.answer = FakeRasa.custom({"kind": "text", "outcome": "done", "text": "好了。"})
    await browser.ask(browser.box.get_text().strip())
    assert browser.text.count("好了。") == 1


async def test_a_form_asks_at_the_box_with_its_hint_and_what_was_wrong(
    browser: Browser, rasa: FakeRasa
) -> None:
    rasa.answer = FakeRasa.custom(FORM_ERROR)
    await (await browser.go()).ask("12")
    label = browser.page.select_one("label[for=say]")
    assert label is not None
    assert label.get_text() == "联系电话"
    assert browser.box["type"] == "tel"
    assert browser.box["aria-invalid"] == "true"
    assert "电话号码应当是 11 位" in browser.text
    assert "第 2 步，共 5 步" in browser.text


async def test_an_expired_conversation_is_said_and_the_message_goes_into_a_new_one(
    browser: Browser, rasa: FakeRasa, clock: Clock
) -> None:
    await (await browser.go()).ask("身份证丢了")
    clock.pass_by(minutes=61)
    await browser.ask("居住证怎么办")
    assert rasa.texts == ["身份证丢了", "居住证怎么办"]
    assert "您的话发到了新的对话里" in browser.text
    assert "身份证丢了" not in browser.text
    clock.pass_by(minutes=61)
    await browser.go()
    assert "上次对话太久没有用" in browser.text
    await browser.go()
    assert "上次对话太久没有用" not in browser.text


async def test_rating_with_a_reason(browser: Browser) -> None:
    await (await browser.go()).ask("身份证丢了")
    await browser.press("没帮助")
    assert "谢谢，已记录：没帮助" in browser.text
    await browser.submit(browser.form_of("[name=why]"), why="看不懂", more="我的电话是 13812345678")
    assert "看不懂" in browser.text
    assert "13812345678" not in browser.text
    await browser.press("有帮助")
    assert "谢谢，已记录：有帮助" in browser.text


async def test_rating_what_was_never_said_is_refused(browser: Browser) -> None:
    await (await browser.go()).ask("身份证丢了")
    await browser.submit(browser.form_of("[name=reply_id]"), reply_id="other", rating="up")
    assert (browser.status, "没有您要评价的那条" in browser.text) == (404, True)
    await (await browser.go()).submit(browser.form_of("[name=reply_id]"), rating="maybe")
    assert browser.status == 422


async def test_deleting_is_asked_twice_and_deletes(browser: Browser, edge: Client) -> None:
    await (await browser.go()).ask("身份证丢了")
    cookie = {one.key: one.value for one in edge.session.cookie_jar}["chat"]
    await browser.press("删除这次对话")
    assert "不能恢复" in browser.text
    await browser.press("删除")
    assert "对话已经删除" in browser.text
    gone = await edge.get("/api/chat/messages", headers={"Authorization": f"Bearer {cookie}"})
    assert gone.status == 401
    assert "chat" not in {one.key for one in edge.session.cookie_jar if one.value}
    await browser.ask("再问一次")
    assert "再问一次" in browser.text


async def test_a_link_with_a_question_fills_the_box_and_sends_nothing(
    browser: Browser, rasa: FakeRasa
) -> None:
    await browser.go("/chat?q=%E5%B1%85%E4%BD%8F%E8%AF%81%E6%80%8E%E4%B9%88%E5%8A%9E%3Cb%3E")
    assert browser.box.get_text().strip() == "居住证怎么办<b>"
    assert rasa.texts == []


async def test_large_type_is_remembered(browser: Browser) -> None:
    for path, expected in (
        ("/chat", None),
        ("/chat?large=1", ["large"]),
        ("/chat", ["large"]),
        ("/chat?large=0", None),
        ("/chat", None),
    ):
        await browser.go(path)
        assert browser.page.html is not None
        assert browser.page.html.get("class") == expected


async def test_limits_are_told_with_what_was_written(start_edge: StartEdge) -> None:
    browser = Browser(await start_edge(RATE_LIMIT_MESSAGES="1/minute"))
    await (await browser.go()).ask("一")
    await browser.ask("二")
    assert browser.status == 429
    assert browser.response is not None
    assert int(browser.response.headers["Retry-After"]) > 0
    assert browser.box.get_text().strip() == "二"
    assert "发送得太快" in browser.text
    assert "一" in browser.text


async def test_new_conversations_are_limited_too(start_edge: StartEdge) -> None:
    client = await start_edge(RATE_LIMIT_SESSIONS="1/hour")
    await (await Browser(client).go()).ask("一")
    client.session.cookie_jar.clear()
    browser = await (await Browser(client).go()).ask("二")
    assert (browser.status, "新建对话太频繁" in browser.text) == (429, True)


async def test_long_conversations_show_their_end_and_the_rest_on_demand(
    start_edge: StartEdge, rasa: FakeRasa
) -> None:
    rasa.answer = FakeRasa.custom({"kind": "text", "outcome": "done", "text": "好。"})
    browser = await Browser(await start_edge(RATE_LIMIT_MESSAGES="100/minute")).go()
    for number in range(14):
        await browser.ask(f"第{number}句")
    assert "第1句" not in browser.text
    assert "看更早的 2 轮对话" in browser.text
    await browser.go("/chat?all=1")
    assert "第0句" in browser.text


async def test_an_emergency_is_answered_although_nothing_can_be_stored(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, rasa: FakeRasa
) -> None:
    from sqlalchemy.exc import OperationalError

    from actions.storage.database import Database

    await browser.go()

    async def fail(*_: object, **__: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(Database, "read", fail)
    monkeypatch.setattr(Database, "write", fail)
    form = browser.form_of("[name=text]")
    await browser.submit(form, text="我家着火了")
    assert browser.status == 200
    assert browser.page.select_one("a[href='tel:119']") is not None
    await browser.submit(form, text="身份证丢了")
    assert (browser.status, "系统暂时存不了对话" in browser.text) == (503, True)
    assert rasa.texts == []
