"""The processes of a running system: find them, kill them, wait for what should follow."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

import psutil

from bot.instance import READY_WITHIN, Instance

#: What nothing else has to load for: noticing that a process is gone, closing a port.
SOON = 20.0
BETWEEN_LOOKS = 0.05


class Part(Enum):
    """One of the three processes, by what stands in its command line."""

    RASA = ("-m", "rasa", "run")
    ACTIONS = ("-m", "actions")
    EDGE = ("-m", "bot.web")


def family(instance: Instance) -> list[psutil.Process]:
    """The runner and everything that it started."""
    runner = psutil.Process(instance.pid)
    return [runner, *runner.children(recursive=True)]


def process(instance: Instance, part: Part) -> psutil.Process | None:
    """The process of a part; ``None`` while there is none."""
    for found in family(instance):
        try:
            words = found.cmdline()
        except psutil.NoSuchProcess:
            continue
        if any(tuple(words[at : at + len(part.value)]) == part.value for at in range(len(words))):
            return found
    return None


def running(instance: Instance, part: Part) -> psutil.Process:
    """The process of a part that must be there."""
    found = process(instance, part)
    assert found is not None, f"{part.name} 没有在运行"
    return found


def wait_until(condition: Callable[[], bool], what: str, within: float = SOON) -> None:
    """Look again and again until it is so; fail when it takes too long."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"{within:.0f} 秒内没有等到:{what}"
        time.sleep(BETWEEN_LOOKS)


def wait_until_ready(instance: Instance) -> None:
    """Wait until messages can be answered again."""
    wait_until(instance.is_ready, "系统重新就绪", READY_WITHIN)


def readiness(instance: Instance) -> tuple[int, Any]:
    """Status and body of ``/readyz``; status 0 when nothing answers."""
    try:
        with urllib.request.urlopen(f"{instance.url}/readyz", timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())
    except OSError:
        return 0, None


def is_dead(member: psutil.Process) -> bool:
    """Whether a process has ended, its end taken notice of or not."""
    try:
        return bool(member.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@contextmanager
def killed(instance: Instance, part: Part) -> Iterator[None]:
    """A part is dead, and stays so inside the block: the runner is held still and restarts nothing."""
    victim = running(instance, part)
    os.kill(instance.pid, signal.SIGSTOP)
    try:
        victim.kill()
        wait_until(lambda: is_dead(victim), f"{part.name} 被杀掉")
        yield
    finally:
        os.kill(instance.pid, signal.SIGCONT)
    wait_until(lambda: process(instance, part) not in (None, victim), f"{part.name} 重新启动")
