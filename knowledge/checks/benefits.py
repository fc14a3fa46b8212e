"""Check 惠企政策: their conditions, and that each rests on a document that is in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.catalogue.model import Catalogue
from knowledge.errors import Fault
from knowledge.formats.benefit import FOLDER, read_benefits
from knowledge.formats.yaml_lines import read_yaml


def check(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Faults of the files in ``benefits/``; a content folder without them is sound."""
    for path in sorted((catalogue.content / FOLDER).glob("*.yml")):
        found, faults = read_benefits(path)
        yield from faults
        if found is None:
            continue
        lines = read_yaml(path).lines
        for at, benefit in enumerate(found.benefits):
            place = ("benefits", at, "document")
            policy = catalogue.policies.get(benefit.document)
            if policy is None:
                yield lines.fault(place, f"没有“{benefit.document}”这份政策文件")
            elif benefit.open(today) and not policy.header.in_force(today):
                yield lines.fault(place, f"“{benefit.document}”已经失效，这条政策要核对或者写上截止日期")
            if benefit.review < today:
                yield lines.fault(("benefits", at, "review"), "到了复核日期，请核对后更新", warning=True)
