"""好差评: five grades, a reason for the lower two, nothing lost and nothing personal kept."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.services.rating_form import RatingConversation, invitation
from actions.services.texts import guides
from tests.actions.services.residents import CATALOGUE, NOW, Resident, checked


class Notebook:
    """Keeps ratings in memory: number → [service, score, reason]."""

    def __init__(self) -> None:
        self.rows: dict[int, list[object]] = {}

    def rate(self, service: str, score: int, at: datetime, number: int | None) -> int:
        assert at == NOW
        number = number if number in self.rows else len(self.rows) + 1
        assert number is not None
        self.rows[number] = [service, score, None]
        return number

    def reason(self, number: int, text: str) -> None:
        self.rows[number][2] = text


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def resident(notebook: Notebook) -> Resident:
    form = RatingConversation(CATALOGUE, notebook, lambda: NOW)
    return Resident(form, {"current_service": "newborn"})


@pytest.mark.parametrize("grade", guides().rating.grades[:3], ids=lambda grade: grade.id)
def test_an_upper_grade_is_one_tap(resident: Resident, notebook: Notebook, grade: object) -> None:
    title = grade.title  # type: ignore[attr-defined]
    turn = resident.say(f"给办事指南打分：{title}")
    assert turn.state is None
    assert turn.replies[0]["text"] == f"谢谢您的评价：{title}。"
    assert notebook.rows == {1: ["newborn", grade.score, None]}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("title", "score"), [("不满意", 2), ("非常不满意", 1)])
def test_a_lower_grade_is_kept_and_its_reason_asked(
    resident: Resident, notebook: Notebook, title: str, score: int
) -> None:
    turn = resident.say(f"给办事指南打分：{title}")
    assert notebook.rows == {1: ["newborn", score, None]}
    assert turn.replies[0]["form"]["field"]["id"] == "reason"
    turn = resident.say("材料写得太多，打我电话13812345678")
    assert turn.state is None
    assert notebook.rows == {1: ["newborn", score, "材料写得太多,打我电话138****5678"]}
    assert "原因已经记下" in turn.replies[0]["text"]


@pytest.mark.parametrize("text", ["跳过", "不知道", "算了", "没有", "。。。"])
def test_the_reason_may_be_left_out(resident: Resident, notebook: Notebook, text: str) -> None:
    turn = resident.talk("给办事指南打分：不满意", text)
    assert turn.state is None
    assert notebook.rows == {1: ["newborn", 2, None]}


def test_a_reason_that_reads_like_a_question_is_a_reason(resident: Resident, notebook: Notebook) -> None:
    resident.talk("给办事指南打分：不满意", "为什么没有窗口电话？")
    assert notebook.rows[1][2] == "为什么没有窗口电话?"


def test_a_second_rating_replaces_the_first(resident: Resident, notebook: Notebook) -> None:
    resident.talk("给办事指南打分：不满意", "不清楚在哪办，说得太乱")
    resident.say("给办事指南打分：满意")
    assert notebook.rows == {1: ["newborn", 4, None]}
    resident.slots["current_service"] = "retirement"
    resident.say("给办事指南打分：非常满意")
    assert notebook.rows[2] == ["retirement", 5, None]


def test_without_a_grade_it_is_asked_for(resident: Resident, notebook: Notebook) -> None:
    turn = resident.say("给这份清单打分")
    assert [choice["title"] for choice in turn.replies[0]["choices"]] == [
        "非常满意", "满意", "基本满意", "不满意", "非常不满意", "取消",
    ]  # fmt: skip
    assert resident.say("嗯嗯").state == {"service": "newborn"}
    assert resident.say("要多少钱").replies[0]["text"] == "答：要多少钱"
    assert resident.say("挺满意的").state is None
    assert notebook.rows == {1: ["newborn", 4, None]}


def test_leaving_says_what_became_of_the_rating(resident: Resident) -> None:
    assert "没有打分" in resident.talk("给这份清单打分", "算了").replies[0]["text"]
    assert "打分已经记下" in resident.talk("给办事指南打分：不满意", "算了").replies[0]["text"]


def test_a_question_taken_for_a_rating_is_answered(resident: Resident, notebook: Notebook) -> None:
    turn = resident.say("对窗口服务不满意，给了差评有用吗", "rate_service")
    assert turn.replies[0]["text"] == "答：对窗口服务不满意，给了差评有用吗"
    assert turn.state is None
    assert notebook.rows == {}


def test_there_must_be_something_to_rate(notebook: Notebook) -> None:
    someone = Resident(RatingConversation(CATALOGUE, notebook, lambda: NOW))
    assert "还没有可以评价的办事指南" in someone.say("给办事指南打分：满意").replies[0]["text"]
    assert notebook.rows == {}


def test_every_button_of_the_invitation_means_its_grade() -> None:
    texts = guides().rating
    reply = checked(invitation(CATALOGUE.services["newborn"]))
    assert [choice["title"] for choice in reply["choices"]] == [grade.title for grade in texts.grades]
    assert [texts.grade_in(choice["text"]) for choice in reply["choices"]] == list(texts.grades)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        [{}, {"service": "newborn"}, {"service": "gone"}, {"service": "newborn", "number": "1"},
         {"service": "newborn", "number": 1, "grade": "gone"}, {"service": "newborn", "number": 1, "grade": "satisfied"}]
    ),
    st.lists(st.one_of(st.text(max_size=12), st.sampled_from(["满意", "差", "跳过", "吗", "算了"])), min_size=1, max_size=4),
)  # fmt: skip
def test_whatever_is_said_there_is_an_answer(state: dict[str, object], texts: list[str]) -> None:
    notebook = Notebook()
    notebook.rows[1] = ["newborn", 2, None]
    someone = Resident(RatingConversation(CATALOGUE, notebook, lambda: NOW), {"current_service": "newborn"})
    someone.state = state
    someone.talk(*texts)
    assert all(row[1] in range(1, 6) for row in notebook.rows.values())
