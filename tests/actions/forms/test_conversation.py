"""What all forms do alike."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from actions.answering.question import Answered, Question
from actions.forms.conversation import State, Turn, converse
from bot.web.reply import Reply
from tests.actions.forms.conversations import COLOURS, ColourForm, heard

OPEN: State = {"asked": 1}


def pipeline(question: Question) -> Answered:
    """Stands in for the answering pipeline."""
    return Answered(
        [{"kind": "text", "outcome": "answered", "text": f"答：{question.text}"}], "id-card", "fee"
    )


def hold(text: str, state: State | None = OPEN, **known: Any) -> Turn:
    return converse(ColourForm(), state, heard(text, **known), pipeline)


def test_opening_asks() -> None:
    turn = hold("我要刷墙", None)
    assert turn.state == OPEN
    assert [reply["kind"] for reply in turn.replies] == ["form"]


def test_opening_uses_what_is_said_already() -> None:
    assert hold("刷成红的", None) == Turn([{"kind": "text", "outcome": "done", "text": "红"}])


def test_leaving_says_what_is_lost() -> None:
    turn = hold("算了")
    assert turn.state is None
    assert turn.replies[0]["text"] == "好的，已经退出。没有记下颜色。"
    assert turn.replies[0]["outcome"] == "done"


def test_a_steering_word_that_opens_a_form_does_not_leave_it() -> None:
    assert hold("算了", None).state == OPEN


def test_another_question_is_answered_and_the_open_one_asked_again() -> None:
    turn = hold("要多少钱")
    assert [reply["text"] for reply in turn.replies] == ["答：要多少钱", "回到刚才的问题。\n什么颜色？"]
    assert turn.state == OPEN
    assert turn.slots == {"current_service": "id-card", "last_aspect": "fee"}


def test_asking_again_changes_nothing() -> None:
    turn = hold("再说一遍")
    assert (turn.state, turn.replies) == (OPEN, [ColourForm().ask(OPEN)])


def test_an_answer_that_is_not_understood_is_asked_for_once_more() -> None:
    turn = hold("嗯嗯嗯")
    assert turn.state == {"asked": 2}
    assert turn.replies[0]["form"]["field"]["error"] == "没看懂"
    assert turn.replies[0]["text"] == "没看懂\n什么颜色？"


@given(st.lists(st.one_of(st.sampled_from([*COLOURS, "算了", "不知道", "不对", "吗", "上一步"]), st.text())))
def test_whatever_is_said_there_are_replies_of_the_contract(texts: list[str]) -> None:
    state: State | None = None
    for text in texts:
        turn = hold(text, state)
        assert turn.replies
        for reply in turn.replies:
            Reply.model_validate({"id": "1", **reply})
        state = turn.state
