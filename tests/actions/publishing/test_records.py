"""Records of content files: read for a form and written back; the rest of the file stays as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.publishing import entries, record_lint, records
from actions.publishing.entries import Piece
from actions.publishing.files import ContentFolder
from actions.publishing.record_lint import Beside
from actions.publishing.shapes import SHAPES, Shape, shape_of
from actions.publishing.skeletons import begun
from actions.publishing.yaml_writing import field, flow, scalar
from knowledge.catalogue import CONTENT, load
from knowledge.formats.yaml_lines import Value, parse_yaml

TODAY = date(2026, 11, 24)
FOLDER = ContentFolder(CONTENT)
OURS = [(path, shape) for path in FOLDER.paths() if (shape := shape_of(path)) is not None]
#: Anything that a person can type into a field, and what editors and offices paste along.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=40)
LINES = TEXTS.map(lambda text: " ".join(text.split())).filter(bool)


def parsed(text: str) -> Any:
    document = parse_yaml(text, Path())
    assert document.complete, (text, document.faults)
    return document.data


@given(TEXTS)
def test_whatever_is_written_reads_back_as_it_is(text: str) -> None:
    assert parsed(f"a: {scalar(text)}\n")["a"] == text
    assert parsed(field("a", text))["a"] == text
    assert parsed(field("a", [text, {"b": text}], block=True))["a"] == [text, {"b": text}]
    assert parsed(f"- {flow({'a': [text]})}\n")[0]["a"] == [text]
    assert parsed(record_lint.spread({"a": text, "b": [text, {"c": text}]})) == [
        {"a": text, "b": [text, {"c": text}]}
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [("身份证，丢了怎么补？", "身份证，丢了怎么补？"), ("419001001", '"419001001"'), ("true", '"true"'), ("甲: 乙", '"甲: 乙"'),
     ("# 注", '"# 注"'), ("- 甲", '"- 甲"'), (5, "5"), ("12345 管啥", "12345 管啥")],
)  # fmt: skip
def test_quotes_stand_only_where_they_are_needed(value: Value, written: str) -> None:
    assert scalar(value) == written


def test_all_shapes_have_a_file_of_ours() -> None:
    assert {shape.name for _, shape in OURS} == {shape.name for shape in SHAPES}


@pytest.mark.parametrize(("path", "shape"), OURS, ids=[path for path, _ in OURS])
def test_our_own_files_go_through_the_forms_unchanged_and_without_a_fault(path: str, shape: Shape) -> None:
    text = FOLDER.read(path) or ""
    found = records.records(shape, text)
    assert found is not None
    for record in found:
        values = records.values_of(shape, record.data)
        assert values is not None, record.key
        data = records.data_of(shape, values, record.data)
        assert data == record.data
        assert records.put(shape, text, record, data) == text
        again = records.data_of(shape, values, None)
        assert list(again) == [key for key in shape.order if key in again]
        assert set(again) == set(data)


CATALOGUE = load(CONTENT, lenient=True)


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.name for shape in SHAPES])
def test_our_own_records_have_no_fault(shape: Shape) -> None:
    path = next(path for path, of in OURS if of is shape)
    found = records.records(shape, FOLDER.read(path) or "") or []
    for record in found[:5]:
        others = tuple(one.data for one in found if one.at != record.at)
        assert record_lint.remarks(shape, record.data, Beside(CATALOGUE, path, others), TODAY) == []


def test_a_changed_record_leaves_every_other_line() -> None:
    for path, shape in OURS:
        text = FOLDER.read(path) or ""
        if shape.layout != "list" or not (found := entries.split(text)) or not found.parts:
            continue
        for at, part in enumerate(found.parts):
            changed = {**part.data, shape.key: "zz-another"}
            new = found.replaced(at, entries.written(changed, shape.order, shape.blocks, part)).text
            assert parsed(new) == [*parsed(text)[:at], changed, *parsed(text)[at + 1 :]]
            gone = found.without(at).text
            assert (parsed(gone) or []) == [*parsed(text)[:at], *parsed(text)[at + 1 :]]
            comments = [line for line in text.splitlines() if line.startswith("#")]
            assert [line for line in gone.splitlines() if line.startswith("#")] == comments
        assert parsed(found.added("- a: 1\n").text) == [*parsed(text), {"a": 1}]


def test_an_empty_list_takes_its_first_record_and_gives_its_last() -> None:
    first = entries.split("# 说明\n[]\n")
    assert first is not None
    full = first.added("- a: 1\n").text
    assert full == "# 说明\n- a: 1\n"
    again = entries.split(full)
    assert again is not None
    assert parsed(again.without(0).text) == []


def test_comments_within_a_record_and_the_wording_of_other_fields_stay() -> None:
    text = "- id: a  # 编号\n  # 说明\n  words: [\n    一,\n    二]\n  note: >-\n    折行\n    写的\n"
    found = entries.split(text)
    assert found is not None
    part = found.parts[0]
    new = entries.written({**part.data, "note": "新的"}, ["id", "words", "note"], (), part)
    assert new == "- id: a  # 编号\n  # 说明\n  words: [\n    一,\n    二]\n  note: 新的\n"


@pytest.mark.parametrize(
    "text", ["a: 1\n", "- 一\n- 二\n", "- a: [\n", "  - a: 1\n", "-\n  a: 1\n", "- a: 1\n- a: 1\n  a: 2\n"]
)
def test_what_cannot_be_cut_is_left_to_be_edited_as_text(text: str) -> None:
    assert entries.split(text) is None


@given(
    st.lists(
        st.fixed_dictionaries({"canonical": LINES, "words": st.lists(LINES, min_size=1, max_size=3)}),
        max_size=4,
    )
)
def test_any_records_can_be_added_and_changed(rows: list[dict[str, Any]]) -> None:
    shape = shape_of("synonyms.yml")
    assert shape is not None
    text = "# 同义词\n[]\n"
    for row in rows:
        text = records.put(shape, text, None, row)
    assert parsed(text) == rows
    for at, row in enumerate(rows):
        record = (records.records(shape, text) or [])[at]
        changed = {**row, "words": [*row["words"], "又一个"]}
        text = records.put(shape, text, record, changed)
        assert parsed(text)[at] == changed


def test_a_file_with_what_the_form_has_no_place_for_is_not_shown_in_it() -> None:
    shape = shape_of("departments.yml")
    assert shape is not None
    assert records.values_of(shape, {"name": "甲", "other": "乙"}) is None
    assert records.values_of(shape, {"name": ["甲"]}) is None
    assert records.values_of(shape, {"name": "甲", "aliases": "乙"}) is None


def test_a_new_answer_gets_an_id_that_is_free() -> None:
    shape = shape_of("answers/x.yml")
    assert shape is not None
    text = "".join(f"- id: x-{number}\n" for number in (2, 3))
    assert begun(shape, "answers/x.yml", text, date(2028, 2, 29)) == {
        "id": "x-4", "checked": "2028-02-29", "review": "2029-02-28",
    }  # fmt: skip


def test_a_piece_tells_how_it_is_written() -> None:
    assert Piece("", "- {a: 1}\n", {}, 1).one_line
    assert not Piece("", "- a: 1\n", {}, 1).one_line
