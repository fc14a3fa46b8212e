"""Golden questions: what is asked, and what counts as right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from knowledge.errors import ContentError, Fault
from knowledge.formats.answer import Outcome
from knowledge.formats.service import Aspect

#: Outcomes that give the resident no answer of substance.
REFUSALS = frozenset({Outcome.OUT_OF_SCOPE, Outcome.NO_ANSWER})


class Case(BaseModel):
    """A question with what is expected; any of several services or documents may be right."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str = Field(min_length=1)
    style: str = "other"
    services: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    aspect: tuple[Aspect, ...] = ()
    outcome: tuple[Outcome, ...] = (Outcome.ANSWERED,)
    #: Earlier messages of the same conversation.
    after: tuple[str, ...] = ()
    #: What sort of question it is, for sets without a right matter.
    kind: str | None = None

    @field_validator("services", "documents", "aspect", "outcome", "after", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @property
    def in_scope(self) -> bool:
        """Whether there is a matter to be found."""
        return bool(self.services or self.documents)

    @property
    def answerable(self) -> bool:
        """Whether a refusal would be wrong."""
        return self.in_scope and not REFUSALS & set(self.outcome)


@dataclass(frozen=True)
class Judged:
    """A reply held against its case."""

    case: Case
    reply: dict[str, Any]

    @property
    def outcome(self) -> Outcome:
        """What the reply says it did."""
        return Outcome(self.reply["outcome"])

    @property
    def got(self) -> tuple[str, ...]:
        """Services and documents the reply rests on, the service first."""
        service = self.reply.get("service") or {}
        found = [service.get("id"), *(source["document"] for source in self.reply.get("sources", ()))]
        return tuple(dict.fromkeys(name for name in found if name))

    @property
    def right_matter(self) -> bool:
        """Whether the first service or any cited document is an expected one."""
        service = (self.reply.get("service") or {}).get("id")
        if service in self.case.services:
            return True
        cited = {source["document"] for source in self.reply.get("sources", ())}
        return bool(cited & {*self.case.documents, *self.case.services})

    @property
    def right_aspect(self) -> bool | None:
        """Whether the expected aspect was answered; ``None`` when none is expected or told."""
        service = self.reply.get("service")
        if (
            not self.case.aspect
            or service is None
            or not self.right_matter
            or self.reply["kind"] != "service"
        ):
            return None
        return service.get("aspect") in {aspect.value for aspect in self.case.aspect}

    @property
    def honest_gap(self) -> bool:
        """Said to be unverified about the right matter and aspect: nothing better can be said yet."""
        return self.outcome is Outcome.NO_ANSWER and self.right_matter and self.right_aspect is not False

    @property
    def confidently_wrong(self) -> bool:
        """An answer, as if it were right, about another matter, or to a question that has none."""
        if self.outcome is not Outcome.ANSWERED:
            return False
        return not self.right_matter if self.case.in_scope else Outcome.ANSWERED not in self.case.outcome


def read_cases(folder: Path) -> Iterator[tuple[str, Case]]:
    """Cases of all files in a folder with the file's stem; faults name the file."""
    for path in sorted(folder.glob("*.yml")):
        for number, row in enumerate(_rows(path), 1):
            try:
                yield path.stem, Case.model_validate(row)
            except ValidationError as error:
                raise ContentError([Fault(path, 0, f"第 {number} 条:{error}")]) from error


def _rows(path: Path) -> list[Any]:
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ContentError([Fault(path, mark.line + 1 if mark else 0, "不是正确的 YAML")]) from error
    if not isinstance(rows, list):
        raise ContentError([Fault(path, 0, "整个文件要写成列表,每条以“- ”开头")])
    return rows
