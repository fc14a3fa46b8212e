"""The widget on the real system: edge, Rasa and actions."""

from __future__ import annotations

from playwright.sync_api import expect

from bot.instance import Instance
from tests.browser.conftest import DESKTOP, PHONE, OpenPage, TakePicture, Visit
from tests.e2e.desk import answer, desk_of


def test_a_conversation_is_answered_kept_and_deleted(open_page: OpenPage, take_picture: TakePicture) -> None:
    resident = Visit(open_page(DESKTOP), []).open()
    item = resident.ask("身份证丢了咋补,要钱不")
    expect(item).to_contain_text("工本费每证40元")
    # The fee was asked about, so its source comes first.
    expect(item.get_by_role("group", name="出处：发改价格〔2003〕2322号")).to_be_visible()
    take_picture(resident.page, "chat.png", document=True)
    expect(resident.ask("那要带什么")).to_contain_text("居民户口簿")
    item.get_by_role("button", name="有帮助", exact=True).click()
    expect(item.get_by_text("谢谢，已记录。")).to_be_visible()
    resident.page.reload()
    expect(resident.users).to_have_count(2)
    expect(resident.bots).to_have_count(3)
    resident.page.get_by_role("button", name="清空对话").click()
    # The screen is cleared at once, the server a moment later: a reload in between would cut the request off.
    with resident.page.expect_event("requestfinished", lambda request: request.method == "DELETE"):
        resident.page.get_by_role("button", name="删除", exact=True).click()
        expect(resident.users).to_have_count(0)
    resident.page.reload()
    expect(resident.bots).to_have_count(1)


def test_an_emergency_offers_the_number_on_a_phone(open_page: OpenPage, take_picture: TakePicture) -> None:
    resident = Visit(open_page(PHONE), []).open()
    take_picture(resident.page, "chat-phone.png", document=True)
    item = resident.ask("厨房着火了")
    expect(item.get_by_role("link", name="拨打 119")).to_have_attribute("href", "tel:119")


def test_an_open_window_shows_what_staff_answered(open_page: OpenPage, system: Instance) -> None:
    resident = Visit(open_page(DESKTOP), []).open()
    asked = resident.ask("我要投诉思礼镇涧南庄村的路灯坏了，从昨晚开始，电话0391-6633001")
    expect(asked).to_contain_text("登记诉求")
    for text in ("不知道", "不知道", "跳过", "可以"):
        resident.ask(text)
    filed = resident.ask("提交")
    number = filed.locator(".ticket-number strong").inner_text()
    users = resident.users.count()
    with desk_of(system) as desk:
        answer(desk, number, "灯已修好")
    expect(resident.bots.last).to_contain_text("灯已修好")
    resident.page.reload()
    expect(resident.bots.filter(has_text="灯已修好")).to_have_count(1)
    expect(resident.users).to_have_count(users)
