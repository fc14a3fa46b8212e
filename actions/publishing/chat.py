"""What the chat says to a message, over one version: the answer of the knowledge, and what comes instead of it.

The dialogue act decides, as in ``data/rules``: most acts are answered from the knowledge, some by a fixed
reply, some open a form. A form that works on tickets or inspections is only named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import RootModel

from actions.answering.answerer import Answerer
from actions.answering.base import Base
from actions.answering.emergency import emergency_reply
from actions.answering.question import Answered, Question, Reply
from actions.canned import FILE, Canned, canned_reply, read
from actions.dialogue import SURE
from actions.enterprise.benefit_form import BenefitConversation, load_benefits
from actions.forms.conversation import Conversation
from actions.forms.heard import Heard
from actions.forms.opening import opening
from actions.grid.divisions import divisions
from actions.hotline.grid_reply import grid_reply, names_place
from actions.inspection.chat import record_reply, rights_reply
from actions.services.finding import finder
from actions.services.guide_form import GuideConversation
from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.source import Text
from knowledge.formats.yaml_lines import read_yaml
from knowledge.index.live import Live
from knowledge.text.normalise import normalise

ROOT = Path(__file__).parents[2]
RULES = ROOT / "data" / "rules"
NAMES = ROOT / "knowledge" / "vocabulary" / "dialogue_acts.yml"
ANSWER, REPLY, GRID, INSPECTION = "action_answer", "action_reply", "action_grid", "action_inspection_answer"
REPLIES = FILE.name
#: What each form is for, as residents would put it.
FORMS: Mapping[str, str] = {
    "guide_form": "按我的情况列清单", "rating_form": "评价办事指南", "filing_form": "登记诉求",
    "ticket_form": "查工单、催办、补充、撤回、评价", "verify_form": "核验检查码", "report_form": "反映检查不规范",
    "benefit_form": "找惠企政策",
}  # fmt: skip
#: A wish to file is never about the service that was talked of before.
FOLLOWS_NOTHING = frozenset({"filing_form"})


class Fixed(Live[Base]):
    """One loaded version, as if it were live."""

    def __init__(self, base: Base) -> None:
        self._base = base

    def get(self) -> Base:
        """The version."""
        return self._base


@dataclass(frozen=True)
class Said:
    """The answer of the knowledge; ``aside`` is what the chat says or does instead of it, for staff."""

    answered: Answered
    aside: str = ""


class _Names(RootModel[dict[str, Text]]):
    """dialogue_acts.yml"""


@lru_cache(maxsize=1)
def act_names(path: Path = NAMES) -> Mapping[str, str]:
    """The acts in Chinese; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    found, faults = check(_Names, document.data, document.lines)
    if found is None or document.faults:
        raise ContentError([*document.faults, *faults])
    return found.root


@lru_cache(maxsize=1)
def ways(folder: Path = RULES) -> Mapping[str, str]:
    """Dialogue act to the action that Rasa's rules run for it."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for rule in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["rules"]:
            steps: list[dict[str, Any]] = rule["steps"]
            for name in _intents(steps[0]):
                found.setdefault(name, steps[1].get("action", ANSWER))
    return found


def _intents(step: Mapping[str, Any]) -> list[str]:
    return [each["intent"] for each in step.get("or", [step]) if "intent" in each]


def say(base: Base, question: Question) -> Said:
    """What a version tells somebody, by the question's act; without one the knowledge answers."""
    answerer = Answerer(Fixed(base))
    way = ways().get(question.intent or "", ANSWER)
    if emergency_reply(question.text) is not None:  # before everything else, in the edge
        way = ANSWER
    if way in FORMS:
        return _form(way, base, answerer, question)
    answered = answerer.answer(question)
    sure = question.confidence >= SURE
    if way == REPLY and sure:
        return Said(answered, f"对话里是固定的回复：{_reply(base, question.intent)['text']}")
    if way == GRID and sure and names_place(question.text, divisions()):
        return Said(answered, f"对话里按地名查网格：{grid_reply(question.text, divisions())['text']}")
    if way == INSPECTION:
        return _inspection(base, question, answered)
    return Said(answered)


def _reply(base: Base, intent: str | None) -> Reply:
    """The fixed reply for an act, as this version words it."""
    own = _replies(base.catalogue.content).get(intent or "")
    return own.reply() if own is not None else canned_reply(intent)


@lru_cache(maxsize=4)
def _replies(content: Path) -> Mapping[str, Canned]:
    """The replies that a version's content has; a version never changes."""
    own = content / REPLIES
    return read(own) if own.is_file() else {}


def _inspection(base: Base, question: Question, answered: Answered) -> Said:
    own = record_reply(question.text)
    if own is not None:
        return Said(answered, f"对话里是固定的回复：{own['text']}")
    added = rights_reply(answered.replies[0], base.catalogue.answers)
    return Said(replace(answered, replies=[*answered.replies, added]) if added else answered)


def _form(form: str, base: Base, answerer: Answerer, question: Question) -> Said:
    """The plain answer where the form does not open (``actions.forms.form``), else what it begins with."""
    plain = replace(question, intent=None, confidence=0.0)
    if form in FOLLOWS_NOTHING:
        plain = plain.apart()
    answered = answerer.answer(plain)
    if opening().refuses(form, normalise(plain.text), lambda: answered, question.confidence) is not None:
        return Said(answered)
    opens = f"对话里会打开“{FORMS[form]}”"
    conversation = _conversation(form, base)
    if conversation is None:
        return Said(answered, opens)
    turn = conversation.open(Heard.of(question))
    if turn.aside:
        return Said(answerer.answer(replace(question, intent=None, confidence=0.0)))
    return Said(answered, "：".join([opens, *(str(reply["text"]) for reply in turn.replies[:1])]))


def _conversation(form: str, base: Base) -> Conversation | None:
    """A form that works on the content alone."""
    if form == "guide_form":
        return GuideConversation(base.catalogue, finder(base))
    if form == "benefit_form":
        return BenefitConversation(load_benefits(base.catalogue), base.catalogue)
    return None
