"""Checks across content files: what a single file's shape cannot tell. ``run`` gives every fault found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from knowledge.catalogue.model import Catalogue
from knowledge.checks import (
    answers,
    benefits,
    contacts,
    grid,
    hotline,
    names,
    policies,
    references,
    situations,
    sources,
)
from knowledge.errors import Fault

Check = Callable[[Catalogue, date], Iterator[Fault]]

CHECKS: tuple[Check, ...] = (
    sources.check,
    situations.check,
    references.check,
    names.check,
    answers.check,
    policies.check,
    contacts.check,
    grid.check,
    hotline.check,
    benefits.check,
)


def run(catalogue: Catalogue, today: date) -> list[Fault]:
    """All faults that the checks find."""
    return [fault for check in CHECKS for fault in check(catalogue, today)]
