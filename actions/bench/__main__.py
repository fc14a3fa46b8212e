"""``make bench``: speed, memory and growth, beside stock Rasa in the same run.

``python -m actions.bench`` measures everything; names of sections measure only those.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from actions.bench import building, catalogue, encoder, growth, plots, rows, widget
from actions.bench.load import OURS, STOCK, Measured
from actions.bench.questions import prose, questions
from actions.bench.rows import Row
from actions.bench.running import HEARD, Running
from actions.evaluation.__main__ import data_folder
from bot.instance import ROOT

#: Sections in the order they run; the leak last, because it leaves the system used.
SECTIONS = ("widget", "encoder", "index", "growth", "catalogue", "load", "memory", "length", "leak")
CHAIN = frozenset({"load", "memory", "length", "leak"})


def output_folder() -> Path:
    """Where figures, plots and the stock model go."""
    folder = Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Results:
    """What has been measured so far; printed at once and written at the end."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.details: dict[str, Any] = {}
        self.seconds: dict[str, float] = {}
        #: Load average before each section; the section before it counts in it, and so do strangers.
        self.busy: dict[str, float] = {}

    def add(self, found: Sequence[Row]) -> None:
        """Take figures and show them."""
        self.rows += found
        print(rows.table(found), flush=True)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Note how long a section took."""
        print(f"▸ {name} …", file=sys.stderr, flush=True)
        self.busy[name] = os.getloadavg()[0]
        started = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - started, 1)

    def write(self, folder: Path, *, full: bool) -> None:
        """JSON with every figure, and with how busy the machine was."""
        found = {
            "date": time.strftime("%Y-%m-%d"), "cores": os.cpu_count(), "full": full, "seconds": self.seconds,
            "load_average": self.busy, "figures": [{**asdict(row), "reached": row.reached} for row in self.rows],
            **self.details,
        }  # fmt: skip
        (folder / "speed.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


def alone(results: Results, wanted: Sequence[str], folder: Path, *, full: bool) -> None:
    """Sections that need no running system."""
    if "widget" in wanted:
        with results.timed("widget"):
            results.add(widget.measure())
    if "encoder" in wanted:
        with results.timed("encoder"):
            results.add(encoder.measure())
    if "index" in wanted:
        with results.timed("index"), tempfile.TemporaryDirectory() as scratch:
            results.add(building.measure(Path(scratch), prose()))
    if "growth" in wanted:
        with results.timed("growth"):
            grown = growth.measure(growth.live(), questions(), full=full)
        results.add(growth.rows(grown))
        draw_growth(grown, folder)
    if "catalogue" in wanted:
        city_sized(results, folder)


def city_sized(results: Results, folder: Path) -> None:
    """Our catalogue beside one of a city's size, if the foreign services are there."""
    records = data_folder() / "service_items" / "guangdong.jsonl"
    if not records.is_file():
        print(f"没有外地办事指南（{records}），不测目录规模。", file=sys.stderr)
        return
    with results.timed("catalogue"):
        results.add(catalogue.measure(records, folder / "catalogue"))


def together(results: Results, wanted: Sequence[str], folder: Path, *, full: bool) -> None:
    """Sections that need the whole chain, and stock Rasa where it is compared."""
    steps: dict[str, Callable[[Running], Sequence[Row]]] = {
        "load": lambda running: asyncio.run(running.load()),
        "memory": lambda running: running.memory(),
        "length": lambda running: asyncio.run(running.length()),
        "leak": lambda running: asyncio.run(running.leak(full=full)),
    }
    with results.timed("start"):
        running = Running(folder, questions(), beside_stock=bool({"load", "memory"} & set(wanted)))
        running.start()
    try:
        results.add(running.readiness())
        for name in (name for name in SECTIONS if name in wanted and name in CHAIN):
            with results.timed(name):
                found = steps[name](running)
            results.add(found)
    finally:
        running.stop()
    if running.levels:
        draw_levels(running.levels, running.heard, folder)
    results.details |= running.details


def draw_levels(
    levels: tuple[list[Measured], list[Measured]], heard: tuple[Measured, Measured] | None, folder: Path
) -> None:
    """Throughput at every level as bars, stock being 1; last with questions that were asked before."""
    pairs = [(str(theirs.residents), theirs, own) for theirs, own in zip(*levels, strict=True)]
    if heard is not None:
        pairs.append((f"{heard[0].residents}{HEARD}", *heard))
    ours = [rows.ratio(own.throughput, theirs.throughput) for _, theirs, own in pairs]
    series = {STOCK: [1.0] * len(pairs), OURS: ours}
    drawn = plots.bars("吞吐,原版 Rasa = 1,按同时在线人数", [group for group, _, _ in pairs], series)
    (folder / "throughput.svg").write_text(drawn, encoding="utf-8")


def draw_growth(grown: Sequence[growth.Grown], folder: Path) -> None:
    """Time of a search by size, the first kind at its smallest being 1."""
    kinds, unit = dict.fromkeys(one.kind for one in grown), grown[0].p95
    series = {
        kind: [(float(one.size), one.p95 / unit) for one in grown if one.kind == kind] for kind in kinds
    }
    title = f"检索 p95 与段落数,{grown[0].kind} {grown[0].size:,} 段 = 1"
    (folder / "growth.svg").write_text(plots.lines(title, series), encoding="utf-8")


def main() -> int:
    """Measure, print, write; the exit status does not depend on targets."""
    parser = argparse.ArgumentParser(prog="python -m actions.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="section", help=f"只测这些:{' '.join(SECTIONS)}")
    parser.add_argument("--full", action="store_true", help="两万条消息、一百万个向量(很久)")
    arguments = parser.parse_args()
    # The systems run in sessions of their own and would outlive us: leave through the ``finally`` clauses.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    unknown = sorted(set(arguments.sections) - set(SECTIONS))
    if unknown:
        parser.error(f"没有这些部分:{'、'.join(unknown)}")
    wanted, folder, results = arguments.sections or list(SECTIONS), output_folder(), Results()
    try:
        alone(results, wanted, folder, full=arguments.full)
        if CHAIN & set(wanted):
            together(results, wanted, folder, full=arguments.full)
    finally:
        results.write(folder, full=arguments.full)
    missed = [row.name for row in results.rows if not row.reached]
    print(f"用时 {sum(results.seconds.values()):.0f} 秒;写到 {folder / 'speed.json'}")
    print("未达到:" + ("、".join(missed) or "无"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
