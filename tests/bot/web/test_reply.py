"""Replies are written exactly as the chat contract has them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bot.web.reply import Reply

BARE: dict[str, Any] = {"id": "r1", "kind": "text", "outcome": "answered", "text": "您好"}

FULL: dict[str, Any] = {
    "id": "r2",
    "kind": "service",
    "outcome": "answered",
    "text": "要带居民户口簿。",
    "choices": [{"title": "多少钱", "text": "补身份证多少钱"}],
    "sources": [
        {
            "document": "shenfenzheng-fa",
            "title": "中华人民共和国居民身份证法",
            "number": "主席令",
            "issuer": "全国人大常委会",
            "issued": "2011-10-29",
            "section": "第三章",
            "url": "https://www.gov.cn/x",
            "tier": "国家法条",
        }
    ],
    "service": {"id": "shenfenzheng-buling", "name": "居民身份证补领", "aspect": "materials"},
    "ticket": {"number": "T1", "status": "已受理", "department": "公安局"},
    "inspection": {"code": "J1", "status": "有效"},
    "contacts": [{"title": "热线", "number": "12345"}],
}


@pytest.mark.parametrize("document", [BARE, FULL])
def test_a_reply_survives_the_round_trip(document: dict[str, Any]) -> None:
    assert Reply.model_validate(document).document() == document


def test_what_does_not_apply_is_absent() -> None:
    empty = {**BARE, "choices": [], "sources": None, "service": None}
    assert Reply.model_validate(empty).document() == BARE


def test_a_whole_service_has_a_null_aspect() -> None:
    whole = {**BARE, "service": {"id": "a", "name": "甲"}}
    assert Reply.model_validate(whole).document()["service"] == {"id": "a", "name": "甲", "aspect": None}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "poem"},
        {"outcome": "maybe"},
        {"text": ""},
        {"id": ""},
        {"id": "x" * 65},
        {"choices": [{"title": "甲"}]},
        {"service": {"id": "a", "name": "甲", "aspect": "colour"}},
        {"sources": [{"document": "d", "title": "题", "issued": "去年"}]},
        {"contacts": [{"title": "热线", "number": "javascript:alert(1)"}]},
    ],
)
def test_other_shapes_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Reply.model_validate({**BARE, **change})
