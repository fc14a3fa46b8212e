"""What an enterprise may do in a situation at its door: ``knowledge/vocabulary/inspection_rights.yml``.

The curated answers hold the questions that people ask; ``by_answer`` leads from an answer to the
situation, which adds what to say on the spot and what to write down.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, RootModel

from actions.inspection.vocabulary import FOLDER, read_file
from knowledge.formats.source import Id, Strict, Text, Tier

FILE = FOLDER / "inspection_rights.yml"

MAY = {
    "refuse": "可以拒绝",
    "ask": "先请对方说明、更正",
    "note": "先记下来，再反映",
    "comply": "应当配合",
}
WHERE = "向当地司法行政部门（行政执法监督）或12345反映。是否合规，以主管部门核定为准。"


class Basis(Strict):
    """Where a rule stands."""

    text: Text
    tier: Tier
    document: Id


class Situation(Strict):
    """A situation at the door."""

    title: Text
    answer: Id
    may: Literal["refuse", "ask", "note", "comply"]
    rule: Text
    basis: tuple[Basis, ...] = Field(min_length=1)
    say: Text
    record: tuple[Text, ...] = Field(min_length=1)
    #: The kind of case that it can be reported as.
    report: Literal["unscanned", "complaint"] | None = None

    @property
    def text(self) -> str:
        """All of it in plain words."""
        basis = "；".join(one.text for one in self.basis)
        lines = [
            f"{self.title}：{MAY[self.may]}。{self.rule}",
            f"依据：{basis}。",
            f"可以这样说：“{self.say}”",
            f"记下：{'、'.join(self.record)}。",
        ]
        return "\n".join(lines if self.may == "comply" else [*lines, f"需要时，{WHERE}"])

    def sources(self) -> list[dict[str, Any]]:
        """The ``sources`` of a reply."""
        return [{"document": one.document, "title": one.text, "tier": one.tier.value} for one in self.basis]


class _File(RootModel[dict[Id, Situation]]):
    """inspection_rights.yml"""


def read(path: Path = FILE) -> Mapping[str, Situation]:
    """The situations of a file, by name."""
    return read_file(path, _File).root


@lru_cache(maxsize=1)
def situations() -> Mapping[str, Situation]:
    """The situations that staff wrote, read once."""
    return read()


def by_answer(answer_id: str) -> Situation | None:
    """The situation that a curated answer is about."""
    return next((one for one in situations().values() if one.answer == answer_id), None)
