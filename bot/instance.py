"""A whole system of its own, on free ports and with its own data, for tests and measurements."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from knowledge.errors import AppError

ROOT = Path(__file__).parents[1]
#: Loading takes about 20 s on two idle cores; a busy machine gets much longer before we give up.
READY_WITHIN = 180.0
STOP_WITHIN = 30.0
#: Below what Linux gives to outgoing connections (from 32768 on) and above what services are known by.
PORTS = range(20_000, 32_000)


class InstanceFailed(AppError):
    """The system did not become ready or did not stop."""

    code = "instance_failed"


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on at the moment, and that the system gives to nobody by itself.

    Those it gives to connections would be free now and taken when a server that loads for long comes to listen.
    """
    sockets: list[socket.socket] = []
    try:
        while len(sockets) < count:
            sockets += _bound(random.choice(PORTS))  # noqa: S311 (no secret)
        return [int(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _bound(port: int) -> list[socket.socket]:
    """A socket on a port; none when it is taken."""
    made = socket.socket()
    try:
        made.bind(("127.0.0.1", port))
    except OSError:
        made.close()
        return []
    return [made]


class Instance:
    """``with Instance(folder) as url``: edge, Rasa and actions, ready to answer.

    Models and index are those that ``make setup`` built; conversations, tickets and logs go to
    ``data``. Rate limits are raised and edits of the content are not published by themselves unless
    ``settings`` says otherwise.
    """

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None) -> None:
        edge, rasa, actions = free_ports(3)
        built = Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute()
        self.data = data
        self.url = f"http://127.0.0.1:{edge}"
        self.log = data / "instance.log"
        self.environment = {
            **os.environ,
            "PORT": str(edge), "RASA_PORT": str(rasa), "ACTIONS_PORT": str(actions), "DATA_DIR": str(data),
            "ENCODER_DIR": str(built / "models" / "encoder"), "RASA_MODEL_DIR": str(built / "models" / "rasa"),
            "INDEX_DIR": str(built / "index"),
            "RATE_LIMIT_MESSAGES": "100000/minute", "RATE_LIMIT_SESSIONS": "100000/minute",
            "RATE_LIMIT_CLIENT_MESSAGES": "100000/minute", "CONTENT_WATCH": "0",
            **(settings or {}),
        }  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None
        self.seconds_to_ready = 0.0

    def __enter__(self) -> Instance:
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Start the processes and wait until a message can be answered."""
        self.data.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.run"], cwd=ROOT, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() - started > READY_WITHIN:
                tail = self.log.read_text(encoding="utf-8", errors="replace")[-3000:]
                self.stop()
                raise InstanceFailed(f"系统没有就绪:\n{tail}")
            time.sleep(0.2)
        self.seconds_to_ready = time.monotonic() - started

    def is_ready(self) -> bool:
        """Whether ``/readyz`` says so."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:  # noqa: S310 (our own URL)
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False

    @property
    def pid(self) -> int:
        """Process id of the runner, whose descendants are the whole system."""
        if self._process is None:
            raise InstanceFailed("系统还没有启动")
        return self._process.pid

    def stop(self) -> None:
        """Ask the runner to stop and wait; whatever is left of its group is killed."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=STOP_WITHIN)
        except subprocess.TimeoutExpired as error:
            os.killpg(self._process.pid, signal.SIGKILL)
            raise InstanceFailed("系统没有按时停止") from error
        finally:
            self._process = None
