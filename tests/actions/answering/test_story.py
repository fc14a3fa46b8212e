from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from actions.answering.base import Match
from actions.answering.context import first_question
from actions.answering.story import matches_of_story
from knowledge.index.phrase import Phrase, Target


def match(name: str, score: float) -> Match:
    return Match(Phrase(name, Target.SERVICE, name), score, score, score)


VECTOR = np.zeros(1, np.float32)


def base(
    heard: dict[str, list[Match]], explained: dict[str, float], likely: dict[str, float] | None = None
) -> Any:
    return SimpleNamespace(
        encoder=SimpleNamespace(encode_queries=lambda texts: np.zeros((len(texts), 1), np.float32)),
        matches=lambda text, vector: heard.get(text, []),
        subject_of=lambda found: found.phrase.id,
        likely=lambda subjects, vector: [(likely or {}).get(about, 0.0) for about in subjects],
        explained=SimpleNamespace(share=lambda text, about: explained.get(about, 0.0)),
    )


def test_what_several_clauses_speak_for_wins() -> None:
    heard = {
        "父亲上周走了": [match("after-death", 0.7)],
        "医保卡里还有余额": [match("after-death", 0.6), match("newborn", 0.3)],
        "有没有一起办的流程": [match("newborn", 0.5)],
    }
    text = "父亲上周走了,医保卡里还有余额,有没有一起办的流程"
    whole = [match("newborn", 0.6), match("after-death", 0.55)]
    found = matches_of_story(base(heard, {"after-death": 0.6, "newborn": 0.2}), text, VECTOR, whole)
    assert [one.phrase.id for one in found] == ["after-death", "newborn"]


def test_what_all_wordings_of_a_subject_have_in_common_counts() -> None:
    heard = {"父亲上周走了": [match("newborn", 0.6), match("after-death", 0.55)]}
    whole = heard["父亲上周走了"]
    known = base(heard, {}, {"after-death": 0.9, "newborn": 0.05})
    found = matches_of_story(known, "父亲上周走了", VECTOR, whole)
    assert [(one.phrase.id, one.likely) for one in found] == [("after-death", 0.9), ("newborn", 0.05)]


def test_scores_stay_within_bounds() -> None:
    heard = {"父亲上周走了": [match("after-death", 1.0)]}
    found = matches_of_story(
        base(heard, {"after-death": 1.0}), "父亲上周走了", VECTOR, [match("after-death", 1.0)]
    )
    assert 0.99 < found[0].score <= 1.0


def test_a_story_without_clauses_keeps_its_matches() -> None:
    whole = [match("newborn", 0.6)]
    assert matches_of_story(base({}, {}), "吗,呢,啊", VECTOR, whole) == whole


def test_the_first_of_several_questions() -> None:
    assert first_question("结婚登记去哪办?带几张照片?") == "结婚登记去哪办"
    assert first_question("结婚登记去哪办?") is None
    assert first_question("我家的事说来话长。" * 10) is None
