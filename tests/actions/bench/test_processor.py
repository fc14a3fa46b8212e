from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from actions.bench.processor import each_message, name, rows, spent


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (["/venv/bin/python", "-W", "ignore", "-m", "rasa", "run"], "rasa"),
        (["/venv/bin/python", "/venv/bin/supervisord", "-n"], "supervisord"),
        (["/bin/sleep"], "sleep"),
        ([], "?"),
    ],
)
def test_processes_are_named_by_what_they_run(command: list[str], what: str) -> None:
    assert name(command) == what


def process(module: str, seconds: float, *, gone: bool = False, children: tuple[Any, ...] = ()) -> Any:
    def times() -> Any:
        if gone:
            raise psutil.NoSuchProcess(1)
        return SimpleNamespace(user=seconds, system=1.0)

    return SimpleNamespace(
        cmdline=lambda: ["python", "-m", module], cpu_times=times, children=lambda recursive: list(children)
    )


def test_descendants_of_one_name_are_added_up() -> None:
    runner = process(
        "bot.run", 0.0, children=(process("rasa", 2.0), process("rasa", 3.0), process("x", 9.0, gone=True))
    )
    assert spent(7, lambda pid: runner) == {"bot.run": 1.0, "rasa": 7.0}


def test_time_a_message_is_that_between_two_looks() -> None:
    assert each_message({"rasa": 10.0}, {"rasa": 13.0, "actions": 1.5}, 300) == {"rasa": 10.0, "actions": 5.0}


def test_both_systems_are_compared() -> None:
    found = rows(16, {"rasa": 40.0}, {"rasa": 8.0, "actions": 12.0, "supervisord": 0.0})
    assert [row.value for row in found] == [40.0, 20.0, 8.0, 12.0, 0.5]
