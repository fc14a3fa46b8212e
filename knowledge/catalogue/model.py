"""The catalogue: every record by its id, and where in the files each one stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from knowledge.errors import Fault
from knowledge.formats.answer import CuratedAnswer
from knowledge.formats.department import Department
from knowledge.formats.policy import Policy
from knowledge.formats.service import Aspect, Service
from knowledge.formats.synonyms import SynonymGroup
from knowledge.formats.yaml_lines import Lines, Place

#: What the sections of a service record are called, for citations and reports.
SECTION_TITLES = {
    Aspect.CONDITIONS: "受理条件",
    Aspect.MATERIALS: "申请材料",
    Aspect.PROCESS: "办理流程",
    Aspect.TIME_LIMIT: "办理时限",
    Aspect.FEE: "收费",
    Aspect.CHANNEL: "办理方式",
    Aspect.PLACE: "办理地点",
    Aspect.RESULT: "办理结果",
    Aspect.BASIS: "设定依据",
}
FAQ_TITLE = "常见问题"


class Kind(StrEnum):
    """The kinds of records."""

    POLICY = "policy"
    SERVICE = "service"
    ANSWER = "answer"
    DEPARTMENT = "department"
    SYNONYMS = "synonyms"


@dataclass(frozen=True)
class Origin:
    """The file that a record was read from, and the place in it where the record begins."""

    lines: Lines
    root: Place = ()

    @property
    def file(self) -> Path:
        """The file."""
        return self.lines.file

    def fault(self, place: Iterable[str | int], message: str, *, warning: bool = False) -> Fault:
        """A fault at ``place`` within the record."""
        return self.lines.fault((*self.root, *place), message, warning=warning)


@dataclass(frozen=True)
class Catalogue:
    """The records of one content folder, in the order of their files."""

    content: Path
    policies: dict[str, Policy] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    answers: dict[str, CuratedAnswer] = field(default_factory=dict)
    departments: list[Department] = field(default_factory=list)
    synonyms: list[SynonymGroup] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    #: Where each record stands: by kind and id, or by kind and position for lists without ids.
    origins: dict[tuple[Kind, str], Origin] = field(default_factory=dict)
    #: Ids of documents whose files exist but could not be read: a reference to one is not a second fault.
    unread: set[str] = field(default_factory=set)

    def in_force(self, today: date) -> dict[str, Policy]:
        """The policy documents that may be used for an answer on ``today``."""
        return {key: policy for key, policy in self.policies.items() if policy.header.in_force(today)}

    def find(self, document: str) -> Policy | Service | None:
        """The policy or service with this id."""
        return self.policies.get(document) or self.services.get(document)

    def knows(self, document: str) -> bool:
        """Whether there is a file for this id, readable or not."""
        return document in self.policies or document in self.services or document in self.unread

    def origin(self, kind: Kind, key: str | int) -> Origin:
        """Where a record stands in the files."""
        return self.origins[kind, str(key)]

    def located_services(self) -> Iterator[tuple[Service, Origin]]:
        """Each service with its origin."""
        return ((record, self.origin(Kind.SERVICE, key)) for key, record in self.services.items())

    def located_policies(self) -> Iterator[tuple[Policy, Origin]]:
        """Each policy with its origin."""
        return ((record, self.origin(Kind.POLICY, key)) for key, record in self.policies.items())

    def located_answers(self) -> Iterator[tuple[CuratedAnswer, Origin]]:
        """Each curated answer with its origin."""
        return ((record, self.origin(Kind.ANSWER, key)) for key, record in self.answers.items())


def surface_forms(service: Service) -> tuple[str, ...]:
    """Every name a service goes by: its own, its aliases, its everyday names; each once."""
    return tuple(dict.fromkeys((service.name, *service.aliases, *service.everyday)))


def service_headings(service: Service) -> frozenset[str]:
    """Section names under which a service record can be cited."""
    titles = {*SECTION_TITLES.values(), *(aspect.value for aspect in SECTION_TITLES)}
    if service.faq:
        titles.add(FAQ_TITLE)
    return frozenset(titles)
