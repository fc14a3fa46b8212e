from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.answering.steps import elsewhere


def asked(text: str) -> Any:
    base = SimpleNamespace(catalogue=SimpleNamespace(answers={}), written={})
    question = SimpleNamespace(text=text, current_service=None, last_aspect=None)
    return SimpleNamespace(asked=text, base=base, question=question)


@pytest.mark.parametrize(
    "text",
    [
        "我户口在洛阳,洛阳的低保怎么办",
        "户口在郑州郑州居住证咋办",
        "在新乡上班,公积金新乡那边怎么提",
        "老家运城的,运城的低保多少钱",
        "温县的公租房怎么申请",
    ],
)
def test_a_place_named_besides_where_one_lives_is_asked_about(text: str) -> None:
    assert elsewhere(asked(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "我户口在洛阳,居住证怎么办",
        "户口是四川成都的,孩子上学要什么",
        "户口在洛阳,老婆户口在郑州,能领证吗",
        "户口在洛阳,在郑州上班,身份证丢了咋补",
        "户口在洛阳,洛阳的身份证在你们这能补吗",
        "户口在成都,成都的医保怎么转到济源",
        "爷爷奶奶能替孩子办吗,父母都在广东",
        "本人拟赴澳门探亲,首次申领要交什么材料",
    ],
)
def test_where_one_lives_or_is_registered_may_be_told_with_our_matters(text: str) -> None:
    assert elsewhere(asked(text)) is None
