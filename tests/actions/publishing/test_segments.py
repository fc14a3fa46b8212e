from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.publishing.segments import changed, split
from knowledge.catalogue import CONTENT
from knowledge.formats.service import Service
from knowledge.formats.yaml_lines import parse_yaml

KEYS = list(Service.model_fields)
RECORD = "# 说明\nid: one\n\n# 名称\nname: 旧名\nparts:\n  - a: 1\n    b: 2\n# 结束\n"


@given(st.text(alphabet="ab:#- \n'“", max_size=80))
def test_the_pieces_together_are_the_text(text: str) -> None:
    assert split(text).text == text


@pytest.mark.parametrize("path", sorted((CONTENT / "services").glob("*.yml")), ids=lambda path: path.stem)
def test_every_record_can_be_taken_apart_and_saved_unchanged(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = split(text)
    assert changed(found, {part.key: part.shown for part in found.parts}, KEYS) == text
    assert {part.key for part in found.parts} <= set(KEYS)


@pytest.mark.parametrize("path", sorted((CONTENT / "services").glob("*.yml"))[:6], ids=lambda path: path.stem)
def test_writing_a_field_anew_means_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = split(text)
    before = parse_yaml(text, path).data
    for part in found.parts:
        # One blank line more forces the field to be written anew.
        after = parse_yaml(changed(found, {part.key: part.shown + "\n"}, KEYS), path)
        assert (after.faults, after.data) == ((), before), part.key


def test_a_field_is_changed_added_and_taken_out_and_comments_stay() -> None:
    found = split(RECORD)
    text = changed(found, {"name": "新名", "summary": "简介", "parts": ""}, KEYS)
    assert text == "# 说明\nid: one\n\n# 名称\nname: 新名\nsummary: 简介\n# 结束\n"


def test_lines_lead_to_fields() -> None:
    found = split(RECORD)
    assert [found.at(line) for line in (1, 2, 5, 7, 8)] == ["id", "id", "name", "parts", "parts"]
