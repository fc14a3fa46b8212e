"""What a resident has said for a ticket so far, and what is asked next: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from actions.hotline.draft import Draft
from actions.hotline.triage import Kind
from knowledge.formats.hotline import Category

#: Before the label of a category's question, to tell it from the form's own fields.
QUESTION = "q:"
#: A category's question that asks when: answered by the time that was told already.
TIMES = frozenset("时段 开始时间 起止 乘车时间 持续多久".split())


@dataclass(frozen=True)
class Collected:
    """The content of a draft. ``done`` are the fields that are settled, in the order they were."""

    text: str = ""
    kind: str = ""
    category: str = ""
    urgent: bool = False
    place: str | None = None
    town: str | None = None
    village: str | None = None
    #: Villages of one name, to choose from.
    candidates: tuple[str, ...] = ()
    happened: str | None = None
    name: str | None = None
    phone: str | None = None
    disclose: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    #: What is behind the masks in all this.
    numbers: Mapping[str, str] = field(default_factory=dict)
    #: The number of a ticket that may be the same matter.
    same: str | None = None
    done: tuple[str, ...] = ()
    #: The field that a correction is waited for, ahead of all others.
    changing: str | None = None

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Collected:
        """From stored JSON; what does not belong there is left out."""
        known = {item.name for item in fields(cls)}
        values = {key: value for key, value in content.items() if key in known}
        for name in ("candidates", "done"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)

    def content(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    def settled(self, *names: str, **values: Any) -> Collected:
        """With these fields settled, last of all."""
        kept = tuple(name for name in self.done if name not in names)
        return replace(self, done=(*kept, *names), changing=None, **values)

    @property
    def words(self) -> tuple[str | None, ...]:
        """All that is filed in the resident's own words."""
        return self.text, self.place, self.happened, *self.answers.values()

    def reopened(self, *names: str) -> Collected:
        """With these fields to be asked again."""
        return replace(self, done=tuple(name for name in self.done if name not in names))


def steps(said: Collected, category: Category | None) -> list[str]:
    """The fields of this ticket, in the order they are asked."""
    asked = ["text", "place"]
    if said.candidates:
        asked.append("village")
    elif said.place and not said.town:
        asked.append("town")
    if said.same:
        asked.append("same")
    asked.append("happened")
    if category is not None and said.kind != Kind.INQUIRY:
        asked += [f"{QUESTION}{question.label}" for question in category.questions]
    return [*asked, "photos", "contact", "disclose", "confirm"]


def next_step(said: Collected, category: Category | None) -> str:
    """What to ask now."""
    return said.changing or next(name for name in steps(said, category) if name not in said.done)


def place_in_order(said: Collected, category: Category | None) -> tuple[int, int]:
    """Which step this is, and how many there will be."""
    asked = steps(said, category)
    now = next_step(said, category)
    left = [name for name in asked if name not in said.done]
    step = len(asked) - len(left) + 1 if now in left else len(asked)
    return step, len(asked)


def told_questions(said: Collected, category: Category | None) -> Collected:
    """With the questions of the category settled that what was said answers already."""
    if category is None or not said.happened:
        return said
    told = {question.label for question in category.questions if question.label in TIMES}
    new = [f"{QUESTION}{label}" for label in told if f"{QUESTION}{label}" not in said.done]
    answers = {**said.answers, **{name.removeprefix(QUESTION): said.happened for name in new}}
    return said.settled(*new, answers=answers) if new else said


def to_draft(said: Collected, sender: str, photos: tuple[str, ...], department: str | None) -> Draft:
    """The draft to file."""
    return Draft(
        kind=said.kind,
        category=said.category,
        text=said.text,
        place=said.place,
        town=said.town,
        village=said.village,
        happened=said.happened,
        name=said.name,
        phone=said.phone,
        department=department,
        urgent=said.urgent,
        disclose=said.disclose,
        channel="chat",
        sender=sender,
        answers=dict(said.answers),
        photos=photos,
        numbers=dict(said.numbers),
    )
