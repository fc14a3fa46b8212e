"""The golden questions measure only if nobody has trained on them."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from actions.evaluation.case import read_cases
from knowledge.catalogue import CONTENT, load
from knowledge.formats.service import Aspect
from knowledge.text.normalise import content_characters, normalise

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
#: Services whose records must be complete, those resting on law first; the others are a reserve.
COMPLETE = (
    "id-card residence-permit birth-registration marriage-registration unemployment-benefit remote-medical-filing "
    "retirement childcare-subsidy subsistence-allowance business-setup business-change business-deregistration "
    "credit-repair driving-licence-renewal "
    "newborn school-enrolment social-security-card disability-services after-death flexible-employment "
    "public-rental-housing unemployed-support housing-fund-withdrawal veteran-services open-restaurant "
    "open-transport-company utilities-connection staff-hiring listing-compliance open-convenience-store"
).split()


def key(text: str) -> str:
    return content_characters(normalise(text))


def golden() -> dict[str, str]:
    sets = (*read_cases(GOLDEN), *read_cases(GOLDEN / "afterwards"))
    return {key(case.q): stem for stem, case in sets if not case.after}


def training() -> set[str]:
    examples: set[str] = set()
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = re.findall(r"^- (.+)$", block.get("examples", ""), re.MULTILINE)
            examples |= {key(re.sub(r"\[([^]]+)\](\([^)]*\)|\{[^}]*\})", r"\1", line)) for line in lines}
    return examples


def phrasings() -> set[str]:
    catalogue = load(CONTENT, lenient=True)
    found = {key(question) for answer in catalogue.answers.values() for question in answer.questions}
    for service in catalogue.services.values():
        found |= {key(form) for form in (service.name, *service.aliases, *service.everyday)}
    return found


def test_the_set_is_large_and_covers_every_service() -> None:
    cases = [case for _, case in read_cases(GOLDEN)]
    asked = {service for case in cases for service in case.services}
    assert sum(case.in_scope for case in cases) >= 500
    assert set(load(CONTENT, lenient=True).services) <= asked


def test_the_set_asks_every_aspect_of_the_services_that_must_be_complete() -> None:
    asked = {
        (service, aspect)
        for _, case in read_cases(GOLDEN)
        for service in case.services
        for aspect in case.aspect
    }
    missing = {
        (service, aspect.value) for service in COMPLETE for aspect in Aspect if (service, aspect) not in asked
    }
    assert sorted(missing) == []
    assert set(load(CONTENT, lenient=True).services) >= set(COMPLETE)


def test_no_golden_question_is_a_training_example() -> None:
    assert sorted(golden().keys() & training()) == []


def test_no_golden_question_is_a_phrasing() -> None:
    assert sorted(golden().keys() & phrasings()) == []
