"""guides.yml: faults name the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.services.texts import FILE, guides, read
from knowledge.errors import ContentError

WHOLE = FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("score: 5", "score: 4", "五个等级的 score 要正好是 1 到 5"),
        ("id: satisfied", "id: very-satisfied", "等级的 id 重复"),
        ("  offer: ", "  ofer: ", "ofer"),
        ('wishes: "', 'wishes: "(', "不是正确的正则"),
        ("  reason_chars: 300", "  reason_chars: 5", "不能小于 20"),
    ],
)
def test_faults_are_told_with_file_and_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "guides.yml"
    path.write_text(WHOLE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read(path)
    assert told in str(raised.value)
    assert f"{path}:" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("非常不满意", "very-dissatisfied"), ("不太满意", "dissatisfied"), ("挺满意的", "satisfied"),
        ("打五星", "very-satisfied"), ("还行吧", "fairly-satisfied"), ("给个差评", "very-dissatisfied"), ("嗯", None),
    ],
)  # fmt: skip
def test_the_longest_wording_counts(text: str, grade: str | None) -> None:
    found = guides().rating.grade_in(text)
    assert (found.id if found else None) == grade


def test_wishes_are_taken_off() -> None:
    assert guides().wish.sub("", "帮我列出企业注销登记一件事的办理清单") == "企业注销登记一件事"
    assert guides().wish.sub("", "按我的情况列清单") == ""
