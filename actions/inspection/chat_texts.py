"""What the chat says about inspections: ``knowledge/vocabulary/inspection_chat.yml``; checked when read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from actions.forms.vocabulary import compiled
from actions.inspection.vocabulary import FOLDER, read_file
from knowledge.formats.source import Strict, Text

FILE = FOLDER / "inspection_chat.yml"


def _pattern(text: str) -> str:
    compiled(text)
    return text


Pattern = Annotated[Text, AfterValidator(_pattern)]


class VerifyTexts(Strict):
    """Asking for a visit's code, and for the enterprise's."""

    title: Text
    how: Pattern
    ask: Text
    hint: Text
    none: Pattern
    none_title: Text
    malformed: Text
    unclear: Text
    no_code: Text
    enterprise: Text
    enterprise_hint: Text
    enterprise_unclear: Text
    skip: Text
    skipped: Text
    lost: Text


class Fields(Strict):
    """How people name what they correct."""

    when: Pattern
    where: Pattern
    who: Pattern
    what: Pattern


class ReportTexts(Strict):
    """The report in four steps."""

    title: Text
    how: Pattern
    state: Pattern
    receipt: Pattern
    start: Text
    when: Text
    when_hint: Text
    when_future: Text
    where: Text
    where_hint: Text
    who: Text
    who_hint: Text
    what: Text
    what_hint: Text
    what_missing: Text
    photos: Text
    photos_hint: Text
    photos_none: Text
    photos_over: Pattern
    photos_count: Text
    noted: Text
    not_told: Text
    confirm: Text
    confirm_hint: Text
    submit: Text
    agree: Pattern
    refuse: Pattern
    which: Text
    changed: Text
    fields: Fields
    filed: Text
    again: Text
    department: Text
    none_yet: Text
    receipt_unknown: Text
    state_line: Text
    lost: Text
    unclear: Text


class RecordTexts(Strict):
    """Questions about one's own record, which need a sign-in."""

    own: Pattern
    told: Text
    open: Text


class RightsTexts(Strict):
    """What is added to a curated answer about a situation at the door."""

    lead: Text
    record: Text
    report: Text
    report_text: Text
    complaint_text: Text


class ChatTexts(Strict):
    """inspection_chat.yml"""

    verify: VerifyTexts
    report: ReportTexts
    record: RecordTexts
    rights: RightsTexts


@lru_cache(maxsize=1)
def chat_texts() -> ChatTexts:
    """The texts that staff wrote, read once."""
    return read_file(FILE, ChatTexts)


@lru_cache(maxsize=64)
def pattern(text: str) -> re.Pattern[str]:
    """A pattern of the file."""
    return compiled(text)
