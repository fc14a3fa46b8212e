"""How a question is read before it is answered."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.answering.context import Context
from actions.answering.question import Question

#: As a lexicon mends that knows 改好 and 身份证.
MENDED = {"新厂房盖好了要通水": "新厂房改好了要通水", "身分正丢了": "身份证丢了"}


def read(text: str, sure: dict[str, float], monkeypatch: pytest.MonkeyPatch) -> str:
    """What a question is read as, when each reading is as clear as ``sure`` tells."""

    def view(context: Context, text: str) -> Any:
        return SimpleNamespace(confidence=sure[text])

    monkeypatch.setattr(Context, "_view", view)
    base: Any = SimpleNamespace(lexicon=SimpleNamespace(mended=lambda text: MENDED.get(text, text)))
    return Context(Question(text), base).text


def test_a_typing_error_is_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = {"身分正丢了": 0.1, "身份证丢了": 0.9}
    assert read("身分正丢了", sure, monkeypatch) == "身份证丢了"


@pytest.mark.parametrize("mended", [0.6, 0.8])
def test_what_is_as_clear_as_typed_stays(mended: float, monkeypatch: pytest.MonkeyPatch) -> None:
    sure = {"新厂房盖好了要通水": 0.8, "新厂房改好了要通水": mended}
    assert read("新厂房盖好了要通水", sure, monkeypatch) == "新厂房盖好了要通水"


def test_nothing_is_weighed_where_nothing_was_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read("居住证要带什么", {}, monkeypatch) == "居住证要带什么"
