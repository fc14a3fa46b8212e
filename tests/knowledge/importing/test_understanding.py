from __future__ import annotations

import hashlib
from datetime import date

import pytest

from knowledge.catalogue import load
from knowledge.importing import Refusal, Rejected, Understood, inspect, inspect_all, write
from knowledge.importing.recognised import Confidence
from tests.knowledge.importing.office import PARAGRAPH, archive, pdf, word, workbook

TEXT = (
    "某市民政局关于发放补贴的通知\n某民〔2026〕3号\n\n各镇：\n\n"
    "第一章 总则\n\n第一条 为了规范补贴，制定本办法。\n\n第二条 适用于本市。\n\n"
    "第三条 本办法自2026年4月1日起施行，有效期5年。《旧补贴办法》（某民〔2020〕1号）同时废止。\n\n"
    "某市民政局\n2026年3月5日\n"
)


@pytest.fixture
def understood():
    return inspect(TEXT.encode(), "补贴通知.txt")


def test_everything_recognised_says_how_surely_and_where(understood):
    found = understood.recognised
    assert found.values() == {
        "title": "某市民政局关于发放补贴的通知",
        "number": "某民〔2026〕3号",
        "issuer": "某市民政局",
        "issued": "2026-03-05",
        "effective": "2026-04-01",
        "expires": "2031-03-31",
    }
    assert found.number is not None
    assert (found.number.confidence, found.number.where) == (Confidence.LIKELY, "标题下单独一行")
    assert [repeal.value for repeal in found.repeals] == ["某民〔2020〕1号"]
    assert understood.warnings == (
        "有效期至 2031-03-31 是按正文推算的，请核对",
        "本文件废止了：某民〔2020〕1号",
    )


def test_the_file_itself(understood):
    assert (understood.id, understood.filename, understood.kind) == ("补贴通知", "补贴通知.txt", "纯文本")
    assert understood.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert understood.size == len(TEXT.encode())


def test_articles_are_sections_with_anchors(understood):
    paths = [section.path for section in understood.sections]
    assert ("第一章 总则", "第三条") in paths
    anchors = [section.anchor for section in understood.sections]
    assert len(set(anchors)) == len(anchors)


def test_what_is_written_with_corrections_is_read_back(understood, tmp_path):
    header, dropped = understood.header()
    assert dropped == ()
    corrected = header.model_copy(update={"title": "改过的标题", "issued": date(2026, 3, 6)})
    write(understood, corrected, tmp_path / "policies" / "a.md")
    policy = load(tmp_path).policies["a"]
    assert policy.header == corrected
    assert policy.body.strip() == understood.text.strip()


def test_the_publisher_of_a_page_gives_way_to_the_agency_in_the_title():
    page = (
        "<html><head><title>某市民政局关于发放补贴的通知</title><meta name='ContentSource' content='某区财政局'></head>"
        f"<body><p>{PARAGRAPH}</p></body></html>"
    )
    issuer = inspect(page.encode(), "a.html").recognised.issuer
    assert issuer is not None
    assert (issuer.value, issuer.where) == ("某市民政局", "标题")


def test_a_long_title_of_a_page_is_kept_whole():
    title = (
        "某市民政局 某市财政局 某市人力资源和社会保障局 某市卫生健康委员会 某市医疗保障局 某市市场监督管理局 某市残疾人联合会关于发放补贴的通知（试行）"
        * 1
    )
    title += "和有关说明" * 5
    page = f"<html><head><meta name='ArticleTitle' content='{title}'></head><body><p>{PARAGRAPH}</p></body></html>"
    assert len(title) > 80
    assert inspect(page.encode(), "a.html").header()[0].title == title


def test_front_matter_that_is_not_recognised_in_documents_is_carried():
    found = inspect("---\ntitle: 甲\nregion: 济源\ntier: 河南文件\n---\n正文。\n".encode(), "a.md")
    header, _ = found.header()
    assert (header.region, header.tier) == ("济源", "河南文件")


MAKERS = {
    "a.docx": lambda: word(lambda document: document.add_paragraph(PARAGRAPH)),
    "a.xlsx": lambda: workbook({"表": [["a", "b"], [1, 2]]}),
    "a.pdf": lambda: pdf(lambda canvas: canvas.drawString(72, 700, "hello world of text")),
}


@pytest.mark.parametrize("name", MAKERS)
def test_office_files(name):
    found = inspect(MAKERS[name](), name, apart=False)
    assert found.text.strip()
    assert found.id == "a"


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf", "a.txt", "a.html", "a.zip"])
@pytest.mark.parametrize(
    "data",
    [b"MZ\x90\x00\x03\x00" + b"\0" * 100, b"\x7fELF\x02\x01", b"\x89PNG\r\n\x1a\n\0", b"Rar!\x1a\x07\x00", b"SQLite format 3\x00"],
    ids=["exe", "elf", "png", "rar", "sqlite"],
)  # fmt: skip
def test_a_file_that_is_not_what_its_name_says(name, data):
    [found] = inspect_all(data, name, apart=False)
    assert isinstance(found, Rejected)
    assert found.code == "import_not_its_name"
    assert found.reason.startswith(f"扩展名是 {name[1:]}，内容其实是")


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b"x", "a.doc", "unknown_kind"),
        (b"x", "a", "unknown_kind"),
        (b"x", "\n.txt", "bad_name"),
        (b"\xff\xfe\x00\xd8" * 50, "a.txt", "encoding_unknown"),
        (b"<html><body><script>alert(1)</script></body></html>", "a.html", "no_text"),
    ],
)
def test_reasons(data, name, reason):
    with pytest.raises(Refusal) as refused:
        inspect(data, name)
    assert refused.value.reason == reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_encodings(encoding):
    assert inspect(TEXT.encode(encoding), "a.txt").text == inspect(TEXT.encode(), "a.txt").text


def test_each_file_of_an_archive_with_progress():
    told = []
    data = archive(
        [("a.txt", TEXT.encode()), ("../b.txt", b"x"), ("c.exe", b"MZ\x90\x00"), ("夹/d.txt", TEXT.encode())]
    )
    found = list(inspect_all(data, "包.zip", progress=lambda *step: told.append(step)))
    assert [type(one) for one in found] == [Understood, Rejected, Rejected, Understood]
    assert [one.filename for one in found] == [
        "包.zip/a.txt",
        "包.zip/../b.txt",
        "包.zip/c.exe",
        "包.zip/夹/d.txt",
    ]
    assert told == [(done, 4, one.filename) for done, one in enumerate(found, start=1)]


def test_an_archive_that_cannot_be_opened():
    [found] = inspect_all(b"PK\x03\x04", "a.zip")
    assert isinstance(found, Rejected)
    assert found.code == "import_archive_broken"
