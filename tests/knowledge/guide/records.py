"""A service record for tests, and ways to change one part of it."""

from __future__ import annotations

from typing import Any

from knowledge.formats.service import Service

LAW, ELSEWHERE = "law", "elsewhere"


def record(**changes: Any) -> Service:
    """A sound record with the elements given in place of its own."""
    data: dict[str, Any] = {
        "id": "sample-card",
        "name": "样例证申领补领",
        "kind": "事项",
        "summary": "第一次办样例证,或者丢了补办。",
        "aliases": ["样例证补领"],
        "everyday": ["样例证丢了"],
        "applicant": ["个人"],
        "life_stage": "生活",
        "departments": ["样例局"],
        "questions": [
            {
                "id": "situation",
                "ask": "您要办哪一种?",
                "options": [
                    {"id": "first", "title": "首次申领", "words": ["第一次办", "没办过"]},
                    {"id": "lost", "title": "丢失补领", "words": ["丢了", "找不到了"]},
                    {"id": "damaged", "title": "损坏换领", "words": ["坏了"]},
                ],
            },
            {
                "id": "age",
                "ask": "成年了吗?",
                "options": [
                    {"id": "adult", "title": "已成年", "words": ["大人"]},
                    {"id": "child", "title": "未成年", "words": ["小孩", "孩子"]},
                ],
            },
        ],
        "conditions": [statement("本地户籍。")],
        "materials": [{"name": "户口簿", "source": LAW}],
        "process": [{"id": "apply", "text": "提出申请。", "who": "申请人", "source": LAW}],
        "time_limit": {"statutory": [limit(60, "日")], "promised": [{"gap": "承诺时限待核实。"}]},
        "fee": [{"amount": 0, "text": "不收费。", "source": LAW}],
        "channels": [{"kind": "窗口", "text": "到窗口办理。", "source": LAW}],
        "place": [{"gap": "窗口地址待核实。"}],
        "result": [statement("样例证。")],
        "basis": [{"article": "第三条", "text": "应当申领。", "source": LAW}],
        "visits": {"gap": "待核实。"},
        "evaluation": statement("办完可以评价。"),
        "checked": "2026-05-01",
        "sources": {
            LAW: {
                "title": "样例证法",
                "tier": "国家法条",
                "article": "第二条",
                "issuer": "样例机关",
                "issued": "2020-01-02",
            },
            "rules": {"title": "《样例证办法》", "tier": "国家文件", "number": "样发〔2020〕1号"},
            ELSEWHERE: {"title": "外地样例证指南", "tier": "外省参照"},
        },
    }
    return Service.model_validate({**data, **changes})


def statement(text: str, source: str = LAW, **more: Any) -> dict[str, Any]:
    """A sentence with its source."""
    return {"text": text, "source": source, **more}


def limit(value: int, unit: str, source: str = LAW, **more: Any) -> dict[str, Any]:
    """A time limit with its source."""
    return {"value": value, "unit": unit, "source": source, **more}


def when(**options: str | list[str]) -> dict[str, Any]:
    """The situations an entry is limited to."""
    return {"when": {key: [value] if isinstance(value, str) else value for key, value in options.items()}}
