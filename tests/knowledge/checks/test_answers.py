from __future__ import annotations

from datetime import date

import pytest

ANSWERS = "answers/documents.yml"
POLICY = "policies/id-card-law.md"


def test_unknown_document(content):
    content.change(ANSWERS, "document: id-card-law", "document: id-cart-law")
    content.expect(ANSWERS, "id-cart-law", "没有 id 为“id-cart-law”的文件或事项")


def test_unknown_section_of_a_policy(content):
    content.change(ANSWERS, "section: 有效期", "section: 期限")
    content.expect(ANSWERS, "section: 期限", "“id-card-law”里没有标题为“期限”的章节")


def test_unknown_section_of_a_service(content):
    content.change(ANSWERS, "section: 申请材料", "section: 申请资料")
    content.expect(ANSWERS, "申请资料", "“id-card”里没有标题为“申请资料”的章节")


@pytest.mark.parametrize("section", ["有 效期", "居民身份证法要点›有效期", "居民身份证法要点 › 有效期"])
def test_section_by_title_or_path(content, section):
    content.change(ANSWERS, "section: 有效期", f"section: {section}")
    assert content.faults() == []


@pytest.mark.parametrize("status", ["废止", "失效"])
def test_withdrawn_document(content, status):
    content.change(POLICY, "status: 现行", f"status: {status}")
    content.expect(ANSWERS, "document: id-card-law", f"“id-card-law”已{status}，不能再作答复的来源")


def test_document_that_is_not_in_force_yet(content):
    content.change(POLICY, "status: 现行", "status: 尚未施行\neffective: 2026-09-01")
    content.expect(ANSWERS, "document: id-card-law", "不在有效期内", warning=True)


def test_answer_without_source(content):
    content.change(
        ANSWERS,
        "    - {document: id-card-law, section: 有效期}\n    - {document: id-card, section: 申请材料}\n",
        "",
    )
    content.change(ANSWERS, "  sources:\n", "")
    content.expect(ANSWERS, "id: lost-id-card", "没有写 sources")


def test_refusal_needs_no_source(content):
    content.change(
        ANSWERS,
        "    - {document: id-card-law, section: 有效期}\n    - {document: id-card, section: 申请材料}\n",
        "",
    )
    content.change(ANSWERS, "  sources:\n", "  outcome: out_of_scope\n")
    assert content.faults() == []


def test_unknown_service(content):
    content.change(ANSWERS, "service: id-card", "service: id-cart")
    content.expect(ANSWERS, "service: id-cart", "没有 id 为“id-cart”的事项")


def test_aspect_of_no_service(content):
    content.change(ANSWERS, "  service: id-card\n", "")
    content.expect(ANSWERS, "aspect:", "写了 aspect 就要写 service", warning=True)


def test_review_is_due(content):
    content.expect(ANSWERS, "review:", "复查日期 2026-12-01 已过", warning=True, today=date(2026, 12, 2))
    assert content.faults(date(2026, 12, 1)) == []


def test_review_before_the_check(content):
    content.change(ANSWERS, "review: 2026-12-01", "review: 2026-05-01")
    content.expect(ANSWERS, "review:", "要晚于核对日期 2026-05-01")


def test_checked_in_the_future(content):
    content.change(ANSWERS, "checked: 2026-05-01", "checked: 2026-07-01")
    content.expect(ANSWERS, "checked:", "核对日期 2026-07-01 还没有到", warning=True)
