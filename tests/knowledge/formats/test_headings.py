from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.formats.headings import headings


def test_titles_levels_lines_and_paths():
    body = "# 总则\n\n文字\n\n## 范围 ##\n\n### 例外\n\n## 期限\n"
    found = headings(body, first_line=12)
    assert [(one.level, one.title, one.line) for one in found] == [
        (1, "总则", 12),
        (2, "范围", 16),
        (3, "例外", 18),
        (2, "期限", 20),
    ]
    assert [one.path for one in found] == [
        ("总则",),
        ("总则", "范围"),
        ("总则", "范围", "例外"),
        ("总则", "期限"),
    ]


def test_code_and_plain_text_are_no_headings():
    assert headings("```\n# 不是\n```\n#也不是\n####### 七个\n    # 缩进\n#\n") == ()


def test_an_open_code_block_reaches_to_the_end():
    assert [one.title for one in headings("# 一\n~~~\n# 二\n```\n# 三\n")] == ["一"]


def test_underlined_titles():
    body = "标题\n===\n\n小标题\n---\n\n- 列表\n---\n\n| 表 |\n---\n\n---\n"
    assert [(one.level, one.title, one.line) for one in headings(body)] == [(1, "标题", 1), (2, "小标题", 4)]


@given(st.text("# \n`~-=ab中", max_size=80))
def test_lines_point_at_the_titles(body):
    lines = body.split("\n")
    for heading in headings(body):
        assert heading.title in lines[heading.line - 1]
        assert heading.path[-1] == heading.title
