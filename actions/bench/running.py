"""Both systems, running side by side, and what is measured on them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import aiohttp

from actions.bench import leak, length, load, memory, processor, stock
from actions.bench.load import OURS, STOCK, Measured, OurTalk, StockTalk
from actions.bench.memory import Memory
from actions.bench.questions import sessions
from actions.bench.rows import Row
from bot.instance import Instance
from knowledge.index.versions import index_folder

#: First answers load what is loaded lazily; they are not counted.
WARM_UP = 24

#: What is said of figures for questions that were asked before.
HEARD = "(问过的问题)"
System = tuple[type[StockTalk] | type[OurTalk], str, int]


class Running:
    """Our system on an instance of its own, and stock Rasa if it is compared."""

    def __init__(self, folder: Path, texts: Sequence[str], *, beside_stock: bool) -> None:
        self._texts = texts
        self._data = folder / "instance"
        shutil.rmtree(self._data, ignore_errors=True)
        self.ours = Instance(self._data, {"INDEX_DIR": str(index_folder().absolute())})
        self.stock = stock.Stock(stock.trained(folder)) if beside_stock else None
        self.at_start: tuple[Memory, Memory] | None = None
        #: Levels of stock and ours, once measured.
        self.levels: tuple[list[Measured], list[Measured]] | None = None
        #: Both at the headline's level once more, with the same questions.
        self.heard: tuple[Measured, Measured] | None = None
        self.details: dict[str, Any] = {}

    def start(self) -> None:
        """One after the other, so that each has the machine to itself while it loads."""
        if self.stock is not None:
            self.stock.__enter__()
        try:
            self.ours.start()
        except BaseException:
            self.stop()
            raise
        if self.stock is not None:
            self.at_start = memory.memory(self.stock.pid), memory.memory(self.ours.pid)

    def stop(self) -> None:
        """Stop both."""
        try:
            self.ours.stop()
        finally:
            if self.stock is not None:
                self.stock.stop()

    def readiness(self) -> list[Row]:
        """Seconds from start to the first possible answer."""
        found = [Row("启动", OURS, self.ours.seconds_to_ready, "秒")]
        if self.stock is not None:
            found.insert(0, Row("启动", STOCK, self.stock.seconds_to_ready, "秒"))
        return found

    async def load(self) -> list[Row]:
        """Every level of stock, then the same of ours, so that both meet the same machine.

        Each level goes on where the one before ended: until the questions run out nobody asks what was asked
        before. What is asked again is answered from memory, so that the headline's level is measured both ways.
        """
        theirs = self._stock()
        pair = (StockTalk, theirs.url, theirs.pid), (OurTalk, self.ours.url, self.ours.pid)
        for kind, url, _ in pair:
            await load.load(kind, url, 2, sessions(self._texts, WARM_UP))
        levels: tuple[list[Measured], list[Measured]] = ([], [])
        found: list[Row] = []
        asked = WARM_UP
        for residents, messages in load.LEVELS.items():
            talks = sessions(self._texts, messages, start=asked)
            asked += messages
            measured = [await _level(system, residents, talks) for system in pair]
            for into, (one, _) in zip(levels, measured, strict=True):
                into.append(one)
            if residents == load.HEADLINE:
                again = [await _level(system, residents, talks) for system in pair]
                (stock_again, stock_spent), (ours_again, ours_spent) = again
                self.heard = stock_again, ours_again
                found += load.both(stock_again, ours_again, HEARD)
                found += load.compared(stock_again, ours_again, HEARD)
                found += processor.rows(residents, measured[0][1], measured[1][1])
                found += processor.rows(residents, stock_spent, ours_spent, HEARD)
        self.levels = levels
        return [*load.rows(*levels), *found]

    def memory(self) -> list[Row]:
        """Before and after the load; a short one is made if there was none."""
        theirs = self._stock()
        if self.levels is None:
            asyncio.run(self._short_load(theirs.url))
        after = memory.memory(theirs.pid), memory.memory(self.ours.pid)
        before = self.at_start or after
        self.details["memory"] = {
            name: [asdict(before[at]), asdict(after[at])] for at, name in enumerate((STOCK, OURS))
        }
        return memory.rows((before[0], after[0]), (before[1], after[1]))

    async def length(self) -> list[Row]:
        """Early and late messages of a conversation with ours."""
        async with aiohttp.ClientSession(timeout=load.TIMEOUT) as client:

            async def talk() -> OurTalk:
                resident = OurTalk(client, self.ours.url)
                await resident.open()
                return resident

            return length.rows(await length.measure(talk, self._texts))

    async def leak(self, *, full: bool) -> list[Row]:
        """Memory of ours over many messages."""
        messages = leak.MESSAGES_FULL if full else leak.MESSAGES
        samples = await leak.measure(
            lambda part: load.load(OurTalk, self.ours.url, load.HEADLINE, part),
            lambda: memory.memory(self.ours.pid),
            self._texts,
            messages,
        )
        self.details["leak"] = [asdict(sample) for sample in samples]
        return leak.rows(samples)

    async def _short_load(self, stock_url: str) -> None:
        texts = sessions(self._texts, load.LEVELS[load.HEADLINE])
        await load.load(StockTalk, stock_url, load.HEADLINE, texts)
        await load.load(OurTalk, self.ours.url, load.HEADLINE, texts)

    def _stock(self) -> stock.Stock:
        if self.stock is None:
            raise ValueError("this measurement compares with stock Rasa, which was not started")
        return self.stock


async def _level(system: System, residents: int, talks: list[list[str]]) -> tuple[Measured, dict[str, float]]:
    """One level of one system, with the processor time of each message by process."""
    kind, url, pid = system
    before = processor.spent(pid)
    measured = await load.load(kind, url, residents, talks)
    return measured, processor.each_message(before, processor.spent(pid), len(measured.latencies))
