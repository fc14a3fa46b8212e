"""Which document a question about number, date or state names."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.answering.document import named_document
from knowledge.formats.policy import Policy, PolicyHeader, Status

ROWS = {
    "welfare-plan": ("城区“十四五”公共服务和社会保障规划", Status.EXPIRED),
    "business-old": ("优化营商环境条例", Status.REPEALED),
    "business-new": ("优化营商环境条例", Status.IN_FORCE),
    "fund": ("住房公积金管理条例", Status.IN_FORCE),
    "marriage": ("婚姻登记条例", Status.IN_FORCE),
}


def catalogue() -> Any:
    policies = {
        key: Policy(id=key, header=PolicyHeader(title=title, status=status), body="")
        for key, (title, status) in ROWS.items()
    }
    return SimpleNamespace(policies=policies)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("城区那个十四五社会保障规划是哪一年发的", "welfare-plan"),
        ("《婚姻登记条例》什么时候施行", "marriage"),
        ("公积金管理条例还有效吗", "fund"),
        ("优化营商环境条例何时施行", "business-new"),
    ],
)
def test_a_title_nearly_said_is_found_and_the_one_in_force_comes_first(question: str, document: str) -> None:
    policy = named_document(catalogue(), question)
    assert policy is not None
    assert policy.id == document


@pytest.mark.parametrize("question", ["营业执照是哪一年发的", "《森林法》什么时候施行", "道路交通规定的文号"])
def test_other_documents_and_papers_are_none_of_ours(question: str) -> None:
    assert named_document(catalogue(), question) is None
