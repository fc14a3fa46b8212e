"""Walk over the elements of a service record."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from knowledge.formats.service import Entry, Service
from knowledge.formats.yaml_lines import Place


def entries(service: Service) -> Iterator[tuple[Place, Entry]]:
    """Every element of the record that has a source or a gap, with its place in the file."""
    return _walk(service, ())


def _walk(value: object, place: Place) -> Iterator[tuple[Place, Entry]]:
    if isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _walk(item, (*place, at))
    elif isinstance(value, BaseModel):
        if isinstance(value, Entry):
            yield place, value
        for name, part in vars(value).items():
            if isinstance(part, (tuple, BaseModel)):
                yield from _walk(part, (*place, name))


def gaps(service: Service) -> list[tuple[Place, str]]:
    """The elements whose local facts are not known yet, and what is said about each."""
    return [(place, entry.gap) for place, entry in entries(service) if entry.gap is not None]
