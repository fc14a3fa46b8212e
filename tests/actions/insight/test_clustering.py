"""Open questions are the right ones, grouped by meaning, without those that were dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt
from sqlalchemy.engine import Connection

from actions.insight import results
from actions.insight.clustering import badly_rated, clusters, open_questions, wordings
from actions.insight.results import DONE, NOT_OURS, Mark, key_of
from actions.insight.turns import AskedTurn, turns
from tests.actions.insight.conftest import START, Ask


def encode(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Questions about dogs point one way, all others another."""
    return np.array([[1, 0.1] if "狗" in text else [0.1, 1] for text in texts], dtype=np.float32)


def read(connection: Connection) -> list[AskedTurn]:
    return turns(connection, START - timedelta(days=1), START + timedelta(days=9))


def test_a_question_asked_back_counts_only_when_the_person_gave_up(connection: Connection, ask: Ask) -> None:
    ask("a", "补贴", "clarification")
    ask("a", "残疾人补贴", "answered", minutes=1)
    ask("b", "证明", "clarification")
    ask("c", "公交几点", "no_answer", rating="down", reason="没答")
    ask("c", "写首诗", "out_of_scope", minutes=1)
    found = read(connection)
    assert {turn.question for turn in open_questions(found)} == {"证明", "公交几点", "写首诗"}
    assert [(turn.question, turn.reason) for turn in badly_rated(found)] == [("公交几点", "没答")]


def test_alike_questions_are_one_group_the_most_asked_first(connection: Connection, ask: Ask) -> None:
    for number, text in enumerate(["养狗登记", "养狗登记？", "狗证去哪办", "公交几点"]):
        ask(f"s{number}", text, "no_answer", minutes=number)
    dogs, bus = clusters(wordings(open_questions(read(connection)), {}), encode)
    assert (dogs["title"], dogs["count"], dogs["examples"]) == ("养狗登记", 3, ["养狗登记", "狗证去哪办"])
    assert dogs["outcomes"] == {"no_answer": 3}
    assert (bus["title"], bus["count"], bus["keys"]) == ("公交几点", 1, [key_of("公交几点")])


def test_what_is_done_comes_back_when_asked_again_and_what_is_not_ours_does_not(
    connection: Connection, ask: Ask
) -> None:
    ask("a", "公交几点", "no_answer")
    ask("a", "写首诗", "no_answer")
    results.mark(connection, [key_of("公交几点")], DONE, START + timedelta(minutes=5), "bianji")
    results.mark(connection, [key_of("写首诗")], NOT_OURS, START + timedelta(minutes=5), "bianji")
    marks = results.marks(connection)
    assert marks[key_of("公交几点")] == Mark(DONE, START + timedelta(minutes=5))
    assert wordings(read(connection), marks) == []
    ask("b", "公交几点", "no_answer", minutes=10)
    ask("b", "写首诗", "no_answer", minutes=10)
    assert [(one.text, one.count) for one in wordings(read(connection), marks)] == [("公交几点", 1)]


def test_one_question_and_none_need_no_grouping() -> None:
    assert clusters([], encode) == []


def test_punctuation_and_width_do_not_make_another_question() -> None:
    assert key_of("养狗登记？") == key_of("养狗　登记") == key_of("养狗登记")
    assert key_of("？？") != key_of("！")
