"""Stock Rasa, trained once and served as it comes: in-memory tracker, REST channel, no action server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from actions.bench import stock_project
from bot.instance import READY_WITHIN, ROOT, STOP_WITHIN, InstanceFailed, free_ports

PYTHON = str(ROOT / ".venv-rasa" / "bin" / "python")
MODEL = "stock"
TRAINED_WITHIN = 900.0


def trained(folder: Path, nlu: Path = ROOT / "data" / "nlu") -> Path:
    """The project's folder with its model, trained unless one of the same files lies there already."""
    project = stock_project.files(nlu, ROOT / "data" / stock_project.DICTIONARY)
    home = folder / f"stock-{stock_project.key(project)}"
    if (home / "models" / f"{MODEL}.tar.gz").is_file():
        return home
    fresh = folder / ".stock-training"
    shutil.rmtree(fresh, ignore_errors=True)
    stock_project.write(project, fresh)
    _train(fresh)
    shutil.rmtree(home, ignore_errors=True)
    os.replace(fresh, home)
    return home


def _train(project: Path) -> None:
    log = project / "train.log"
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 (our own command)
            [PYTHON, "-W", "ignore", "-m", "rasa", "train", "--out", "models", "--fixed-model-name", MODEL],
            cwd=project, env=_environment(os.environ), stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, timeout=TRAINED_WITHIN, check=False,
        )  # fmt: skip
    if done.returncode or not (project / "models" / f"{MODEL}.tar.gz").is_file():
        tail = log.read_text(encoding="utf-8", errors="replace")[-3000:]
        raise InstanceFailed(f"原版 Rasa 没有训练成功:\n{tail}")


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    """What stock Rasa sees: none of our own tuning, no telemetry."""
    ours = {"PYTHONPATH", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX"}
    kept = {name: value for name, value in given.items() if name not in ours}
    quiet = {"SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return {**kept, **quiet, "RASA_TELEMETRY_ENABLED": "false"}


class Stock:
    """``with Stock(project) as stock``: stock Rasa on a free loopback port."""

    def __init__(self, project: Path) -> None:
        self._project = project
        (self._port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self.seconds_to_ready = 0.0

    def __enter__(self) -> Stock:
        started = time.monotonic()
        command = [
            PYTHON, "-W", "ignore", "-m", "rasa", "run", "--model", "models", "--credentials", "credentials.yml",
            "--endpoints", "endpoints.yml", "--interface", "127.0.0.1", "--port", str(self._port),
        ]  # fmt: skip
        log = self._project / "run.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 (our own command)
                command, cwd=self._project, env=_environment(os.environ), stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() - started > READY_WITHIN:
                self.stop()
                raise InstanceFailed(f"原版 Rasa 没有就绪:\n{log.read_text(encoding='utf-8')[-3000:]}")
            time.sleep(0.2)
        self.seconds_to_ready = time.monotonic() - started
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def _is_ready(self) -> bool:
        """The port opens after the model is loaded."""
        try:
            with urllib.request.urlopen(f"{self.url}/webhooks/rest/", timeout=5) as answer:  # noqa: S310 (our own URL)
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False

    @property
    def pid(self) -> int:
        """Process id of the server."""
        if self._process is None:
            raise InstanceFailed("原版 Rasa 还没有启动")
        return self._process.pid

    def stop(self) -> None:
        """Ask the server to stop; kill what does not."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=STOP_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=STOP_WITHIN)
