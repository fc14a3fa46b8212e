from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.formats.front_matter import TITLE_LENGTH, derive_title, shorten, split

FILE = Path("a.md")


def test_header_and_body_know_their_lines():
    parts = split("---\ntitle: 通知\nissuer: 办公厅\n---\n\n# 正文\n", FILE)
    assert parts.header.data == {"title": "通知", "issuer": "办公厅"}
    assert parts.header.lines.line(("issuer",)) == 3
    assert (parts.body, parts.body_line) == ("\n# 正文\n", 5)


def test_faults_in_the_header_count_from_the_top_of_the_file():
    parts = split("---\ntitle: a\ntitle: b\nx: 'y\n---\n正文", FILE)
    assert [fault.line for fault in parts.header.faults] == [3, 5]
    assert not parts.header.complete


@pytest.mark.parametrize(
    "text", ["正文\n---\n", "---\n没有结束的线\n", "--- x\na: 1\n---\n", " ---\na: 1\n---\n"]
)
def test_without_front_matter_all_is_body(text):
    parts = split(text, FILE)
    assert parts.header.data == {}
    assert (parts.body, parts.body_line) == (text, 1)


def test_empty_header():
    parts = split("---\n---\n正文", FILE)
    assert parts.header.data == {}
    assert (parts.body, parts.body_line) == ("正文", 3)


def test_the_first_block_only_is_the_header():
    parts = split("---\na: 1\n---\n---\nb: 2\n---\n", FILE)
    assert parts.header.data == {"a": 1}
    assert parts.body == "---\nb: 2\n---\n"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("\n\n前言\n\n## 关于补贴的通知\n", "关于补贴的通知"),
        ("\n  **关于补贴的通知**  \n正文", "关于补贴的通知"),
        ("- 第一项\n", "第一项"),
        ("", ""),
        ("***\n\n正文", "正文"),
        ("关于稳定商务发展的通知 各有关单位： " + "字" * 200, "关于稳定商务发展的通知"),
        ("为了方便居民办事，现将有关事项通知如下。" + "字" * 200, "为了方便居民办事，现将有关事项通知如下。"),
        ("字" * 200, "字" * (TITLE_LENGTH - 1) + "…"),
    ],
)
def test_title_of_a_document_that_names_none(body, title):
    assert derive_title(body) == title


@given(st.text(max_size=300))
def test_titles_are_short_and_in_one_line(text):
    title = shorten(text)
    assert len(title) <= TITLE_LENGTH
    assert "\n" not in title
