from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from actions.bench.memory import MIB, Memory, memory, rows


def process(size: int, *, gone: bool = False, children: tuple[Any, ...] = ()) -> Any:
    def info() -> Any:
        if gone:
            raise psutil.NoSuchProcess(1)
        return SimpleNamespace(rss=size * MIB, pss=size * MIB // 2, uss=size * MIB // 4)

    return SimpleNamespace(memory_full_info=info, children=lambda recursive: list(children))


def test_descendants_are_counted_and_those_that_ended_are_not() -> None:
    runner = process(40, children=(process(400), process(800), process(1000, gone=True)))
    assert memory(7, lambda pid: runner) == Memory(3, 1240, 620, 310)


def test_our_own_memory_can_be_read() -> None:
    own = memory(psutil.Process().pid)
    assert own.processes >= 1
    assert own.rss >= own.uss > 0


@pytest.mark.parametrize(("ours", "reached"), [(1300, True), (1301, False)])
def test_memory_is_held_against_stock(ours: float, reached: bool) -> None:
    stock = Memory(1, 1000, 900, 800)
    found = rows((stock, stock), (Memory(4, 100, 90, 80), Memory(4, ours, 90, 80)))
    targets = {row.name: row.reached for row in found if row.target is not None}
    assert targets == {"启动后 RSS:原版的倍数": True, "压测后 RSS:原版的倍数": reached}
