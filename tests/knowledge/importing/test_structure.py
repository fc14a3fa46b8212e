from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.formats.headings import headings
from knowledge.importing.structure import tidy, with_headings, without_underlines


def titles(text):
    return [(heading.level, heading.title) for heading in headings(text)]


def test_chapters_and_numbered_parts():
    text = "办法\n第一章 总则\n第一条 为了规范。\n第二章　附则\n第二条 自公布之日起施行。\n一、总体要求\n正文。\n"
    assert titles(with_headings(text)) == [(2, "第一章 总则"), (2, "第二章　附则"), (3, "一、总体要求")]


def test_lists_and_sentences_are_no_headings():
    text = "一、身份证\n二、户口簿\n三、照片\n\n一、本办法自公布之日起施行，有效期五年。\n正文\n四、联系人\n"
    assert [title for _, title in titles(with_headings(text))] == []


def test_texts_with_headings_are_left_alone():
    text = "# 标题\n一、总体要求\n正文。\n"
    assert with_headings(text) == text


def test_rows_of_dashes_stay_rows_of_dashes():
    text = "说明\n------\n正文\n===\n"
    assert titles(without_underlines(text)) == []
    assert without_underlines(text) == "说明\n\n------\n正文\n\n===\n"


def test_tidy():
    assert tidy("\n\n一  \n\n\n\n二\n\n") == "一\n\n二\n"


@given(st.text("一二、第章总则。 \n#-=正文", max_size=120))
def test_no_text_is_lost(text):
    def squeeze(value):
        return "".join(char for char in value if char not in " \n#")

    assert squeeze(tidy(with_headings(without_underlines(text)))) == squeeze(text)
