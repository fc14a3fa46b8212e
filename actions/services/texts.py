"""What the navigator says, and the grades of 好差评: ``knowledge/vocabulary/guides.yml``; checked when read."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import ConfigDict, Field, model_validator

from actions.forms.vocabulary import compiled
from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.source import Id, Strict, Text
from knowledge.formats.yaml_lines import read_yaml
from knowledge.text.normalise import content_characters

FILE = Path(__file__).parents[2] / "knowledge" / "vocabulary" / "guides.yml"


class GuideTexts(Strict):
    """Sentences around the checklist; see guides.yml."""

    offer: Text
    request: Text
    which: Text
    which_unclear: Text
    title: Text
    question: Text
    hint: Text
    known: Text
    changed: Text
    dropped: Text
    lost: Text
    lost_nothing: Text
    unknown: Text
    unclear_twice: Text
    heading: Text
    situation: Text
    conditions: Text
    bring: Text
    bring_nothing: Text
    not_listed: Text
    materials: Text
    exempt: Text
    elsewhere: Text
    steps: Text
    total: Text
    total_text: Text
    units: Text
    untold: Text
    branches: Text
    total_unknown: Text
    statutory: Text
    promised: Text
    fee: Text
    place: Text
    channels: Text
    result: Text
    optional: Text
    for_part: Text
    reference: Text
    reference_note: Text
    checked: Text
    again: Text
    share_end: Text
    share_more: Text


class Grade(Strict):
    """One of the five grades; ``words`` mean it too."""

    id: Id
    title: Text
    score: int = Field(ge=1, le=5)
    #: 差评: the two lower grades ask for a reason.
    ask_reason: bool = False
    words: tuple[Text, ...] = ()


class RatingTexts(Strict):
    """Grades and sentences around a rating."""

    grades: tuple[Grade, ...] = Field(min_length=5, max_length=5)
    send: Text
    invite: Text
    title: Text
    which_grade: Text
    reason: Text
    thanks: Text
    thanks_reason: Text
    thanks_no_reason: Text
    nothing: Text
    lost: Text
    lost_nothing: Text
    reason_chars: int = Field(ge=20, le=1000)

    @model_validator(mode="after")
    def _five_scores(self) -> RatingTexts:
        if sorted(grade.score for grade in self.grades) != [1, 2, 3, 4, 5]:
            raise ValueError("五个等级的 score 要正好是 1 到 5")
        if len({grade.id for grade in self.grades}) != len(self.grades):
            raise ValueError("等级的 id 重复")
        return self

    def grade(self, grade_id: str) -> Grade | None:
        """The grade with this id."""
        return next((grade for grade in self.grades if grade.id == grade_id), None)

    def grade_in(self, text: str) -> Grade | None:
        """The grade that a message names; the longest name counts (“非常不满意” is not “满意”)."""
        plain = content_characters(text)
        named = [
            (len(word), grade)
            for grade in self.grades
            for word in map(content_characters, (grade.title, *grade.words))
            if word in plain
        ]
        return max(named, key=lambda pair: pair[0])[1] if named else None


class Guides(Strict):
    """guides.yml"""

    model_config = ConfigDict(ignored_types=(cached_property,))

    not_told: tuple[Text, ...]
    wishes: Text
    wish_signs: Text
    rating_signs: Text
    guide: GuideTexts
    rating: RatingTexts

    @model_validator(mode="after")
    def _pattern(self) -> Guides:
        for pattern in (self.wishes, self.wish_signs, self.rating_signs):
            compiled(pattern)
        return self

    @cached_property
    def wish(self) -> re.Pattern[str]:
        """Words of asking for a checklist."""
        return compiled(self.wishes)

    def wants_guide(self, text: str) -> bool:
        """Whether a message can mean a checklist at all."""
        return compiled(self.wish_signs).search(text) is not None

    def wants_rating(self, text: str) -> bool:
        """Whether a message can mean a rating of a guide at all."""
        return compiled(self.rating_signs).search(text) is not None


def read(path: Path = FILE) -> Guides:
    """The texts of a file; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    texts, faults = check(Guides, document.data, document.lines)
    if texts is None:
        raise ContentError(faults)
    return texts


@lru_cache(maxsize=1)
def guides() -> Guides:
    """The texts, read once."""
    return read()
