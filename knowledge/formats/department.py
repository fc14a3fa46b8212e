"""Departments and their names: ``knowledge/content/departments.yml``, one list."""

from __future__ import annotations

from knowledge.formats.source import Strict, Text


class Department(Strict):
    """A department as service records name it; ``aliases`` are what people call it."""

    name: Text
    aliases: tuple[Text, ...] = ()
    #: What it is in charge of, in one sentence.
    remit: Text | None = None
    note: Text | None = None
