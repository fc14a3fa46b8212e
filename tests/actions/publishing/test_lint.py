from __future__ import annotations

from datetime import date

import pytest

from actions.publishing.differences import side_by_side
from actions.publishing.lint import lint
from actions.publishing.skeletons import KINDS, new
from knowledge.catalogue import CONTENT


def test_our_own_files_have_no_faults() -> None:
    for path in sorted(CONTENT.rglob("*.*")):
        name = path.relative_to(CONTENT).as_posix()
        assert lint(name, path.read_text(encoding="utf-8")) == [], name


@pytest.mark.parametrize(
    ("path", "text", "line", "words"),
    [
        ("services/a.yml", "id: a\nname: [\n", 3, "YAML"),
        ("services/a.yml", "id: a\nchecked: 昨天\n", 2, "日期"),
        ("answers/a.yml", "id: a\n", 1, "列表"),
        ("policies/a.md", "---\nissued: 春天\n---\n\n正文\n", 2, "日期"),
        ("policies/a.md", "---\ntitle: 一\n---\n\n", 4, "没有正文"),
        ("known_questions.yml", "- q: ''\n", 1, "空"),
        ("departments.yml", "- name: a\x07\n", 1, "控制字符"),
        ("grid/x.yml", " \n", 0, "空的"),
        ("synonyms.yml", "- {canonical: 甲, words: []}\n", 1, "至少要有 1 项"),
        ("dictionary.txt", "甲乙\n甲 20000 n\n", 2, "2 到 20 个字"),
        ("dictionary.txt", "甲乙 多 n\n", 1, "一行只写一个词"),
        ("dictionary.txt", "甲乙\n甲乙 3\n", 2, "写了两次"),
        ("replies.yml", "help:\n  text: 好\n  outcome: fine\n", 3, "只能是"),
        ("replies.yml", "thanks:\n  text: 好\n  outcome: done\n", 1, "缺少“help”"),
        ("hotline/categories.yml", "- id: a\n", 1, "缺少"),
    ],
)
def test_faults_name_their_line(path: str, text: str, line: int, words: str) -> None:
    faults = lint(path, text)
    assert any(fault.line == line and words in fault.message for fault in faults), faults


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_file_can_be_read_and_says_what_is_missing(kind: str) -> None:
    path, text = new(kind, "something", date(2028, 2, 29))
    # What a person must fill in first are values, never the shape of the file.
    assert all("缩进" not in fault.message and "YAML" not in fault.message for fault in lint(path, text)), (
        lint(path, text)
    )


def test_texts_side_by_side_tell_what_happened_to_each_line() -> None:
    rows = side_by_side("一\n二\n三\n", "一\n贰\n三\n四\n")
    assert [(row.mark, row.left, row.right) for row in rows] == [
        ("", "一", "一"), ("改", "二", "贰"), ("", "三", "三"), ("增", "", "四"),
    ]  # fmt: skip
    assert side_by_side("一", "一") == []
    assert [row.kind for row in side_by_side(None, "新")] == ["added"]
