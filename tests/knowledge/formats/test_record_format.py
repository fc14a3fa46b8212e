"""The page that explains the record format to staff names every field and every word of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest

from knowledge.formats.service import (
    Applicant,
    ChannelKind,
    Exemption,
    Kind,
    LifeStage,
    Material,
    Service,
    Unit,
)
from knowledge.formats.source import Source, Tier

PAGE = (Path(__file__).parents[3] / "docs" / "knowledge.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", sorted({*Service.model_fields, *Material.model_fields, *Source.model_fields})
)
def test_every_field_is_explained(name: str) -> None:
    assert f"`{name}`" in PAGE or f"{name}:" in PAGE


@pytest.mark.parametrize("words", [Applicant, ChannelKind, Exemption, Kind, LifeStage, Tier, Unit])
def test_every_word_that_may_be_written_is_listed(words: type[StrEnum]) -> None:
    assert [word.value for word in words if word.value not in PAGE] == []


def test_required_fields_are_marked_as_such() -> None:
    rows = [row.split("|") for row in PAGE.splitlines() if row.startswith("| `")]
    marked = {name: cells[-2].strip() for cells in rows for name in cells[1].replace("`", "").split()}
    required = {name for name, field in Service.model_fields.items() if field.is_required()}
    assert {name for name, mark in marked.items() if mark == "是"} == required
