from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from actions.bench import load, memory, processor, running, stock
from actions.bench.load import Measured, OurTalk, StockTalk
from actions.bench.memory import Memory
from actions.bench.running import WARM_UP, Running

OURS, STOCK = 2, 1


class FakeSystem:
    def __init__(self, pid: int, log: list[str], fails: bool = False) -> None:
        self.pid = pid
        self.url = f"http://127.0.0.1:{pid}"
        self.seconds_to_ready = float(pid)
        self._log = log
        self._fails = fails

    def start(self) -> None:
        self._log.append(f"start {self.pid}")
        if self._fails:
            raise OSError("no port")

    def __enter__(self) -> FakeSystem:
        self.start()
        return self

    def stop(self) -> None:
        self._log.append(f"stop {self.pid}")


@pytest.fixture
def asked() -> list[list[str]]:
    """What was said in each load."""
    return []


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch, asked: list[list[str]]) -> list[str]:
    done: list[str] = []

    async def loaded(kind: type[Any], url: str, residents: int, sessions: list[list[str]]) -> Measured:
        done.append(f"{kind.__name__} {url[-1]} {residents}")
        asked.append([text for session in sessions for text in session])
        return Measured(residents, 1.0, (10.0,) * sum(map(len, sessions)), 0, 0)

    monkeypatch.setattr(stock, "trained", lambda folder: folder)
    monkeypatch.setattr(stock, "Stock", lambda project: FakeSystem(STOCK, done))
    monkeypatch.setattr(running, "Instance", lambda data, settings: FakeSystem(OURS, done))
    monkeypatch.setattr(memory, "memory", lambda pid: Memory(pid, 100 * pid, 90, 80))
    monkeypatch.setattr(processor, "spent", lambda pid: {"rasa": float(len(done))})
    monkeypatch.setattr(load, "load", loaded)
    return done


def test_stock_is_started_only_where_it_is_compared(tmp_path: Path, log: list[str]) -> None:
    alone = Running(tmp_path, ["a"], beside_stock=False)
    alone.start()
    assert [row.value for row in alone.readiness()] == [OURS]
    alone.stop()
    assert log == ["start 2", "stop 2"]


def test_both_are_stopped_when_ours_does_not_start(
    tmp_path: Path, log: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "Instance", lambda data, settings: FakeSystem(OURS, log, fails=True))
    with pytest.raises(OSError, match="no port"):
        Running(tmp_path, ["a"], beside_stock=True).start()
    assert log == ["start 1", "start 2", "stop 2", "stop 1"]


async def test_the_systems_take_turns_at_every_level(tmp_path: Path, log: list[str]) -> None:
    both = Running(tmp_path, ["a"], beside_stock=True)
    rows = await both.load()
    after_warm_up = log[2:]
    levels = [
        level for residents in load.LEVELS for level in [residents] * (1 + (residents == load.HEADLINE))
    ]
    assert after_warm_up == [
        f"{kind.__name__} {number} {residents}"
        for residents in levels
        for kind, number in ((StockTalk, STOCK), (OurTalk, OURS))
    ]
    figures = {row.name: row.value for row in rows}
    assert figures["16 人吞吐:原版的倍数"] == figures["16 人(问过的问题)吞吐:原版的倍数"] == 1


async def test_only_the_headline_is_asked_again(
    tmp_path: Path, log: list[str], asked: list[list[str]]
) -> None:
    total = WARM_UP + sum(load.LEVELS.values())
    await Running(tmp_path, [str(at) for at in range(total)], beside_stock=True).load()
    theirs, ours = asked[::2], asked[1::2]
    assert theirs == ours
    again = list(load.LEVELS).index(load.HEADLINE) + 2
    assert ours[again] == ours[again - 1]
    assert [int(text) for load in [*ours[:again], *ours[again + 1 :]] for text in load] == list(range(total))


def test_memory_alone_makes_a_short_load_first(tmp_path: Path, log: list[str]) -> None:
    both = Running(tmp_path, ["a"], beside_stock=True)
    both.start()
    rows = {row.name: row.value for row in both.memory()}
    assert log[2:] == ["StockTalk 1 16", "OurTalk 2 16"]
    assert rows["压测后 RSS:原版的倍数"] == 2
    assert set(both.details["memory"]) == {load.STOCK, load.OURS}


async def test_the_leak_is_looked_for_in_ours_only(tmp_path: Path, log: list[str]) -> None:
    alone = Running(tmp_path, ["a"], beside_stock=False)
    rows = await alone.leak(full=False)
    assert set(log) == {"OurTalk 2 16"}
    assert rows[0].value == 200
    assert len(alone.details["leak"]) == 10


async def test_a_comparison_needs_stock(tmp_path: Path, log: list[str]) -> None:
    with pytest.raises(ValueError, match="not started"):
        await Running(tmp_path, ["a"], beside_stock=False).load()
    assert log == []
