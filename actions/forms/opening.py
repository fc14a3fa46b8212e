"""Whether a message opens a form: ``knowledge/vocabulary/form_opening.yml``.

The classifier only guesses; a form that opens by mistake stands before an answer that we have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from pydantic import Field, field_validator

from actions.answering.question import Answered
from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import read_yaml

FILE = Path(__file__).parents[2] / "knowledge" / "vocabulary" / "form_opening.yml"


class Signs(Strict):
    """What must be in a message to open one form."""

    firm: Text
    signs: Text
    unless: Text | None = None
    #: A message without any sign opens only when the classifier is at least so sure.
    unsigned: float | None = Field(default=None, ge=0, le=1)
    #: Whether any answer of the knowledge comes before a form that has nothing firm.
    answered: bool = False

    @field_validator("firm", "signs", "unless")
    @classmethod
    def _pattern(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"不是正确的正则表达式：{error}") from error
        return value


class Opening(Strict):
    """form_opening.yml"""

    long: int = Field(ge=10, le=500)
    forms: dict[str, Signs]

    def refuses(
        self, form: str, text: str, answer: Callable[[], Answered], confidence: float = 0.0
    ) -> Answered | None:
        """The plain answer instead of the form; ``None`` when the form opens.

        ``confidence`` is the classifier's, that this form is meant.
        """
        signs = self.forms.get(form)
        if signs is None:
            return None
        if signs.unless is not None and re.search(signs.unless, text):
            return answer()
        if re.search(signs.firm, text):
            return None
        sure = signs.unsigned is not None and confidence >= signs.unsigned
        if len(text) > self.long or not (sure or re.search(signs.signs, text)):
            return answer()
        answered = answer()
        return answered if _settled(answered) or (signs.answered and _answered(answered)) else None


def _answered(answered: Answered) -> bool:
    return str(answered.replies[0]["outcome"]) == "answered"


def _settled(answered: Answered) -> bool:
    """Whether the knowledge names a service, or says that the matter is not ours."""
    reply = answered.replies[0]
    outcome, kind = str(reply["outcome"]), str(reply["kind"])
    return outcome == "out_of_scope" or (outcome == "answered" and kind == "service")


@lru_cache(maxsize=1)
def opening(path: Path = FILE) -> Opening:
    """The signs of all forms; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    found, faults = check(Opening, document.data, document.lines)
    if found is None:
        raise ContentError(faults)
    return found
