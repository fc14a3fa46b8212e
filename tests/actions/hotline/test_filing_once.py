"""Filed exactly once, whatever is sent again or fails in between."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from actions.forms.conversation import State
from actions.hotline import uploads
from actions.hotline.filing_first import INTENT
from actions.hotline.photos import Photo
from actions.hotline.rules import rules
from actions.hotline.tables import photos
from actions.staff import switches
from tests.actions.hotline.counter import NOW, REST, WHOLE, Resident, number_of, text_of


def test_submitting_twice_files_once(resident: Resident) -> None:
    resident.talk(WHOLE, *REST)
    state: State | None = resident.state
    first = number_of(resident.say("提交", message_id="m"))
    again = resident.say("提交", INTENT)
    assert (number_of(again), resident.filed()) == (first, 1)
    resident.state = state  # Rasa was killed before it kept that the form is over.
    assert number_of(resident.say("提交", message_id="m")) == first
    assert resident.filed() == 1


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
        assert (text_of(turn) == "暂停", resident.filed()) == (not on, int(on))


def test_a_database_that_goes_away_loses_nothing(resident: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    resident.talk(WHOLE, *REST)

    def fails(*_: object) -> None:
        raise OperationalError("", None, Exception())

    with monkeypatch.context() as patch:
        patch.setattr("actions.hotline.filing.file", fails)
        turn = resident.talk("提交")
    assert turn.replies[0]["outcome"] == "error"
    assert number_of(resident.talk("提交"))
    assert resident.filed() == 1


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
