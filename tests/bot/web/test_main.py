"""``python -m bot.web`` serves, and stops quickly when told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def _start(tmp_path: Path, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot.web"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port), "DATA_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(
    tmp_path: Path, unused_tcp_port: int, stop: signal.Signals
) -> None:
    process = _start(tmp_path, unused_tcp_port)
    assert process.stdout is not None
    events = []
    for line in process.stdout:
        events.append(json.loads(line)["event"])
        if events[-1] == "listening":
            break
    assert events == ["starting", "no_administrator", "listening"]
    with urllib.request.urlopen(f"http://127.0.0.1:{unused_tcp_port}/healthz", timeout=5) as answer:
        assert answer.status == 200
    process.send_signal(stop)
    out, errors = process.communicate(timeout=8)
    assert process.returncode == 0
    assert json.loads(out.splitlines()[-1])["event"] == "stopped"
    assert errors == ""
