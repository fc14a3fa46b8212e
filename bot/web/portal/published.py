"""What the portal shows of the published content: always that of the version which answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge.catalogue import load
from knowledge.formats.policy import PolicyHeader
from knowledge.formats.service import Applicant, LifeStage, Service
from knowledge.index.versions import Version

#: The topic by which staff mark policies in favour of enterprises.
FAVOURS = "惠企政策"
#: Services of a stage on the front page.
SHOWN = 8

#: Stages in the order of life, and in the order of an enterprise's.
PERSON = (
    LifeStage.BIRTH, LifeStage.SCHOOL, LifeStage.WORK, LifeStage.LIVING, LifeStage.HOME, LifeStage.TRAVEL,
    LifeStage.HEALTH, LifeStage.RELIEF, LifeStage.OLD_AGE, LifeStage.DEATH,
)  # fmt: skip
ENTERPRISE = (
    LifeStage.ENTRY, LifeStage.HIRING, LifeStage.TAX, LifeStage.OPERATION, LifeStage.BUILDING, LifeStage.EXIT,
)  # fmt: skip


@dataclass(frozen=True)
class Published:
    """Services of one version, and its policies in favour of enterprises."""

    name: str
    services: dict[str, Service] = field(default_factory=dict)
    policies: tuple[PolicyHeader, ...] = ()

    @classmethod
    def of(cls, version: Version) -> Published:
        """The content that a version was built from."""
        catalogue = load(version.folder / "content", lenient=True, synonyms=version.folder / "synonyms.yml")
        favours = (policy for policy in catalogue.policies.values() if FAVOURS in policy.header.topics)
        return cls(version.name, dict(catalogue.services), tuple(policy.header for policy in favours))

    def favours(self, today: date) -> list[PolicyHeader]:
        """Policies in force in favour of enterprises, the newest first."""
        found = [policy for policy in self.policies if policy.in_force(today)]
        return sorted(found, key=lambda policy: policy.issued or date.min, reverse=True)


@dataclass(frozen=True)
class Stage:
    """A stage with its services, those that merge several first."""

    name: str
    services: Sequence[Service]

    @property
    def more(self) -> int:
        """How many are left for the stage's own page."""
        return max(0, len(self.services) - SHOWN)


def stages(services: Iterable[Service], order: Sequence[LifeStage], applicant: Applicant) -> list[Stage]:
    """The stages that have a service for this applicant."""
    found = [service for service in services if applicant in service.applicant]
    groups = [[service for service in found if service.life_stage is stage] for stage in order]
    return [
        Stage(stage.value, sorted(group, key=lambda service: service.kind.value != "一件事"))
        for stage, group in zip(order, groups, strict=True)
        if group
    ]
