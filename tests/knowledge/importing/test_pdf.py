from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from knowledge.errors import ImportRefused
from knowledge.importing.pdf import extract_pdf
from knowledge.importing.refusal import Refusal
from tests.knowledge.importing.office import PARAGRAPH, font, pdf

NUMERALS = "一二三四五六七八九"


def gazette():
    """Several pages with header, page numbers, a table across pages, and a signature."""
    body = ParagraphStyle(
        "body", fontName=font(), fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK"
    )
    flush = ParagraphStyle("flush", parent=body, firstLineIndent=0)
    title = ParagraphStyle("title", parent=flush, fontSize=18, leading=28, alignment=1)
    right = ParagraphStyle("right", parent=flush, alignment=2)
    story = [Paragraph("某市人民政府办公室关于印发某市老年人助餐服务管理办法的通知", title)]
    story += [Paragraph("某政办〔2026〕7号", flush), Paragraph("各镇人民政府、各街道办事处：", flush)]
    story += [Paragraph(f"第{numeral}条　{PARAGRAPH * 5}", body) for numeral in NUMERALS]
    table = Table([["类别", "标准"], *([f"第{at}类", f"{at}00元"] for at in range(1, 41))], repeatRows=1)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), font(), 10)])
    story += [table, Paragraph("某市人民政府办公室", right), Paragraph("2026年3月5日", right)]

    def edges(canvas, document):
        canvas.setFont(font(), 9)
        canvas.drawString(72, 810, "某市人民政府公报　2026年第3期")
        canvas.drawCentredString(297, 30, f"— {document.page} —")

    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4).build(story, onFirstPage=edges, onLaterPages=edges)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def found():
    return extract_pdf(gazette())


def test_title_and_metadata(found):
    assert found.title == "某市人民政府办公室关于印发某市老年人助餐服务管理办法的通知"
    assert {field: one.value for field, one in found.metadata.items()} == {
        "number": "某政办〔2026〕7号",
        "issuer": "某市人民政府办公室",
        "issued": "2026-03-05",
    }


def test_wrapped_lines_are_paragraphs_again_also_across_pages(found):
    for numeral in NUMERALS:
        assert f"#### 第{numeral}条\n\n{PARAGRAPH * 5}\n" in found.body


def test_what_pages_repeat_is_left_out(found):
    assert "公报" not in found.body
    assert "—" not in found.body


def test_a_table_cut_by_a_page_end_is_one_table(found):
    assert found.body.count("| 类别 | 标准 |") == 1
    assert "| 第39类 | 3900元 |\n| 第40类 | 4000元 |" in found.body


def test_a_first_line_that_pages_share_is_no_header():
    def draw(canvas):
        for page in range(4):
            canvas.setFont(font(), 9)
            canvas.drawString(72, 805, "某市民政局政务公开")
            canvas.drawCentredString(297, 40, f"第 {page + 1} 页 共 4 页")
            canvas.setFont(font(), 12)
            for at in range(5):
                canvas.drawString(72, 765 - at * 20, f"第{page}类第{at}种：{PARAGRAPH}")
            canvas.showPage()

    body = extract_pdf(pdf(draw)).body
    assert body.count(PARAGRAPH) == 20
    assert "政务公开" not in body
    assert "共" not in body


def test_english_words_are_kept_apart():
    def draw(canvas):
        canvas.setFont("Helvetica", 12)
        for at, line in enumerate(
            ("The quick brown fox jumps over the lazy", "dog and runs away from all of the others")
        ):
            canvas.drawString(72, 700 - at * 16, line)

    assert "lazy dog" in extract_pdf(pdf(draw)).body


def scan(canvas):
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 60), "grey")), 72, 400, 400, 400)
    canvas.showPage()


def reason(data):
    with pytest.raises(Refusal) as refused:
        extract_pdf(data)
    return refused.value.reason


def test_a_scan_is_refused_with_a_hint():
    with pytest.raises(Refusal, match=r"扫描件.*OCR"):
        extract_pdf(pdf(scan))


def test_pages_that_are_images_are_told():
    def draw(canvas):
        canvas.setFont(font(), 12)
        for at in range(6):
            canvas.drawString(72, 700 - at * 20, PARAGRAPH)
        canvas.showPage()
        scan(canvas)

    assert extract_pdf(pdf(draw)).notes == ("这些页只有图片，没有文字：第 2 页",)


def encrypted(user, owner):
    writer = PdfWriter(
        clone_from=PdfReader(
            io.BytesIO(pdf(lambda canvas: canvas.drawString(72, 700, "hello world of text")))
        )
    )
    writer.encrypt(user, owner, algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_password_is_refused_but_a_lock_against_printing_is_none():
    assert reason(encrypted("secret", "owner")) == "pdf_encrypted"
    assert "hello world" in extract_pdf(encrypted("", "owner")).body


def test_too_many_pages():
    def draw(canvas):
        for _ in range(301):
            canvas.showPage()

    assert reason(pdf(draw)) == "too_many_pages"


def test_what_is_no_pdf():
    assert reason(b"MZ\x90\x00" + b"\0" * 600) == "not_its_name"
    assert reason(b"%PDF-1.7\n") == "pdf_broken"
    assert reason(gazette()[:3000]) == "pdf_broken"


def test_progress_is_told_by_page():
    told = []
    extract_pdf(gazette(), lambda done, total: told.append((done, total)))
    assert told == [(page, len(told)) for page in range(1, len(told) + 1)]


SMALL = pdf(lambda canvas: canvas.drawString(72, 700, "hello world of text"), pageCompression=0)


@settings(max_examples=40)
@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=20))
def test_any_damage_is_survived(at, noise):
    try:
        found = extract_pdf(SMALL[:at] + noise + SMALL[at + len(noise) :])
    except ImportRefused:
        return
    assert found.body.endswith("\n")
