"""The dispatch catalogue of the hotline (派单目录): ``content/hotline/categories.yml``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import Field

from knowledge.errors import Fault
from knowledge.formats.messages import check
from knowledge.formats.source import Id, Strict, Text
from knowledge.formats.yaml_lines import Document, read_yaml

CATEGORIES = "categories.yml"
#: The department that stands for the town or street of the place; dispatch names the town itself.
GRASSROOTS = "乡镇人民政府和街道办事处"


class Question(Strict):
    """Something more to ask about a matter of this category."""

    label: Text
    ask: Text


class Limit(Strict):
    """A published time limit in working days and the rule that sets it."""

    days: int = Field(ge=1, le=120)
    basis: Text


class Grassroots(Strict):
    """Why a matter, or a ``part`` of it, is the towns' and villages' own."""

    basis: Text
    part: Text | None = None


class Category(Strict):
    """A category of matters: who is in charge, what it is recognised by, what to ask."""

    id: Id
    name: Text
    group: Text
    #: Who leads; departments as ``departments.yml`` names them.
    lead: Text
    with_: tuple[Text, ...] = Field(default=(), alias="with")
    #: How the matter is split where several are concerned.
    overlap: Text | None = None
    grassroots: Grassroots | None = None
    keywords: tuple[Text, ...]
    examples: tuple[Text, ...] = Field(min_length=3)
    questions: tuple[Question, ...] = ()
    limit: Limit | None = None

    @property
    def departments(self) -> tuple[str, ...]:
        """The leading department and those that help."""
        return (self.lead, *self.with_)

    @property
    def is_grassroots(self) -> bool:
        """Whether the whole matter is the towns' own."""
        return self.lead == GRASSROOTS


def read_categories(path: Path, departments: Iterable[str]) -> tuple[list[Category], list[Fault]]:
    """The categories of a file, and every fault in it."""
    document = read_yaml(path)
    faults = list(document.faults)
    found: list[Category] = []
    if document.complete and not isinstance(document.data, list):
        faults.append(document.lines.fault((), "整个文件要写成列表，每条以“- ”开头"))
    for at, entry in enumerate(document.data if isinstance(document.data, list) else ()):
        category, wrong = check(Category, entry, document.lines, (at,))
        faults += wrong
        if category is not None:
            faults += _faults(document, at, category, found, frozenset(departments))
            found.append(category)
    return found, faults


def _faults(
    document: Document, at: int, category: Category, before: list[Category], departments: frozenset[str]
) -> list[Fault]:
    faults = []
    if any(other.id == category.id for other in before):
        faults.append(document.lines.fault((at, "id"), f"id“{category.id}”写了两次"))
    if any(other.name == category.name for other in before):
        faults.append(document.lines.fault((at, "name"), f"名称“{category.name}”写了两次"))
    for name in category.departments:
        if departments and name not in departments:
            place = (at, "lead" if name == category.lead else "with")
            faults.append(document.lines.fault(place, f"部门“{name}”不在 departments.yml 里"))
    if category.is_grassroots and category.grassroots is None:
        faults.append(document.lines.fault((at, "lead"), "派给镇街的，要在 grassroots 写明依据"))
    labels = [question.label for question in category.questions]
    if len(set(labels)) < len(labels):
        faults.append(document.lines.fault((at, "questions"), "追问的简称（label）不能重复"))
    return faults
