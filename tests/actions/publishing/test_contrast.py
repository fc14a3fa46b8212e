"""Two answers with what differs marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from actions.publishing.contrast import AROUND, LONGEST, Piece, contrast

SAME = "办理身份证要带户口簿。" * 60


def marked(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.differs]


def test_a_difference_far_from_the_beginning_is_shown_on_both_sides() -> None:
    before, after = contrast(f"{SAME}法定60日办结。{SAME}", f"{SAME}法定20日办结。{SAME}")
    assert (marked(before), marked(after)) == (["60"], ["20"])
    assert sum(len(piece.text) for piece in before) < 6 * AROUND


def test_a_sentence_that_is_gone_is_marked_on_its_side_alone() -> None:
    before, after = contrast("先登记。再交费。最后领证。", "先登记。最后领证。")
    assert (marked(before), marked(after)) == (["再交费。"], [])


def test_another_answer_altogether_is_no_patchwork() -> None:
    before, after = contrast("居住证在派出所办。", "没有找到，请拨打 12345。")
    assert (marked(before), marked(after)) == (["居住证在派出所办。"], ["没有找到，请拨打 12345。"])


def test_a_very_long_difference_is_cut_and_says_so() -> None:
    before, _ = contrast("甲" * 5000, "")
    assert [len(piece.text) for piece in before] == [LONGEST, 2]
    assert before[1].skipped


@given(st.text(max_size=300), st.text(max_size=300))
def test_nothing_is_invented_and_equal_texts_have_no_mark(old: str, new: str) -> None:
    left, right = contrast(old, new)
    for pieces, text in ((left, old), (right, new)):
        at = 0
        for piece in pieces:
            if not piece.skipped:
                at = text.index(piece.text, at) + len(piece.text)
    assert bool(marked(left) or marked(right)) == (old != new)
