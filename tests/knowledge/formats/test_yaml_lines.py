from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.formats.yaml_lines import DEPTH, Lines, parse_yaml, read_yaml

FILE = Path("services/a.yml")


def parse(text):
    return parse_yaml(text, FILE)


def only_fault(text):
    document = parse(text)
    assert not document.complete
    assert document.faults[-1].file == FILE
    return document.faults[-1]


def test_values_and_their_lines():
    document = parse("a: 1\nb:\n  - x\n  - c: y\n    d: [1, 2]\n")
    assert document.data == {"a": 1, "b": ["x", {"c": "y", "d": [1, 2]}]}
    assert document.complete
    assert document.lines.of[("a",)] == 1
    assert document.lines.of[("b", 0)] == 3
    assert document.lines.of[("b", 1)] == 4
    assert document.lines.of[("b", 1, "d", 1)] == 5


def test_a_place_that_was_not_written_falls_back_to_its_parent():
    lines = parse("a:\n  - b: 1\n").lines
    assert lines.line(("a", 0, "missing", 3)) == 2
    assert lines.line(("nothing",)) == 1
    assert Lines(FILE).line(("a",)) == 1
    assert str(lines.fault(("a", 0, "b"), "不对")) == "services/a.yml:2: 不对"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None), ("~", None), ("null", None), ("true", True), ("False", False), ("12", 12), ("-3", -3),
        ("1.5", 1.5), ("yes", "yes"), ("no", "no"), ("on", "on"), ("12:30", "12:30"), ("0391", "0391"),
        ("000709110002", "000709110002"), ("2026-03-01", "2026-03-01"), ("1e3", "1e3"), ("9" * 30, "9" * 30),
        ("'12'", "12"), ('"true"', "true"), ("'~'", "~"),
    ],
)  # fmt: skip
def test_only_what_content_needs_is_more_than_a_word(written, value):
    assert parse(f"a: {written}").data == {"a": value}


def test_keys_are_always_words():
    assert parse("12345: a\ntrue: b").data == {"12345": "a", "true": "b"}


def test_a_field_written_twice_is_a_fault_that_does_not_stop_the_reading():
    document = parse("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")
    assert [str(fault) for fault in document.faults] == [
        "services/a.yml:4: 字段“c”写了两次（第 3 行已有）",
        "services/a.yml:5: 字段“a”写了两次（第 1 行已有）",
    ]
    assert document.complete
    assert document.data == {"a": 3, "b": {"c": 2}}


def test_the_same_field_in_two_entries_is_no_repetition():
    assert parse("- a: 1\n- a: 2\n").faults == ()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: c: d\n", 2, "冒号"),
        ("a: 1\nb: 'x\n", 3, "引号"),
        ("a: 1\n\tb: 2\n", 2, "制表符"),
        ("a:\n  - 1\n - 2\n", 3, "对齐"),
        ("a: [1, 2\nb: 3\n", 2, "YAML"),
        ("a: 1\nb\nc: 2\n", 3, "冒号"),
        ("a: 1\nb: @x\n", 2, "开头"),
        ("a: &x 1\n", 1, "“&”"),
        ("a: 1\nb: *x\n", 2, "“*”"),
        ("a: 1\nb: !!python/object:os.system 1\n", 2, "“!”"),
        ("a: 1\nb: !x [1]\n", 2, "“!”"),
        ("a: 1\n---\nb: 2\n", 2, "一份"),
        ("{a: 1}: 2\n", 1, "字段名"),
        ("a: \x01\n", 1, "字符"),
    ],
)
def test_what_is_no_yaml_names_its_line_in_words(text, line, message):
    fault = only_fault(text)
    assert fault.line == line
    assert message in fault.message


def test_deep_nesting_is_refused():
    assert "层数" in only_fault("[" * (DEPTH + 1)).message
    assert only_fault("[" * 100_000).line == 1


def test_aliases_cannot_multiply():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcd", "bcde", strict=True)
    )
    assert "“&”" in only_fault(bomb).message


def test_lines_count_from_the_first_line_given():
    document = parse_yaml("a: 1\nb: {", FILE, first_line=10)
    assert document.lines.of[("a",)] == 10
    assert document.faults[0].line >= 11


def test_unreadable_file(tmp_path):
    document = read_yaml(tmp_path / "none.yml")
    assert not document.complete
    assert document.data is None
    assert document.faults[0].file == tmp_path / "none.yml"


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(st.characters(codec="utf-8", exclude_categories=("C",))),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc中文", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(plain)
def test_what_pyyaml_writes_is_read_back(value):
    text = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True)
    document = parse(text)
    assert document.faults == ()
    assert document.data == value


@given(st.text(max_size=300))
def test_any_text_gives_data_or_a_fault_on_one_of_its_lines(text):
    document = parse(text)
    assert document.complete or document.faults
    for fault in document.faults:
        assert 1 <= fault.line <= len(text.splitlines()) + 2


@given(st.text("abc:-[]{}&*!|>'\"#%@`,? \n\t中", max_size=120))
def test_text_that_looks_like_yaml_never_crashes(text):
    document = parse(text)
    assert document.complete or document.faults
