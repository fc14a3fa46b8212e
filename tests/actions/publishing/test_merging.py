"""Two people's changes of one text put together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from actions.publishing.merging import merged, merged_file

BASE = "一\n二\n三\n四\n五\n"
TEXTS = st.lists(st.sampled_from(["甲", "乙", "丙", ""]), max_size=8).map(
    lambda rows: "".join(f"{row}\n" for row in rows)
)
TWO = "- {canonical: 甲, words: [a]}\n- {canonical: 乙, words: [b]}\n"


def test_changes_of_different_lines_are_both_kept() -> None:
    assert merged(BASE, BASE.replace("二", "贰"), BASE.replace("五", "伍")) == "一\n贰\n三\n四\n伍\n"
    assert merged(BASE, "零\n" + BASE, BASE.replace("四\n", "")) == "零\n一\n二\n三\n五\n"


def test_changes_of_the_same_line_are_not_put_together() -> None:
    assert merged(BASE, BASE.replace("二", "贰"), BASE.replace("二", "两")) is None
    assert merged(BASE, BASE + "六\n", BASE + "陆\n") is None
    assert merged(BASE, BASE.replace("二\n", ""), BASE.replace("二", "两")) is None


@given(TEXTS, TEXTS)
def test_a_side_that_changed_nothing_gives_way(base: str, changed: str) -> None:
    assert merged(base, base, changed) == changed
    assert merged(base, changed, base) == changed
    assert merged(base, changed, changed) == changed


@given(TEXTS, TEXTS, TEXTS)
def test_it_matters_not_who_is_who_and_nothing_is_made_up(base: str, mine: str, theirs: str) -> None:
    found = merged(base, mine, theirs)
    assert found == merged(base, theirs, mine)
    if found is not None:
        assert set(found.splitlines()) <= {*base.splitlines(), *mine.splitlines(), *theirs.splitlines()}
        added = set(mine.splitlines()) - set(base.splitlines())
        assert added <= set(found.splitlines())


def test_records_added_at_the_same_place_are_both_kept() -> None:
    mine, theirs = TWO + "- {canonical: 丙, words: [c]}\n", TWO + "- {canonical: 丁, words: [d]}\n"
    assert merged_file("synonyms.yml", TWO, mine, theirs) == theirs + "- {canonical: 丙, words: [c]}\n"


def test_a_record_that_both_changed_is_left_to_people() -> None:
    assert merged_file("synonyms.yml", TWO, TWO.replace("[a]", "[x]"), TWO.replace("[a]", "[y]")) is None
    assert merged_file("synonyms.yml", TWO, TWO.replace("[a]", "[x]"), TWO.splitlines()[1] + "\n") is None


def test_records_that_were_taken_away_or_changed_apart_come_together() -> None:
    mine = "- {canonical: 乙, words: [b]}\n"
    theirs = TWO.replace("[b]", "[b, z]")
    assert merged_file("synonyms.yml", TWO, mine, theirs) == "- {canonical: 乙, words: [b, z]}\n"


def test_words_of_the_dictionary_come_together_one_by_one() -> None:
    found = merged_file("dictionary.txt", "甲乙\n丙丁\n", "甲乙\n戊己\n", "甲乙\n丙丁\n庚辛\n")
    assert found == "甲乙\n庚辛\n戊己\n"


def test_new_and_removed_files_are_left_to_people() -> None:
    assert merged_file("synonyms.yml", None, TWO, TWO) is None
    assert merged_file("synonyms.yml", TWO, None, TWO + "\n") is None
