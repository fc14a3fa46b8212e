"""The steps of a process in order, and how long the longest way through them takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.formats.service import Step, Unit

#: To find which of two ways is longer, never to turn one unit into another for the reader.
DAYS = {Unit.AT_ONCE: 0.0, Unit.WORKING_DAY: 1.4, Unit.DAY: 1.0, Unit.MONTH: 30.0}
#: In what order units are told.
TOLD = (Unit.MONTH, Unit.DAY, Unit.WORKING_DAY)


@dataclass(frozen=True)
class Length:
    """How long steps take one after the other: each unit by itself."""

    amounts: tuple[tuple[Unit, int], ...] = ()
    #: Steps on the way for which no time is stated.
    untold: int = 0

    @property
    def days(self) -> float:
        """Roughly, in calendar days: for comparing only."""
        return sum(DAYS[unit] * amount for unit, amount in self.amounts)

    @property
    def told(self) -> bool:
        """Whether any step on the way states its time."""
        return bool(self.amounts)

    def plus(self, step: Step) -> Length:
        """With a further step."""
        if step.days is None or step.unit is None:
            return Length(self.amounts, self.untold + 1)
        total = dict(self.amounts)
        total[step.unit] = total.get(step.unit, 0) + step.days
        return Length(tuple(sorted(total.items())), self.untold)

    def text(self) -> str:
        """“20日＋3个工作日”; 当场 when every stated step is done at once."""
        amounts = dict(self.amounts)
        parts = [f"{amounts[unit]}{_measure(unit)}" for unit in TOLD if amounts.get(unit)]
        return "＋".join(parts) or "当场"


def _measure(unit: Unit) -> str:
    return f"个{unit.value}" if unit is Unit.WORKING_DAY else unit.value


def predecessors(steps: Sequence[Step], all_steps: Sequence[Step]) -> dict[str, set[str]]:
    """For each of ``steps``, which of them must come before; steps left out pass their own on."""
    by_id, chosen = {step.id: step for step in all_steps}, {step.id for step in steps}

    def before(step: Step) -> set[str]:
        found: set[str] = set()
        seen: set[str] = set()
        pending = list(step.after)
        while pending:
            name = pending.pop()
            if name in seen or name not in by_id:
                continue
            seen.add(name)
            if name in chosen:
                found.add(name)
            else:
                pending += by_id[name].after
        return found - {step.id}

    return {step.id: before(step) for step in steps}


def ordered(steps: Sequence[Step], before: dict[str, set[str]]) -> list[Step]:
    """The steps so that each comes after what it waits for, else in the order of the record."""
    done: set[str] = set()
    left = list(steps)
    result: list[Step] = []
    while left:
        # Steps that wait for each other are refused by the check; here they must only not hang.
        ready = next((step for step in left if before[step.id] <= done), left[0])
        left.remove(ready)
        done.add(ready.id)
        result.append(ready)
    return result


def longest(steps: Sequence[Step], before: dict[str, set[str]]) -> Length:
    """The longest way through ``steps``, which must be in order: parallel steps count once."""
    lengths: dict[str, Length] = {}
    for step in steps:
        so_far = [lengths[name] for name in sorted(before[step.id]) if name in lengths]
        lengths[step.id] = max(so_far, key=_longer, default=Length()).plus(step)
    return max(lengths.values(), key=_longer, default=Length())


def _longer(length: Length) -> tuple[float, bool, int]:
    return length.days, length.told, length.untold
