"""Rules, domain and pipeline of the Rasa project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from actions.canned import canned
from tests.bot.nlu.training_data import ROOT, load

DOMAIN = load("domain.yml")
FALLBACK = "nlu_fallback"
CANNED = {
    "human", "feedback_good", "feedback_bad", "affirm", "deny", "cancel", "help", "greet", "thanks", "bye",
    "bot_challenge",
}  # fmt: skip


def steps() -> dict[str, list[str]]:
    """Actions by intent, over all rules."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data/rules").glob("*.yml")):
        for rule in load(str(path.relative_to(ROOT)))["rules"]:
            (intent,) = [step["intent"] for step in rule["steps"] if "intent" in step]
            found.setdefault(intent, []).extend(step["action"] for step in rule["steps"] if "action" in step)
    return found


RULES = steps()


@pytest.mark.parametrize("intent", [*DOMAIN["intents"], FALLBACK])
def test_every_intent_has_one_rule(intent: str) -> None:
    expected = "action_reply" if intent in CANNED else "action_answer"
    assert RULES[intent] == [expected]


def test_no_rule_is_for_an_intent_that_does_not_exist() -> None:
    assert set(RULES) == {*DOMAIN["intents"], FALLBACK}


def test_every_canned_reply_belongs_to_a_rule_and_every_rule_has_its_reply() -> None:
    assert set(canned()) == CANNED


def test_slots_are_set_by_actions_only_and_do_not_steer_the_dialogue() -> None:
    for slot in DOMAIN["slots"].values():
        assert slot["influence_conversation"] is False
        assert slot["mappings"] == [{"type": "custom"}]


def test_actions_do_not_ask_for_the_domain() -> None:
    assert DOMAIN["actions"] == ["action_answer", "action_reply"]
    assert load("endpoints.yml")["action_endpoint"]["enable_selective_domain"] is True


def test_only_the_rest_channel_is_open() -> None:
    assert load("credentials.yml") == {"rest": None}


def components(kind: str) -> list[dict[str, Any]]:
    return list(load("config.yml")[kind])


def test_no_neural_dialogue_component_has_crept_in() -> None:
    names = {component["name"] for kind in ("pipeline", "policies") for component in components(kind)}
    assert not names & {"DIETClassifier", "ResponseSelector", "TEDPolicy", "UnexpecTEDIntentPolicy"}


def test_the_dictionary_of_the_tokenizer_is_there() -> None:
    folder: Path = ROOT / components("pipeline")[0]["dictionary_path"]
    assert [path.name for path in folder.iterdir()] == ["dictionary.txt"]
