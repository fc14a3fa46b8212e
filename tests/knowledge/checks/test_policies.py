from __future__ import annotations

import pytest

POLICY = "policies/id-card-law.md"


def test_missing_metadata(content):
    content.change(POLICY, "issuer: 全国人民代表大会常务委员会\n", "")
    content.change(POLICY, "seen_in: 国家法律法规数据库\n", "")
    content.expect(POLICY, "title:", "缺少元数据：issuer（发文机关）、url 或 seen_in（出处）", warning=True)


@pytest.mark.parametrize(
    ("dates", "line", "message"),
    [
        (
            "effective: 2012-01-01\nexpires: 2011-12-01",
            "expires",
            "失效日期 2011-12-01 早于施行日期 2012-01-01",
        ),
        ("expires: 2010-12-01", "expires", "失效日期 2010-12-01 早于成文日期 2011-10-29"),
    ],
)
def test_dates_out_of_order(content, dates, line, message):
    content.change(POLICY, "status: 现行", f"status: 失效\n{dates}")
    content.change("answers/documents.yml", "    - {document: id-card-law, section: 有效期}\n", "")
    content.expect(POLICY, line, message)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("status: 现行", "status: 现行\nexpires: 2026-05-31", "expires", "请把 status 改为“失效”"),
        ("status: 现行", "status: 尚未施行\neffective: 2026-06-01", "status", "请把 status 改为“现行”"),
        ("status: 现行", "status: 现行\neffective: 2026-06-02", "effective", "请把 status 改为“尚未施行”"),
    ],
)
def test_status_that_does_not_fit_the_dates(content, old, new, line, message):
    content.change(POLICY, old, new)
    content.change("answers/documents.yml", "    - {document: id-card-law, section: 有效期}\n", "")
    content.expect(POLICY, line, message, warning=True)


def test_one_number_for_two_documents(content):
    text = content.file(POLICY).read_text(encoding="utf-8")
    content.write("policies/other.md", text)
    content.expect("policies/other.md", "number:", "文号 主席令第51号 与“id-card-law”相同", warning=True)


@pytest.mark.parametrize("named", ["old-law", "主席令第4号", "旧法"])
def test_repealed_document_that_still_counts(content, named):
    text = content.file(POLICY).read_text(encoding="utf-8")
    old = text.replace("title: 居民身份证法要点", "title: 旧法").replace("第51号", "第4号")
    content.write("policies/old-law.md", old)
    content.change(POLICY, "status: 现行", f"status: 现行\nrepeals: [别的, {named}]")
    content.expect(POLICY, "repeals:", "“old-law”已被本文件废止", warning=True)
    content.change("policies/old-law.md", "status: 现行", "status: 废止")
    assert content.faults() == []


def test_a_document_that_is_not_in_force_repeals_nothing(content):
    text = content.file(POLICY).read_text(encoding="utf-8")
    content.write("policies/old-law.md", text.replace("第51号", "第4号"))
    new = "status: 尚未施行\neffective: 2027-01-01\nrepeals: [old-law]"
    content.change(POLICY, "status: 现行", new)
    content.change("answers/documents.yml", "    - {document: id-card-law, section: 有效期}\n", "")
    assert content.faults() == []
