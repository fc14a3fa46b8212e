"""Processor time of a system: unlike latency it says the same on a busy machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

import psutil  # type: ignore[import-untyped]

from actions.bench.rows import Row, ratio


def name(command: Sequence[str]) -> str:
    """What a Python process runs: its module, or its script."""
    if "-m" in command[:-1]:
        return command[command.index("-m") + 1]
    return PurePath(command[1] if len(command) > 1 else command[0]).name if command else "?"


def spent(pid: int, process: Callable[[int], Any] = psutil.Process) -> dict[str, float]:
    """Seconds that a process and its descendants have computed, by what they run."""
    first = process(pid)
    found: dict[str, float] = {}
    for each in [first, *first.children(recursive=True)]:
        try:
            command, times = each.cmdline(), each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        found[name(command)] = found.get(name(command), 0.0) + times.user + times.system
    return found


def each_message(before: Mapping[str, float], after: Mapping[str, float], messages: int) -> dict[str, float]:
    """Milliseconds a message between two looks, by what ran."""
    return {
        what: ratio((seconds - before.get(what, 0.0)) * 1000, messages) for what, seconds in after.items()
    }


def rows(residents: int, stock: Mapping[str, float], ours: Mapping[str, float], what: str = "") -> list[Row]:
    """Processor time a message of both systems, ours by process; ``what`` tells what was asked."""
    theirs, own = sum(stock.values()), sum(ours.values())
    section = f"处理器时间{what}"
    found = [
        Row(section, f"{residents} 人 原版 Rasa 每条", theirs, "毫秒"),
        Row(section, f"{residents} 人 济事通 每条", own, "毫秒"),
    ]
    found += [Row(section, f"  其中 {what}", spent, "毫秒") for what, spent in ours.items() if spent > 0]
    return [*found, Row(section, "每条:原版的倍数", ratio(own, theirs), "×")]
