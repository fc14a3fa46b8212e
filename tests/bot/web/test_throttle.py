"""The moving window lets through what the rate allows, and says how long to wait."""

from __future__ import annotations

import limits
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.web.throttle import MovingWindow


class Seconds:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_hits_over_the_rate_are_told_to_wait() -> None:
    clock = Seconds()
    window = MovingWindow(limits.parse("2/minute"), clock)
    assert window.wait("a") is None
    clock.now += 20
    assert window.wait("a") is None
    assert window.wait("a") == 40
    assert window.wait("b") is None


def test_the_window_moves() -> None:
    clock = Seconds()
    window = MovingWindow(limits.parse("1/minute"), clock)
    assert window.wait("a") is None
    clock.now += 59.9
    assert window.wait("a") == 1
    clock.now += 0.1
    assert window.wait("a") is None


def test_sweeping_forgets_only_what_is_over() -> None:
    clock = Seconds()
    window = MovingWindow(limits.parse("1/minute"), clock)
    window.wait("early")
    clock.now += 30
    window.wait("late")
    clock.now += 30
    window.sweep()
    assert len(window) == 1
    assert window.wait("late") is not None


@settings(deadline=None)
@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 5))
def test_no_window_ever_holds_more_than_the_rate(gaps: list[float], amount: int) -> None:
    clock = Seconds()
    window = MovingWindow(limits.parse(f"{amount}/minute"), clock)
    let_through: list[float] = []
    for gap in gaps:
        clock.now += gap
        if window.wait("a") is None:
            let_through.append(clock.now)
    for first, beyond in zip(let_through, let_through[amount:], strict=False):
        assert beyond - first >= 60


@settings(deadline=None)
@given(st.integers(1, 5))
def test_waiting_as_told_is_enough(amount: int) -> None:
    clock = Seconds()
    window = MovingWindow(limits.parse(f"{amount}/minute"), clock)
    for _ in range(amount):
        window.wait("a")
    wait = window.wait("a")
    assert wait is not None
    clock.now += wait
    assert window.wait("a") is None
