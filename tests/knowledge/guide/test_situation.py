from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.formats.service import Statement
from knowledge.guide.situation import applies, chosen, condition_label
from tests.knowledge.guide.records import record

whens = st.dictionaries(
    st.sampled_from(["situation", "age"]),
    st.lists(st.sampled_from(["first", "lost", "adult", "child"]), min_size=1, max_size=3).map(tuple),
)
situations = st.dictionaries(
    st.sampled_from(["situation", "age", "other"]), st.sampled_from(["first", "lost", "adult", "child"])
)


@pytest.mark.parametrize(
    ("when", "situation", "fits"),
    [
        ({}, {}, True),
        ({}, {"age": "adult"}, True),
        ({"age": ("adult",)}, {}, True),
        ({"age": ("adult",)}, {"age": "adult"}, True),
        ({"age": ("adult",)}, {"age": "child"}, False),
        ({"age": ("adult", "child")}, {"age": "child"}, True),
        ({"age": ("adult",), "situation": ("lost",)}, {"age": "adult"}, True),
        ({"age": ("adult",), "situation": ("lost",)}, {"age": "adult", "situation": "first"}, False),
        ({"age": ("adult",)}, {"situation": "first"}, True),
    ],
)
def test_an_unanswered_question_excludes_nothing(
    when: dict[str, tuple[str, ...]], situation: dict[str, str], fits: bool
) -> None:
    assert applies(when, situation) is fits


@given(whens)
def test_everything_applies_while_nothing_is_known(when: dict[str, tuple[str, ...]]) -> None:
    assert applies(when, {})


@given(whens, situations, situations)
def test_knowing_more_never_adds_an_entry(
    when: dict[str, tuple[str, ...]], known: dict[str, str], more: dict[str, str]
) -> None:
    assert applies(when, known) or not applies(when, {**more, **known})


def test_chosen_entries_keep_their_order() -> None:
    entries = [
        Statement(text="一", source="law"),
        Statement(text="二", source="law", when={"age": ("adult",)}),
        Statement(text="三", source="law", when={"age": ("child",)}),
        Statement(text="四", source="law"),
    ]
    assert [entry.text for entry in chosen(entries, {"age": "child"})] == ["一", "三", "四"]
    assert chosen(entries, {}) == entries


@pytest.mark.parametrize(
    ("when", "situation", "label"),
    [
        ({}, {}, ""),
        ({"age": ("child",)}, {}, "未成年"),
        ({"situation": ("first", "lost")}, {}, "首次申领或丢失补领"),
        ({"age": ("adult",), "situation": ("lost",)}, {}, "丢失补领、已成年"),
        ({"age": ("adult",), "situation": ("lost",)}, {"situation": "lost"}, "已成年"),
        ({"age": ("adult",)}, {"age": "adult"}, ""),
        ({"unknown": ("x",)}, {}, ""),
    ],
)
def test_what_an_entry_is_limited_to_is_said_while_it_is_open(
    when: dict[str, tuple[str, ...]], situation: dict[str, str], label: str
) -> None:
    assert condition_label(record(), when, situation) == label
