"""Order of the steps, and the longest way through them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.formats.service import Step, Unit
from knowledge.guide.path import Length, longest, ordered, predecessors


def step(name: str, *after: str, days: int | None = None, unit: str | None = None) -> Step:
    return Step.model_validate(
        {"id": name, "text": name, "who": "某", "after": after, "days": days, "unit": unit, "source": "law"}
    )


@st.composite
def processes(draw: st.DrawFn) -> list[Step]:
    """Steps that wait for some of those with lower numbers, in any order."""
    steps = []
    for number in range(draw(st.integers(1, 7))):
        after = draw(st.sets(st.integers(0, number - 1))) if number else set()
        unit = draw(st.sampled_from([None, *Unit]))
        days = None if unit is None else 0 if unit is Unit.AT_ONCE else draw(st.integers(0, 90))
        steps.append(step(f"s{number}", *(f"s{at}" for at in sorted(after)), days=days, unit=unit))
    return draw(st.permutations(steps))


def total(steps: list[Step]) -> Length:
    before = predecessors(steps, steps)
    return longest(ordered(steps, before), before)


@given(processes())
def test_each_step_comes_after_what_it_waits_for(steps: list[Step]) -> None:
    shown = [found.id for found in ordered(steps, predecessors(steps, steps))]
    assert sorted(shown) == sorted(found.id for found in steps)
    for found in steps:
        assert all(shown.index(name) < shown.index(found.id) for name in found.after)


@given(processes())
def test_the_longest_way_is_no_shorter_than_any_step_and_no_longer_than_all(steps: list[Step]) -> None:
    whole = total(steps).days
    single = [Length().plus(found).days for found in steps]
    assert max(single) - 1e-9 <= whole <= sum(single) + 1e-9


@given(processes(), st.data())
def test_leaving_steps_out_keeps_the_order_of_the_rest(steps: list[Step], data: st.DataObject) -> None:
    kept = [found for found in steps if data.draw(st.booleans())]
    shown = [found.id for found in ordered(kept, predecessors(kept, steps))]
    waits = {found.id: set(found.after) for found in steps}
    for one, other in itertools.combinations(shown, 2):
        assert other not in reachable(one, waits)


def reachable(name: str, waits: dict[str, set[str]]) -> set[str]:
    found, pending = set(), list(waits[name])
    while pending:
        other = pending.pop()
        if other not in found:
            found.add(other)
            pending += waits[other]
    return found


def test_parallel_steps_count_once() -> None:
    steps = [
        step("apply", days=1, unit="日"),
        step("tax", "apply", days=10, unit="日"),
        step("seal", "apply", days=3, unit="日"),
        step("done", "tax", "seal", days=2, unit="日"),
    ]
    assert total(steps).text() == "13日"


def test_units_are_never_added_up() -> None:
    steps = [
        step("notice", days=20, unit="日"),
        step("register", "notice", days=3, unit="工作日"),
        step("wait", "register", days=2, unit="个月"),
    ]
    assert total(steps).text() == "2个月＋20日＋3个工作日"


@pytest.mark.parametrize(
    ("given_step", "text", "untold"),
    [
        (step("a"), "当场", 1),
        (step("a", days=0, unit="当场"), "当场", 0),
        (step("a", days=5, unit="工作日"), "5个工作日", 0),
    ],
)
def test_a_single_step(given_step: Step, text: str, untold: int) -> None:
    assert (total([given_step]).text(), total([given_step]).untold) == (text, untold)


def test_a_step_that_is_left_out_passes_on_what_it_waited_for() -> None:
    steps = [
        step("a", days=1, unit="日"),
        step("b", "a", days=9, unit="日"),
        step("c", "b", days=1, unit="日"),
    ]
    kept = [steps[2], steps[0]]
    before = predecessors(kept, steps)
    assert [found.id for found in ordered(kept, before)] == ["a", "c"]
    assert longest(ordered(kept, before), before).text() == "2日"


def test_steps_that_wait_for_each_other_do_not_hang() -> None:
    steps = [step("a", "b"), step("b", "a")]
    assert len(ordered(steps, predecessors(steps, steps))) == 2
