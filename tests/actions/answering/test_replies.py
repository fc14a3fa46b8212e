from __future__ import annotations

from datetime import date

import pytest

from actions.answering.replies import policy_source, service_mark, service_sources, text_reply
from knowledge.formats.answer import Outcome
from knowledge.formats.policy import Policy, PolicyHeader
from knowledge.formats.service import Aspect
from tests.actions.answering import contract
from tests.knowledge.guide.records import record


@pytest.mark.parametrize("outcome", [outcome.value for outcome in Outcome])
def test_a_plain_reply(outcome: str) -> None:
    reply = text_reply("您好。", outcome)
    assert reply == {"kind": "text", "outcome": outcome, "text": "您好。"}
    contract.check(reply)


def test_a_reply_with_choices() -> None:
    reply = text_reply("哪一件?", "clarification", [("补领", "补领身份证"), ("换领", "换领身份证")])
    assert reply["kind"] == "choices"
    assert reply["choices"] == [
        {"title": "补领", "text": "补领身份证"},
        {"title": "换领", "text": "换领身份证"},
    ]
    contract.check(reply)


def test_no_choices_are_absent() -> None:
    assert "choices" not in text_reply("您好。", "answered", [])


FULL = PolicyHeader(
    title="热线办法",
    number="样发〔2020〕1号",
    issuer="样例机关",
    issued=date(2020, 1, 2),
    url="https://www.gov.cn/a.htm",
)


def test_a_policy_as_a_source() -> None:
    source = policy_source(Policy(id="rules", header=FULL, body="正文"), "第一章 › 受理")
    assert source == {
        "document": "rules", "title": "热线办法", "number": "样发〔2020〕1号", "issuer": "样例机关",
        "issued": "2020-01-02", "section": "第一章 › 受理", "url": "https://www.gov.cn/a.htm",
    }  # fmt: skip


@pytest.mark.parametrize("section", [None, ""])
def test_what_is_not_known_of_a_policy_is_absent(section: str | None) -> None:
    policy = Policy(id="rules", header=PolicyHeader(title="热线办法"), body="正文")
    assert policy_source(policy, section) == {"document": "rules", "title": "热线办法"}


def test_the_sources_of_a_service_name_its_record() -> None:
    service = record()
    law, rules, elsewhere = service_sources(service, service.sources.values())
    assert law == {
        "document": "sample-card", "title": "样例证法", "issuer": "样例机关", "issued": "2020-01-02",
        "section": "第二条", "tier": "国家法条",
    }  # fmt: skip
    assert rules == {
        "document": "sample-card", "title": "《样例证办法》", "number": "样发〔2020〕1号", "tier": "国家文件",
    }  # fmt: skip
    assert elsewhere["tier"] == "外省参照"
    assert service_sources(service, []) == []


@pytest.mark.parametrize("aspect", [None, *Aspect])
def test_the_service_of_a_reply(aspect: Aspect | None) -> None:
    mark = service_mark(record(), aspect)
    assert mark == {
        "id": "sample-card", "name": "样例证申领补领", "aspect": aspect.value if aspect else None,
    }  # fmt: skip
    assert aspect is None or type(mark["aspect"]) is str


def test_a_reply_built_of_these_has_the_shape_of_the_contract() -> None:
    service = record()
    contract.check(
        {
            "kind": "answer", "outcome": "answered", "text": "可以。",
            "sources": service_sources(service, service.sources.values()), "service": service_mark(service, None),
        }
    )  # fmt: skip
    with pytest.raises(AssertionError):
        contract.check({"kind": "answer", "outcome": "answered", "text": ""})
