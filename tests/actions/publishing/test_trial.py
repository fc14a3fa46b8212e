"""A question tried: what would be said, and what led to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.answering.base import Base
from actions.publishing.acts import UNHEARD, UNSURE, Act
from actions.publishing.trial import SHARES, Trials, act_told, told
from knowledge.index.versions import Versions
from tests.actions.publishing.conftest import Office
from tests.knowledge.index.fakes import FakeEncoder

QUESTION = "居民身份证换领要多久"


@pytest.fixture
def base(office: Office, index: Path, encoder: FakeEncoder) -> Base:
    return Base.load(Versions(index).current(), encoder)  # type: ignore[arg-type]


def test_both_legs_the_fusion_the_threshold_and_the_chosen_sentences_are_told(base: Base) -> None:
    found = told(base, QUESTION, (), [Act(name="ask_time_limit", confidence=0.9)])
    assert found["version"] == base.name
    assert found["matters"][0]["id"] == "id-card"
    assert {"score", "meaning", "wording"} <= set(found["matters"][0])
    assert 0 <= found["confidence"] <= 1
    assert found["sure"] > 0
    assert found["weights"] == SHARES
    best = found["passages"][0]
    assert sum(SHARES[leg] * value for leg, value in best["legs"].items()) == pytest.approx(
        best["score"], abs=0.01
    )
    assert {"score", "cosine", "sentences"} <= set(best)


def test_what_stands_before_an_answer_is_told_beside_it(base: Base) -> None:
    found = told(base, "我要投诉路灯不亮", (), [Act(name="hotline_file", confidence=0.9)])
    assert "登记诉求" in found["aside"]
    assert found["text"]


def test_an_earlier_message_gives_the_matter_of_a_later_one(base: Base) -> None:
    after = told(base, "要多久", [QUESTION], [UNSURE, UNSURE])
    assert after["service"] == told(base, QUESTION, (), [])["service"]
    assert told(base, "要多久", (), [])["service"] != after["service"]


@pytest.mark.parametrize(
    ("act", "heard", "name"),
    [
        (UNHEARD, False, "听不准"), (UNSURE, True, "听不准"), (Act(name="ask_fee", confidence=0.8), True, "问收费"),
        (Act(name="new_act", confidence=0.8), True, "new_act"),
    ],
)  # fmt: skip
def test_an_act_is_told_in_chinese(act: Act, heard: bool, name: str) -> None:
    assert (act_told(act)["heard"], act_told(act)["name"]) == (heard, name)


def test_a_drafts_version_is_let_go_when_nobody_tries_it(
    office: Office, base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    trials = Trials(office.publisher)
    loaded = trials.base(base.name, base)
    trials.tidy()
    assert trials.base(base.name, base) is loaded
    monkeypatch.setattr("actions.publishing.trial.KEEP_SECONDS", -1.0)
    trials.tidy()
    assert trials.base(base.name, base) is not loaded
