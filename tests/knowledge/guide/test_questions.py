"""Asked is only what changes the outcome."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.catalogue import CONTENT, load
from knowledge.formats.service import Service
from knowledge.guide.plan import plan
from knowledge.guide.questions import Answers, matters, open_questions, settled, sound
from tests.knowledge.guide.records import LAW, record, when

SERVICES = load(CONTENT).services


def material(name: str, **conditions: str | list[str]) -> dict[str, object]:
    return {"name": name, "source": LAW, **when(**conditions)}


def ids(service: Service, answers: Answers) -> list[str]:
    return [question.id for question in open_questions(service, answers)]


def test_a_question_that_changes_nothing_is_not_asked() -> None:
    assert ids(record(), {}) == []
    assert ids(record(materials=[material("甲", age="child")]), {}) == ["age"]


def test_a_question_is_asked_no_more_when_an_answer_has_decided_it() -> None:
    service = record(materials=[material("甲", age="child", situation="lost")])
    assert ids(service, {}) == ["situation", "age"]
    assert ids(service, {"situation": "first"}) == []
    assert ids(service, {"situation": "lost"}) == ["age"]
    assert ids(service, {"situation": None}) == ["age"]


def test_options_that_lead_to_the_same_are_no_difference() -> None:
    service = record(materials=[material("甲", situation=["first", "lost", "damaged"])])
    assert ids(service, {}) == []


def test_a_question_waits_for_the_one_it_depends_on() -> None:
    service = SERVICES["id-card"]
    assert "hardship" not in ids(service, {})
    assert "hardship" in ids(service, {"situation": "first"})
    assert "hardship" not in ids(service, {"situation": "lost"})


def test_answers_that_the_record_no_longer_asks_for_are_dropped() -> None:
    service = SERVICES["id-card"]
    kept = sound(service, {"situation": "lost", "hardship": "relief", "age": "nobody", "colour": "red"})
    assert kept == {"situation": "lost"}


def random_answers(service: Service) -> st.SearchStrategy[Mapping[str, str | None]]:
    return st.fixed_dictionaries(
        {},
        optional={
            question.id: st.sampled_from([None, *(option.id for option in question.options)])
            for question in service.questions
        },
    )


@pytest.mark.parametrize("service", SERVICES.values(), ids=list(SERVICES))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_question_asked_changes_something(service: Service, data: st.DataObject) -> None:
    answers = sound(service, data.draw(random_answers(service)))
    for question in open_questions(service, answers):
        assert matters(service, question, settled(answers))
        plans = {
            repr(plan(SERVICES, service, {**answers, question.id: option.id})) for option in question.options
        }
        assert len(plans) > 1


@pytest.mark.parametrize("service", SERVICES.values(), ids=list(SERVICES))
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_asking_comes_to_an_end(service: Service, data: st.DataObject) -> None:
    answers: dict[str, str | None] = {}
    while waiting := open_questions(service, answers):
        question = waiting[0]
        answers[question.id] = data.draw(st.sampled_from([None, *(o.id for o in question.options)]))
        assert sound(service, answers) == answers
    assert len(answers) <= len(service.questions)
