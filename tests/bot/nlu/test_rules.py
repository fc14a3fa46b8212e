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
#: Acts whose answers get something added, or come from elsewhere.
OWN = {
    **dict.fromkeys(("inspection_rules", "joint_inspection", "inspection_plan"), "action_inspection_answer"),
    "find_grid": "action_grid",
}

FORMS = DOMAIN["forms"]
FORM_RULES = "forms.yml"


def steps() -> dict[str, list[str]]:
    """Actions by intent, over all rules that open no form."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data/rules").glob("*.yml")):
        if path.name == FORM_RULES:
            continue
        for rule in load(str(path.relative_to(ROOT)))["rules"]:
            (intent,) = [step["intent"] for step in rule["steps"] if "intent" in step]
            found.setdefault(intent, []).extend(step["action"] for step in rule["steps"] if "action" in step)
    return found


def form_rules() -> dict[str, list[dict[str, Any]]]:
    """The rules of each form."""
    found: dict[str, list[dict[str, Any]]] = {form: [] for form in FORMS}
    for rule in load(f"data/rules/{FORM_RULES}")["rules"]:
        (form,) = {step["action"] for step in rule["steps"] if step.get("action") in FORMS}
        found[form].append(rule)
    return found


def intents(rule: dict[str, Any]) -> list[str]:
    """The acts that a rule begins with; none for one that goes on."""
    first = rule["steps"][0]
    return [step["intent"] for step in first.get("or", [first]) if "intent" in step]


RULES = steps()
OPENING = {intent for rules in form_rules().values() for rule in rules for intent in intents(rule)}


@pytest.mark.parametrize("intent", [name for name in (*DOMAIN["intents"], FALLBACK) if name not in OPENING])
def test_every_intent_has_one_rule(intent: str) -> None:
    expected = "action_reply" if intent in CANNED else OWN.get(intent, "action_answer")
    assert RULES[intent] == [expected]


def test_no_rule_is_for_an_intent_that_does_not_exist() -> None:
    assert set(RULES) | OPENING == {*DOMAIN["intents"], FALLBACK}
    assert not set(RULES) & OPENING


@pytest.mark.parametrize("form", FORMS)
def test_every_form_opens_and_is_over_at_once_or_later(form: str) -> None:
    over = [{"action": form}, {"active_loop": None}, {"action": "action_listen"}]
    rules = form_rules()[form]
    opening = [rule["steps"] for rule in rules if intents(rule)]
    later = [rule for rule in rules if not intents(rule)]
    assert [steps[1:] for steps in opening if {"active_loop": form} in steps] == [
        [{"action": form}, {"active_loop": form}]
    ] * (len(opening) // 2)
    assert [steps[1:] for steps in opening if {"active_loop": form} not in steps] == [over] * (
        len(opening) // 2
    )
    assert [(rule["condition"], rule["steps"]) for rule in later] == [([{"active_loop": form}], over)]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_waits_for_the_shared_slot_and_has_its_action(form: str) -> None:
    assert FORMS[form] == {"required_slots": ["form_answer"]}
    (mapping,) = DOMAIN["slots"]["form_answer"]["mappings"]
    assert mapping["type"] == "from_text"
    assert {"active_loop": form} in mapping["conditions"]
    assert f"validate_{form}" in DOMAIN["actions"]


def test_rasa_says_nothing_of_its_own_in_a_form() -> None:
    assert not [name for name in DOMAIN["actions"] if name.startswith("action_ask_")]
    assert "responses" not in DOMAIN


def test_every_canned_reply_belongs_to_a_rule_and_every_rule_has_its_reply() -> None:
    assert set(canned()) == CANNED


def test_slots_are_set_by_actions_only_and_do_not_steer_the_dialogue() -> None:
    for name, slot in DOMAIN["slots"].items():
        assert slot["influence_conversation"] is False
        assert name == "form_answer" or slot["mappings"] == [{"type": "custom"}]


def test_actions_do_not_ask_for_the_domain() -> None:
    validations = {f"validate_{form}" for form in FORMS}
    assert set(DOMAIN["actions"]) == {"action_answer", "action_reply", *OWN.values(), *validations}
    assert load("endpoints.yml")["action_endpoint"]["enable_selective_domain"] is True


def test_only_the_two_channels_of_our_own_processes_are_open() -> None:
    assert load("credentials.yml") == {"rest": None, "bot.nlu.acts.DialogueActs": None}


def components(kind: str) -> list[dict[str, Any]]:
    return list(load("config.yml")[kind])


def test_no_neural_dialogue_component_has_crept_in() -> None:
    names = {component["name"] for kind in ("pipeline", "policies") for component in components(kind)}
    assert not names & {"DIETClassifier", "ResponseSelector", "TEDPolicy", "UnexpecTEDIntentPolicy"}


def test_the_dictionary_of_the_tokenizer_is_there() -> None:
    folder: Path = ROOT / components("pipeline")[0]["dictionary_path"]
    assert [path.name for path in folder.iterdir()] == ["dictionary.txt"]
