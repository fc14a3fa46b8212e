"""Numbers that a matter is about: masked in its words, whole for who deals with it, nobody's contact."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.engine import Connection

from actions.hotline import desk as desks
from actions.hotline import filing, outbox, quoted, store
from actions.hotline.filing_hearing import own_numbers, without_contact
from actions.hotline.rules import rules
from actions.hotline.ticket import Ticket
from actions.hotline.workdays import calendar
from actions.privacy import mask
from tests.actions.hotline.conftest import DRAFT, NOW, Desk
from tests.actions.hotline.counter import Resident, number_of, text_of

PESTERING = "我要投诉骚扰电话13900001111一天打十次"


def beside(resident: Resident, number: str) -> tuple[Ticket, dict[str, str], str | None]:
    """A ticket, the numbers beside it, and whom to call back."""
    with resident.front.engine.begin() as connection:
        ticket = store.load(connection, number)
        assert ticket is not None
        contact = store.contact(connection, ticket)
        return ticket, quoted.of_ticket(connection, ticket.id), contact.phone if contact else None


def filed(resident: Resident, *texts: str, kept: bool = True) -> str:
    """Answer whatever is asked until it is filed."""
    said = {
        "place": "克井镇佃头村",
        "contact": "13812345678",
        "photos": "跳过",
        "disclose": "可以",
        "same": "另外提交",
    }
    turn = resident.talk(*texts)
    while resident.asked != "confirm":
        turn = resident.talk(said.get(resident.asked or "", "不知道"))
    assert ("看得到完整的" in text_of(turn)) is kept
    return number_of(resident.talk("提交"))


def test_the_number_that_pesters_is_no_contact_and_stays(resident: Resident) -> None:
    resident.talk(PESTERING)
    assert resident.asked == "place"
    ticket, numbers, phone = beside(resident, filed(resident, "克井镇佃头村"))
    assert "139****1111" in ticket.text
    assert (numbers, phone) == ({"139****1111": "13900001111"}, "13812345678")


def test_ones_own_number_beside_another_is_told_apart(resident: Resident) -> None:
    number = filed(resident, f"{PESTERING}，我电话13812345679")
    ticket, numbers, phone = beside(resident, number)
    assert (phone, numbers) == ("13812345679", {"139****1111": "13900001111"})
    assert "5679" not in ticket.text


def test_saying_whose_number_it_is_is_no_wish_to_know_it(resident: Resident) -> None:
    resident.talk("我要投诉老板电话13900001111拖欠工资，我在克井镇佃头村")
    assert resident.asked == "happened"


def test_plates_and_numbers_in_answers_are_kept(resident: Resident) -> None:
    resident.talk("我要投诉克井镇佃头村的出租车昨天拒载")
    assert resident.asked == "q:车牌"
    ticket, numbers, _ = beside(resident, filed(resident, "豫U12345"))
    assert ticket.answers["车牌"] == "豫U*****"
    assert numbers == {"豫U*****": "豫U12345"}


def test_what_is_added_later_is_kept_too(resident: Resident) -> None:
    number = filed(resident, PESTERING)
    resident.say(f"补充 {number}：今天换成13900002222打来", "hotline_supplement")
    _, numbers, _ = beside(resident, number)
    assert numbers == {"139****1111": "13900001111", "139****2222": "13900002222"}


def test_a_number_that_was_forgotten_leaves_its_mask_alone(resident: Resident) -> None:
    number = filed(resident, "我要投诉克井镇佃头村有人用139****1111打骚扰电话", kept=False)
    ticket, numbers, _ = beside(resident, number)
    assert ("139****1111" in ticket.text, numbers) == (True, {})


def test_other_systems_words_are_masked_as_well(desk: Desk, connection: Connection) -> None:
    ticket = desk.file(
        text="物业电话0391-6633001没人接，豫U12345和豫U23456乱停", answers={"单位": "电话13900001111"}
    )
    assert ticket.text == "物业电话0391-***3001没人接，豫U*****和豫U*****乱停"
    assert ticket.answers == {"单位": "电话139****1111"}
    assert quoted.of_ticket(connection, ticket.id) == {
        "0391-***3001": "0391-6633001",
        "139****1111": "13900001111",
        "豫U*****": "豫U12345、豫U23456",
    }
    assert "6633001" not in desks.to_csv([ticket], calendar(), rules(), NOW)


def test_the_citys_platform_gets_them_with_the_contact(desk: Desk, connection: Connection) -> None:
    ticket = desk.file(text="骚扰电话13900001111")
    [entry] = outbox.claim(connection, NOW, 1)
    assert entry.payload["ticket"]["text"] == "骚扰电话139****1111"
    assert outbox.numbers(connection, entry) == quoted.of_ticket(connection, ticket.id)


def test_a_number_that_comes_again_is_not_doubled(desk: Desk, connection: Connection) -> None:
    ticket = desk.file(text="骚扰电话13900001111")
    for written in ("13900001111", "13955551111"):
        quoted.keep(connection, ticket.id, {"139****1111": written})
    assert quoted.of_ticket(connection, ticket.id) == {"139****1111": "13900001111、13955551111"}


def test_the_same_filed_again_is_one_ticket(desk: Desk, connection: Connection) -> None:
    draft = replace(DRAFT, text="骚扰电话13900001111")
    first, again = (filing.file(connection, draft, "key", NOW) for _ in range(2))
    assert (first[0].number, first[1], again[1]) == (again[0].number, True, False)


@pytest.mark.parametrize(
    ("text", "matter", "own"),
    [
        ("13900001111这个号码天天骚扰我", "139****1111这个号码天天骚扰我", []),
        (
            "老板电话13900001111打不通，我叫王某某，手机13812345678",
            "老板电话139****1111打不通",
            ["138****5678"],
        ),
        ("接到0391-6633001打来的诈骗电话", "接到0391-***3001打来的诈骗电话", []),
        ("物业电话6633123没人接，我家座机6633124", "物业电话***3123没人接", ["***3124"]),
        ("6633123是我家电话，停水了", "停水了", ["***3123"]),
        ("我们单位电话0391-6633001，路灯坏了", "我们单位，路灯坏了", ["0391-***3001"]),
        ("路灯坏了13812345678", "路灯坏了", ["138****5678"]),
        (
            "停水了，电话13812345678或者0391-6633001",
            "停水了或者0391-***3001",
            ["138****5678", "0391-***3001"],
        ),
    ],
)
def test_whose_number_it_is(text: str, matter: str, own: list[str]) -> None:
    masked = mask(text)
    assert without_contact(masked) == matter
    assert [masked[start:end] for start, end in own_numbers(masked)] == own
