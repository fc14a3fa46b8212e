from __future__ import annotations

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import ImportRefused
from knowledge.importing.refusal import Refusal
from knowledge.importing.word import extract_word
from tests.knowledge.importing.office import PARAGRAPH, repacked, word


def body_of(fill):
    return extract_word(word(fill)).body


def test_headings_paragraphs_and_lists_in_order():
    def fill(document):
        document.add_paragraph("办事指南", style="Title")
        document.add_heading("申请条件", 1)
        document.add_paragraph(PARAGRAPH)
        document.add_heading("材料", 2)
        for name in ("身份证", "户口簿"):
            document.add_paragraph(name, style="List Number")
        document.add_paragraph("可以复印", style="List Bullet")

    found = extract_word(word(fill))
    assert found.title == "办事指南"
    assert found.body == (f"# 申请条件\n\n{PARAGRAPH}\n\n## 材料\n\n1. 身份证\n\n2. 户口簿\n\n- 可以复印\n")


def test_tables_stand_where_they_stood_with_merged_cells_repeated():
    def fill(document):
        document.add_paragraph("前")
        table = document.add_table(rows=3, cols=3)
        texts = [["类别", "标准", "标准"], ["甲", "一", "二"], ["甲", "三|四", "五"]]
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(1, 0).merge(table.cell(2, 0))
        for row, line in enumerate(texts):
            for column, text in enumerate(line):
                table.cell(row, column).text = text
        document.add_paragraph("后")

    assert body_of(fill) == (
        "前\n\n| 类别 | 标准 | 标准 |\n| --- | --- | --- |\n| 甲 | 一 | 二 |\n| 甲 | 三｜四 | 五 |\n\n后\n"
    )


def test_title_set_in_several_lines_below_a_red_head():
    def fill(document):
        for line in (
            "某市人民政府办公室文件",
            "某政办〔2026〕7号",
            "某市人民政府办公室",
            "关于印发《某市助餐",
            "办法》的通知",
        ):
            document.add_paragraph(line)
        document.add_paragraph("各镇人民政府：")
        document.add_paragraph(PARAGRAPH)

    found = extract_word(word(fill))
    assert found.title == "某市人民政府办公室关于印发《某市助餐办法》的通知"
    assert found.metadata["number"].value == "某政办〔2026〕7号"


def numbered(document, text, level, form, label):
    """A paragraph numbered by Word itself, as official templates do."""
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth in range(level + 1):
        element = OxmlElement("w:lvl")
        element.set(qn("w:ilvl"), str(depth))
        for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", label)):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            element.append(child)
        abstract.append(element)
    if not any(one.get(qn("w:abstractNumId")) == "77" for one in numbering.findall(qn("w:abstractNum"))):
        numbering.insert(0, abstract)
        number = OxmlElement("w:num")
        number.set(qn("w:numId"), "77")
        refers = OxmlElement("w:abstractNumId")
        refers.set(qn("w:val"), "77")
        number.append(refers)
        numbering.append(number)
    properties = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = 77


def test_articles_that_word_numbers_become_sections():
    def fill(document):
        for text in ("为了规范，制定本办法。", "适用于本市。", "自印发之日起施行。"):
            numbered(document, text, 0, "chineseCounting", "第%1条")

    assert body_of(fill) == (
        "#### 第一条\n\n为了规范，制定本办法。\n\n#### 第二条\n\n适用于本市。\n\n#### 第三条\n\n自印发之日起施行。\n"
    )


def test_what_a_reader_does_not_see_is_left_out():
    def fill(document):
        document.add_paragraph("看得见").add_run("看不见").font.hidden = True
        deleted = OxmlElement("w:del")
        deleted.append(document.add_paragraph("也在").add_run("已删除")._r)
        document.paragraphs[-1]._p.append(deleted)

    found = extract_word(word(fill))
    assert found.body == "看得见\n\n也在\n"
    assert found.notes == ("没有导入：修订中已删除的文字",)


def spoilt(change):
    package = word(lambda document: document.add_paragraph("正文"))
    return repacked(package, {"word/document.xml": change})


def reason(data):
    with pytest.raises(Refusal) as refused:
        extract_word(data)
    return refused.value.reason


def test_ten_thousand_tables_are_refused():
    table = b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    assert (
        reason(spoilt(lambda xml: xml.replace(b"<w:body>", b"<w:body>" + table * 10_000)))
        == "too_many_tables"
    )


def test_a_table_with_too_many_cells_is_refused():
    row = b"<w:tr>" + b"<w:tc><w:tcPr><w:gridSpan w:val='99999'/></w:tcPr><w:p/></w:tc>" * 3 + b"</w:tr>"
    table = b"<w:tbl>" + row * 5_000 + b"</w:tbl>"
    assert reason(spoilt(lambda xml: xml.replace(b"<w:body>", b"<w:body>" + table))) == "too_many_cells"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_never_expand(encoding):
    laughs = '<!DOCTYPE w [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

    def change(xml):
        _, _, rest = xml.decode().partition("?>")
        text = f"<?xml version='1.0' encoding='{encoding}'?>{laughs}{rest.replace('正文', '&b;' * 9)}"
        return text.encode(encoding)

    assert reason(spoilt(change)) == "package_entities"


@pytest.mark.parametrize("declared", [b"utf-7", b"cp037", b"gb18030"])
def test_encodings_that_could_hide_entities_are_refused(declared):
    assert reason(spoilt(lambda xml: xml.replace(b"UTF-8", declared, 1))) == "package_entities"


def test_macros_are_refused():
    package = word(lambda document: document.add_paragraph("正文"))
    assert reason(repacked(package, {}, **{"word/vbaProject.bin": b"x"})) == "macros"


def test_a_part_that_unpacks_to_more_than_allowed_is_refused():
    package = word(lambda document: document.add_paragraph("正文"))
    assert reason(repacked(package, {}, **{"word/x.xml": b" " * 41 * 1024 * 1024})) == "package_too_large"


def test_a_package_without_its_document_is_refused():
    assert reason(spoilt(lambda xml: b"<a/>")) == "package_broken"
    assert reason(spoilt(lambda xml: xml[:200])) == "package_broken"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files_are_refused(share):
    data = word(lambda document: document.add_paragraph(PARAGRAPH))
    assert reason(data[: int(len(data) * share)]) == "package_broken"


def test_a_file_with_a_password_is_refused():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")
    assert reason(data) == "package_encrypted"


PACKAGE = word(lambda document: document.add_paragraph(PARAGRAPH))


@settings(max_examples=40)
@given(st.integers(0, len(PACKAGE) - 1), st.binary(min_size=1, max_size=40))
def test_any_damage_is_survived(at, noise):
    try:
        found = extract_word(PACKAGE[:at] + noise + PACKAGE[at + len(noise) :])
    except ImportRefused:
        return
    assert found.body.endswith("\n")
