"""Resident memory of a system: its first process and everything below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import psutil  # type: ignore[import-untyped]

from actions.bench.rows import Row, ratio

MIB = 2**20
SECTION = "内存"
LIMIT = 1.3


@dataclass(frozen=True)
class Memory:
    """Sums over the processes, MiB.

    ``rss`` counts pages that several processes share once for each; ``pss`` divides them, also
    with strangers that happen to map the same libraries; ``uss`` leaves them out.
    """

    processes: int
    rss: float
    pss: float
    uss: float


def total(infos: Iterable[Any]) -> Memory:
    """Sum of what psutil says of each process."""
    every = list(infos)
    return Memory(
        len(every),
        sum(info.rss for info in every) / MIB,
        sum(info.pss for info in every) / MIB,
        sum(info.uss for info in every) / MIB,
    )


def memory(pid: int, process: Callable[[int], Any] = psutil.Process) -> Memory:
    """Memory of a process and its descendants; one that ends meanwhile counts nothing."""
    first = process(pid)
    infos = []
    for each in [first, *first.children(recursive=True)]:
        try:
            infos.append(each.memory_full_info())
        except psutil.NoSuchProcess:
            continue
    return total(infos)


def rows(stock: tuple[Memory, Memory], ours: tuple[Memory, Memory]) -> list[Row]:
    """Both systems before and after the load. RSS, the harshest sum, is held against the target."""
    found: list[Row] = []
    for when, theirs, own in zip(("启动后", "压测后"), stock, ours, strict=True):
        for name, one in (("原版 Rasa", theirs), ("济事通", own)):
            found.append(Row(SECTION, f"{when} {name} RSS({one.processes} 个进程)", one.rss, "MiB"))
            found.append(Row(SECTION, f"{when} {name} PSS", one.pss, "MiB"))
            found.append(Row(SECTION, f"{when} {name} USS", one.uss, "MiB"))
        found.append(Row(SECTION, f"{when} RSS:原版的倍数", ratio(own.rss, theirs.rss), "×", LIMIT, False))
        found.append(Row(SECTION, f"{when} USS:原版的倍数", ratio(own.uss, theirs.uss), "×"))
    return found
