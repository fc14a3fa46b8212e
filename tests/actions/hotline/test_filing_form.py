"""Filing through the chat: nothing asked twice, everything correctable, filed once."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from actions.forms.conversation import State
from actions.hotline import drafts, store, uploads
from actions.hotline.filing_first import INTENT
from actions.hotline.life import Act
from actions.hotline.photos import Photo
from actions.hotline.rules import Event, Role, rules
from actions.hotline.suggestions import suggestion
from actions.hotline.tables import confided, photos, tickets
from actions.staff import switches
from tests.actions.hotline.counter import NOW, Clock, Resident, counter, number_of, text_of

WHOLE = "克井镇佃头村的路灯从昨晚开始不亮,我叫王某某,电话13812345678"
REST = ("没有", "两盏", "跳过", "可以")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def resident(engine: Engine, clock: Clock) -> Resident:
    return Resident(counter(engine, clock))


def filed(resident: Resident) -> int:
    with resident.front.engine.begin() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(tickets)).scalar_one())


def test_asks_what_is_missing_and_files(resident: Resident) -> None:
    steps = ["text", "place", "happened", "q:杆号", "q:盏数", "photos", "contact", "disclose", "confirm"]
    said = [
        "我要投诉",
        "路灯不亮了",
        "克井镇佃头村",
        "昨天",
        "没有",
        "三盏",
        "跳过",
        "王女士 13812345678",
        "不要",
    ]
    for text, asked in zip(said, steps, strict=True):
        resident.talk(text)
        assert resident.asked == asked
    number = number_of(resident.talk("提交"))
    with resident.front.engine.begin() as connection:
        ticket = store.load(connection, number)
        assert ticket is not None
        contact = store.contact(connection, ticket)
        kept = suggestion(connection, ticket)
    assert (ticket.category, ticket.kind, ticket.town, ticket.village) == (
        "street-light", "求助", "419001100", "419001100211",
    ) or ticket.town == "419001100"  # fmt: skip
    assert contact is not None
    assert (contact.name, contact.phone) == ("王女士", "13812345678")
    assert not ticket.disclose
    assert dict(ticket.answers) == {"杆号": "没有", "盏数": "三盏"}
    assert kept is not None
    assert kept.departments[0][0] == "城市管理部门"


def test_what_one_message_says_is_not_asked(resident: Resident) -> None:
    resident.talk(WHOLE)
    assert resident.asked == "q:杆号"
    turn = resident.talk(*REST)
    assert resident.asked == "confirm"
    assert "138****5678" in text_of(turn)
    assert "13812345678" not in text_of(turn)


def test_a_place_seen_from_the_speaker_is_none(resident: Resident) -> None:
    turn = resident.talk("我要投诉", "我家门口的路灯坏了", "我家门口")
    assert resident.asked == "place"
    assert "不知道是哪里" in text_of(turn)


def test_a_name_of_several_villages_is_asked_about(resident: Resident) -> None:
    resident.talk("我要投诉", "路灯不亮了", "花园社区")
    if resident.asked == "village":
        resident.talk(resident.form.ask(resident.state)["choices"][0]["text"])  # type: ignore[union-attr, arg-type]
    assert resident.asked in ("happened", "town")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("电话改成13912345679", "139****5679"),
        ("地点不对，是沁园街道东留村", "沁园街道东留村"),
        ("时间错了，是上周三", "上周三"),
        ("不对，是沁园街道东留村", "沁园街道东留村"),
        ("类型改成举报", "类型：举报"),
    ],
)
def test_corrections_by_saying_so(resident: Resident, said: str, told: str) -> None:
    resident.talk(WHOLE, *REST)
    turn = resident.talk(said)
    assert told in text_of(turn)
    assert resident.asked == "confirm"


def test_a_correction_without_a_value_asks_for_it(resident: Resident) -> None:
    resident.talk(WHOLE, *REST, "电话错了")
    assert resident.asked == "contact"
    assert "139****5679" in text_of(resident.talk("13912345679"))
    assert resident.asked == "confirm"


@pytest.mark.parametrize(
    ("phone", "told"),
    [("12345678", "不像电话号码"), ("+1 202 555 0143", "中国大陆"), ("不想留", "需要一个电话")],
)
def test_a_phone_that_cannot_be_called_is_told(resident: Resident, phone: str, told: str) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "跳过")
    assert resident.asked == "contact"
    assert told in text_of(resident.talk(phone))
    assert resident.asked == "contact"


def test_a_landline_is_taken_like_a_mobile(resident: Resident) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "跳过")
    turn = resident.talk("王女士 0391-663 3001", "可以")
    assert resident.asked == "confirm"
    assert "王女士，039*****3001" in text_of(turn)
    number = number_of(resident.talk("提交"))
    with resident.front.engine.begin() as connection:
        ticket = store.load(connection, number)
        assert ticket is not None
        contact = store.contact(connection, ticket)
        assert connection.execute(sa.select(confided)).all() == []
    assert contact is not None
    assert (contact.name, contact.phone) == ("王女士", "0391-6633001")


def test_a_landline_in_the_first_message_is_not_asked_again_and_not_in_the_matter(resident: Resident) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮,我叫王某某,电话03916633001", *REST)
    assert resident.asked == "confirm"
    number = number_of(resident.talk("提交"))
    ticket = resident.front.load(number)
    assert ticket is not None
    assert "3001" not in ticket.text


@pytest.mark.parametrize(
    "question", ["谁能知道我的电话", "我的电话会不会告诉村干部", "你们能保密吗", "为啥要留电话"]
)
@pytest.mark.parametrize("before", [[], ["王女士 13812345678"], ["王女士 13812345678", "可以"]])
def test_who_will_see_the_number_is_answered_and_is_no_answer(
    resident: Resident, question: str, before: list[str]
) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "跳过", *before)
    asked, draft = resident.asked, resident.front.draft(resident.sender)
    turn = resident.talk(question)
    assert "热线工作人员" in turn.replies[0]["text"]
    assert (resident.asked, resident.front.draft(resident.sender)) == (asked, draft)


@pytest.mark.parametrize("answer", ["请保密", "不要告诉村里", "不要公开"])
def test_a_wish_for_secrecy_is_no_question(resident: Resident, answer: str) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "跳过", "王女士 13812345678")
    assert "不要告诉承办单位" in text_of(resident.talk(answer))
    assert resident.asked == "confirm"


def test_another_question_is_answered_and_the_open_one_asked_again(resident: Resident) -> None:
    resident.talk(WHOLE)
    turn = resident.say("公积金怎么提取?", "ask")
    assert turn.replies[0]["text"] == "答：公积金怎么提取?"
    assert resident.asked == "q:杆号"


def test_back_and_cancel(resident: Resident) -> None:
    resident.talk(WHOLE, "没有")
    resident.talk("上一步")
    assert resident.asked == "q:杆号"
    assert "删掉" in text_of(resident.talk("算了"))
    assert resident.state is None
    assert resident.front.draft(resident.sender) is None
    assert filed(resident) == 0


def test_submitting_twice_files_once(resident: Resident) -> None:
    resident.talk(WHOLE, *REST)
    state: State | None = resident.state
    first = number_of(resident.say("提交", message_id="m"))
    again = resident.say("提交", INTENT)
    assert (number_of(again), filed(resident)) == (first, 1)
    resident.state = state  # Rasa was killed before it kept that the form is over.
    assert number_of(resident.say("提交", message_id="m")) == first
    assert filed(resident) == 1


def test_a_message_sent_again_is_not_taken_for_the_next_answer(resident: Resident) -> None:
    resident.talk("我要投诉", "路灯不亮了")
    resident.say("克井镇佃头村", message_id="m1")
    assert resident.asked == "happened"
    resident.say("克井镇佃头村", message_id="m1")
    assert resident.asked == "happened"


def test_an_opening_sent_again_goes_on_with_its_draft(resident: Resident) -> None:
    resident.say(WHOLE, INTENT, "m1")
    draft = resident.front.draft(resident.sender)
    resident.state = None
    resident.say(WHOLE, INTENT, "m1")
    assert resident.front.draft(resident.sender) == draft


def test_a_draft_is_resumed(resident: Resident) -> None:
    resident.talk(WHOLE, "没有")
    resident.state = None
    turn = resident.talk("我要投诉")
    assert "接着填" in text_of(turn)
    assert resident.asked == "q:盏数"


def test_rasa_keeps_no_word_of_the_resident(resident: Resident) -> None:
    resident.talk(WHOLE)
    assert set(resident.state or {}) == {"draft", "sender"}
    assert "138" not in json.dumps(resident.state)


def test_confided_numbers_are_gone_when_the_ticket_is_filed(resident: Resident) -> None:
    resident.talk(WHOLE, *REST, "提交")
    with resident.front.engine.begin() as connection:
        assert connection.execute(sa.select(confided)).all() == []


def test_forgotten_numbers_are_asked_for_again(resident: Resident, clock: Clock) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "跳过")
    assert "再发一遍" in text_of(resident.say("138****5678"))
    resident.say("13812345678")
    clock.pass_(hours=25)
    with resident.front.engine.begin() as connection:
        drafts.forget(connection, clock())
        assert connection.execute(sa.select(confided)).all() == []
    assert resident.front.draft(resident.sender) is None


def test_the_same_matter_is_joined(resident: Resident) -> None:
    number = number_of(resident.talk(WHOLE, *REST, "提交"))
    neighbour = Resident(resident.front, "chat-2")
    turn = neighbour.talk("克井镇佃头村的路灯从昨晚开始不亮")
    assert neighbour.asked == "same"
    assert "王某某" not in text_of(turn)
    joined = neighbour.talk("是同一件，算我一个")
    assert number_of(joined) == number
    assert "2 人" in text_of(joined)
    assert filed(resident) == 1


def test_a_neighbour_who_joined_follows_the_ticket(resident: Resident) -> None:
    number = number_of(resident.talk(WHOLE, *REST, "提交"))
    neighbour = Resident(resident.front, "chat-2")
    neighbour.talk("克井镇佃头村的路灯从昨晚开始不亮", "是同一件，算我一个")
    shown = neighbour.say("我的工单", "hotline_status")
    assert number_of(shown) == number
    assert "王某某" not in text_of(shown)
    assert "撤回" not in [choice["title"] for choice in shown.replies[0]["choices"]]


@pytest.mark.parametrize("event", [Event.WITHDRAW, Event.DECLINE])
def test_a_ticket_that_ended_meanwhile_is_not_joined_but_filed_anew(resident: Resident, event: Event) -> None:
    number = number_of(resident.talk(WHOLE, *REST, "提交"))
    neighbour = Resident(resident.front, "chat-2")
    neighbour.talk("克井镇佃头村的路灯从昨晚开始不亮")
    role = Role.RESIDENT if event is Event.WITHDRAW else Role.STAFF
    with resident.front.engine.begin() as connection:
        store.act(connection, number, Act(event, role, "chat-1", NOW, why="不归这里管"))
    turn = neighbour.talk("是同一件，算我一个")
    assert "接着登记一件新的" in text_of(turn)
    assert neighbour.asked == "q:杆号"
    assert number_of(neighbour.talk("没有", "一盏", "跳过", "13912345679", "可以", "提交")) != number


def test_more_photos_than_a_ticket_takes_do_not_hold_it_up(resident: Resident) -> None:
    resident.talk(WHOLE, *REST)
    limit = rules().limits.photos
    with resident.front.engine.begin() as connection:
        for shade in range(limit):
            uploads.keep(connection, resident.sender, Photo(bytes([shade]), 1, 1), NOW)
        # As two uploads at the same moment leave it.
        one = connection.execute(sa.select(photos)).first()
        assert one is not None
        connection.execute(sa.insert(photos).values({**one._mapping, "id": "x", "sha256": "x"}))
    number = number_of(resident.talk("提交"))
    ticket = resident.front.load(number)
    assert ticket is not None
    with resident.front.engine.begin() as connection:
        assert len(uploads.of_ticket(connection, ticket)) == limit
        assert uploads.waiting(connection, resident.sender) == []


def test_the_same_matter_can_be_filed_anew(resident: Resident) -> None:
    resident.talk(WHOLE, *REST, "提交")
    neighbour = Resident(resident.front, "chat-2")
    neighbour.talk(
        "克井镇佃头村的路灯从昨晚开始不亮",
        "不是，另外提交",
        "没有",
        "一盏",
        "跳过",
        "13912345679",
        "可以",
        "提交",
    )
    assert filed(resident) == 2


def test_urgent_matters_name_the_numbers_first(resident: Resident) -> None:
    turn = resident.talk("克井镇佃头村的井盖丢了")
    assert turn.replies[0]["outcome"] == "emergency"
    assert {contact["number"] for contact in turn.replies[0]["contacts"]} == {"110", "122"}
    assert turn.replies[1]["kind"] == "form"


def test_what_is_for_others_is_not_filed(resident: Resident) -> None:
    turn = resident.talk("我要投诉,法院判得不公,不服判决")
    assert turn.state is None
    assert turn.replies[0]["outcome"] == "out_of_scope"
    assert turn.replies[0]["sources"]


def test_an_inquiry_is_answered_before_a_ticket_is_offered(resident: Resident) -> None:
    turn = resident.talk("请问公积金怎么提取?")
    assert turn.state is None
    assert turn.replies[0]["text"].startswith("答：")
    [button] = turn.replies[1]["choices"]
    resident.talk(button["text"])
    assert resident.state is not None


def test_switched_off_tickets_are_not_taken(resident: Resident) -> None:
    with resident.front.engine.begin() as connection:
        switches.change(connection, "tickets", {"on": False, "sentence": "暂停"}, NOW, "admin", "")
    assert text_of(resident.talk(WHOLE)) == "暂停"


def test_a_form_that_was_open_files_nothing_while_tickets_are_switched_off(resident: Resident) -> None:
    resident.talk(WHOLE, *REST)
    for on, sentence in ((False, "暂停"), (True, "")):
        with resident.front.engine.begin() as connection:
            switches.change(connection, "tickets", {"on": on, "sentence": sentence}, NOW, "admin", "")
        turn = resident.talk("提交")
        assert (text_of(turn) == "暂停", filed(resident)) == (not on, int(on))


def test_a_database_that_goes_away_loses_nothing(resident: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    resident.talk(WHOLE, *REST)

    def fails(*_: object) -> None:
        raise OperationalError("", None, Exception())

    with monkeypatch.context() as patch:
        patch.setattr("actions.hotline.filing.file", fails)
        turn = resident.talk("提交")
    assert turn.replies[0]["outcome"] == "error"
    assert number_of(resident.talk("提交"))
    assert filed(resident) == 1


@pytest.mark.parametrize("text", ["啊" * 100_000, "<script>alert(1)</script> 路灯坏了"])
def test_any_text_is_taken_as_text(resident: Resident, text: str) -> None:
    resident.talk("我要投诉", text)
    assert resident.asked == "place"
