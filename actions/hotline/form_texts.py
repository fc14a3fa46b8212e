"""What residents say and are told around a ticket: ``knowledge/vocabulary/hotline_form.yml``; checked when read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import ConfigDict, field_validator, model_validator

from actions.forms.vocabulary import compiled
from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import read_yaml

FILE = Path(__file__).parents[2] / "knowledge" / "vocabulary" / "hotline_form.yml"
FIELDS = frozenset("text kind place town village happened same photos contact disclose confirm".split())


class FieldTexts(Strict):
    """One item of the form: what residents call it and how it is asked for."""

    name: Text
    words: tuple[Text, ...]
    ask: Text


class FormTexts(Strict):
    """Sentences of the filing form; see hotline_form.yml."""

    title: Text
    step: Text
    about: Text
    noted: Text
    changed: Text
    which_change: Text
    text_missing: Text
    place_relative: Text
    place_unclear: Text
    place_guessed: Text
    town_unclear: Text
    village_unclear: Text
    phone_lost: Text
    about_contact: Text
    phone_needed: Text
    yes_or_no: Text
    not_understood: Text
    disclose_yes: Text
    disclose_no: Text
    photos_count: Text
    none: Text
    unknown: Text
    anonymous: Text
    summary: Text
    numbers_kept: Text
    consent: Text
    submit: Text
    change: Text
    filed: Text
    filed_again: Text
    keep_number: Text
    routing: Text
    no_promise: Text
    joined: Text
    own_already: Text
    same_line: Text
    same_yes: Text
    same_no: Text
    same_over: Text
    resumed: Text
    lost: Text
    lost_nothing: Text
    offer: Text
    request: Text
    offer_lead: Text
    urgent_next: Text
    outside_next: Text
    expired: Text
    storage: Text
    too_long: Text


class TicketTexts(Strict):
    """Sentences around a ticket that is there; see hotline_form.yml."""

    titles: Mapping[str, Text]
    ask_number: Text
    ask_digits: Text
    not_found: Text
    ask_which: Text
    several: Text
    line: Text
    about: Text
    status: Text
    department: Text
    due: Text
    overdue: Text
    no_due: Text
    answer: Text
    merged: Text
    history: Text
    step: Text
    urged: Text
    ask_supplement: Text
    supplemented: Text
    ask_withdraw: Text
    withdrawn: Text
    kept: Text
    ask_grade: Text
    ask_reason: Text
    rated: Text
    reopened: Text
    not_reopened: Text
    not_yours: Text
    lost: Text
    news: Text
    news_line: Text
    news_joined: Text
    news_merged: Text
    status_button: Text
    urge_button: Text
    supplement_button: Text
    withdraw_button: Text
    rate_button: Text


class GridTexts(Strict):
    """Sentences about villages and grids."""

    ask: Text
    ambiguous: Text
    found: Text
    town: Text
    gap: Text
    grids: Text
    source: Text


class HotlineTexts(Strict):
    """hotline_form.yml"""

    model_config = ConfigDict(ignored_types=(cached_property,))

    wishes: Text
    files: Text
    neglected: Text
    rhetorical: Text
    asks_how: Text
    of_ticket: Text
    lead: Text
    empty: Text
    submit: Text
    again_wish: Text
    yes: Text
    no: Text
    secret: Text
    none: Text
    others_before: Text
    others_after: Text
    photos_done: Text
    about_contact: Text
    fields: Mapping[str, FieldTexts]
    texts: FormTexts
    tickets: TicketTexts
    grid: GridTexts

    @field_validator(
        "wishes", "lead", "empty", "submit", "again_wish", "yes", "no", "none", "photos_done", "about_contact",
        "secret", "others_before", "others_after", "files",
        "neglected", "rhetorical", "asks_how", "of_ticket",
    )  # fmt: skip
    @classmethod
    def _pattern(cls, pattern: str) -> str:
        compiled(pattern)
        return pattern

    @model_validator(mode="after")
    def _all_fields(self) -> HotlineTexts:
        if set(self.fields) != FIELDS:
            raise ValueError(f"fields 要正好写:{'、'.join(sorted(FIELDS))}")
        return self

    def says(self, pattern: str, text: str) -> bool:
        """Whether the whole message is one of the wordings of ``pattern``, a key of the file."""
        return compiled(getattr(self, pattern)).fullmatch(text.strip()) is not None

    def mentions(self, pattern: str, text: str) -> bool:
        """Whether the message has one of the wordings of ``pattern`` in it."""
        return compiled(getattr(self, pattern)).search(text) is not None

    def is_others(self, text: str, start: int, end: int) -> bool:
        """Whether the number that stands there is somebody else's: what the matter is about."""
        before = compiled(self.others_before).search(text[:start])
        return before is not None or compiled(self.others_after).search(text[end:]) is not None

    def matter(self, text: str) -> str:
        """What is left of a message when the wish to file is taken off; may be empty."""
        rest = compiled(self.lead).sub("", text.strip(), count=1).strip()
        return "" if self.says("empty", rest) else rest

    @cached_property
    def correction(self) -> re.Pattern[str]:
        """“电话改成……”, “地点不对,是……”: which item, and what it should be."""
        words = sorted(
            (word for field in self.fields.values() for word in field.words), key=len, reverse=True
        )
        either = "|".join(map(re.escape, words))
        wrong = "(?:写|填|说|弄|记|登)?(?:不对|错了?|有误|要改|需要改|改(?:一下|下)?(?:成|为)?|换(?:成|为)?|应该?是|应为|更正为?)"
        return re.compile(
            f"(?:(?:那个|这个)?(?:{either})(?P<before>{wrong}|不是.{{1,20}}[,，。 ]+(?=是|应))"
            f"|(?:请|帮我)?(?:改|换|修改|更正)(?:一下|下|个)?(?:{either}))"
            r"(?:了|啦|一下)?[,，。:：;；、 ]*(?:应该|应当|其实)?(?:改成|改为|换成|是|为|叫)?[:： ]*(?P<value>.*)",
            re.DOTALL,
        )

    def corrects(self, text: str) -> tuple[str, str] | None:
        """The item that a message corrects, and to what; the latter may be empty."""
        match = self.correction.match(text)
        if match is None:
            return None
        head = text[: match.start("value")]
        found = [(head.find(word), -len(word), name) for name, word in self._words if word in head]
        return min(found)[2], match["value"].strip()

    @cached_property
    def _words(self) -> list[tuple[str, str]]:
        return [(name, word) for name, field in self.fields.items() for word in field.words]


def read(path: Path = FILE) -> HotlineTexts:
    """The texts of a file; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    texts, faults = check(HotlineTexts, document.data, document.lines)
    if texts is None:
        raise ContentError(faults)
    return texts


@lru_cache(maxsize=1)
def hotline_texts() -> HotlineTexts:
    """The texts, read once."""
    return read()
