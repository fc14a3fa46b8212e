"""The mapping file: which field of a foreign record is which element of ours; see ``guangdong.yml``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field, model_validator

from knowledge.checks.settings import settings
from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.service import Applicant, LifeStage, Unit
from knowledge.formats.source import Id, Source, Strict, Text, Tier
from knowledge.formats.yaml_lines import read_yaml


class Fields(Strict):
    """Names of the foreign fields; an element that is not named becomes a gap."""

    id: Text
    name: Text
    department: Text
    #: Joined to the sentence that says what the record is.
    summary: tuple[Text, ...] = ()
    applicant: Text | None = None
    life_stage: Text | None = None
    conditions: Text | None = None
    materials: Text | None = None
    process: Text | None = None
    statutory: Text | None = None
    promised: Text | None = None
    fee: Text | None = None
    online: Text | None = None
    place: Text | None = None
    result: Text | None = None
    basis: Text | None = None
    #: Label → field: telephone numbers and the like, told with the place.
    contacts: dict[Text, Text] = Field(default_factory=dict)
    #: Left out on purpose.
    ignore: tuple[Text, ...] = ()


class Mapping(Strict):
    """A mapping file."""

    source: Source
    checked: date
    #: Put before every id, so that records of two places never collide.
    prefix: Id
    #: Added to every sentence; must mark it as another province's where the source is.
    remark: Text | None = None
    fields: Fields
    #: What the foreign system writes where it knows nothing.
    unknown: frozenset[Text] = frozenset()
    units: dict[Text, Unit] = Field(default_factory=dict)
    applicants: dict[Text, Applicant] = Field(default_factory=dict)
    default_applicant: Applicant = Applicant.PERSON
    life_stages: dict[Text, LifeStage] = Field(default_factory=dict)
    default_life_stage: LifeStage = LifeStage.LIVING

    @model_validator(mode="after")
    def _marked(self) -> Mapping:
        if self.source.tier is Tier.ELSEWHERE and not any(
            word in (self.remark or "") for word in settings().remarks
        ):
            raise ValueError("来源是外省参照，remark 里须写明（例如“外省做法，仅供参照”）")
        return self


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file; :class:`ContentError` with file and line when it is wrong."""
    document = read_yaml(path)
    found, faults = check(Mapping, document.data, document.lines) if document.complete else (None, [])
    if found is None or document.faults:
        raise ContentError([*document.faults, *faults])
    return found
