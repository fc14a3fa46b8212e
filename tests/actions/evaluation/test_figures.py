"""Figures from judged cases, and the comparison with a baseline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from actions.evaluation.case import Case, Judged
from actions.evaluation.figures import Figure, golden_figures, misses, outside_figures, share
from actions.evaluation.retrieval import confusions, ranking_figures, with_typos
from actions.evaluation.tables import fallen, table


def reply(outcome: str, service: str | None = None, aspect: str | None = None) -> dict[str, Any]:
    mark = {} if service is None else {"service": {"id": service, "name": service, "aspect": aspect}}
    return {"kind": "service", "outcome": outcome, "text": "答", "sources": [], **mark}


CASE = Case(q="身份证丢了要多少钱", style="short", services=("id-card",), aspect=("fee",))
RIGHT = Judged(CASE, reply("answered", "id-card", "fee"))
WRONG_ASPECT = Judged(CASE, reply("answered", "id-card", "place"))
WRONG_MATTER = Judged(CASE, reply("answered", "residence-permit", "fee"))
REFUSED = Judged(CASE, reply("no_answer"))


def named(figures: list[Figure]) -> dict[str, float]:
    return {figure.name.strip(): figure.value for figure in figures}


def test_golden_figures_count_what_they_say() -> None:
    values = named(golden_figures([RIGHT, WRONG_ASPECT, WRONG_MATTER, REFUSED]))
    assert values["事项找对"] == 0.5
    assert values["方面找对"] == 0.5
    assert values["答错还很肯定"] == 0.25
    assert values["该答却拒答"] == 0.25
    assert values["short"] == 0.5


@pytest.mark.parametrize(
    ("answer", "gap", "wrongly"),
    [
        (reply("no_answer", "id-card", "fee"), 1.0, 0.0),
        (reply("no_answer", "id-card", "place"), 0.0, 1.0),
        (reply("no_answer", "residence-permit", "fee"), 0.0, 1.0),
        (reply("out_of_scope", "id-card", "fee"), 0.0, 1.0),
        (reply("answered", "id-card", "fee"), 0.0, 0.0),
    ],
)
def test_a_gap_about_the_right_matter_and_aspect_is_no_wrong_refusal(
    answer: dict[str, Any], gap: float, wrongly: float
) -> None:
    values = named(golden_figures([Judged(CASE, answer)]))
    assert (values["如实说缺"], values["该答却拒答"]) == (gap, wrongly)
    assert values["没有答案合计"] == gap + wrongly


def test_misses_name_expected_and_got() -> None:
    rows = misses([RIGHT, WRONG_ASPECT, WRONG_MATTER])
    assert [(row["expected"], row["got"], row["got_aspect"]) for row in rows] == [
        (["id-card"], ["id-card"], "place"),
        (["id-card"], ["residence-permit"], "fee"),
    ]


def test_outside_a_greeting_claims_nothing() -> None:
    case = Case(q="你好呀", kind="chat", outcome=("out_of_scope",))
    greeted = Judged(case, {"kind": "text", "outcome": "answered", "text": "您好", "sources": []})
    claimed = Judged(case, reply("answered", "id-card"))
    assert [figure.value for figure in outside_figures("x", [greeted, claimed])] == [0.0, 0.5]


def test_share_of_nothing_is_zero() -> None:
    assert share([]) == (0.0, 0)


def test_table_tells_reached_from_missed() -> None:
    text = table([Figure("甲", 0.96, 10, 0.95), Figure("乙", 0.5, 10, 0.95), Figure("丙", 0.5, 10)])
    assert [line.split()[-1] for line in text.splitlines()] == ["达到", "未达到", "10"]


@pytest.mark.parametrize(("value", "worse"), [(0.95, False), (0.945, False), (0.93, True)])
def test_the_gate_closes_below_the_baseline(tmp_path: Path, value: float, worse: bool) -> None:
    baseline = tmp_path / "baseline.json"
    baseline.write_text(json.dumps({"figures": [{"name": "事项找对", "value": 0.95}]}), encoding="utf-8")
    assert bool(fallen([Figure("事项找对", value, 100, 0.95)], baseline)) is worse


def test_ranking_counts_first_places_and_discounts_later_ones() -> None:
    questions = [{"id": "1", "document": "a"}, {"id": "2", "document": "b"}]
    ndcg, first = ranking_figures("x", questions, {"1": ["a", "b"], "2": ["a", "b"]})
    assert first.value == 0.5
    assert ndcg.value == pytest.approx((1 + 1 / 1.5849625) / 2)


def test_typos_come_from_the_table_and_are_the_same_each_time() -> None:
    table_of = confusions([{"right": "火锅底料", "wrong": "火锅地料"}])
    rows = [{"id": "1", "question": "底线在哪里", "document": "a"}]
    assert table_of == {"底": ["地"]}
    assert with_typos(rows, table_of) == with_typos(rows, table_of) == [{**rows[0], "question": "地线在哪里"}]
