"""Read an intricate file in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from knowledge.importing.extracted import Extracted
from knowledge.importing.limits import limits
from knowledge.importing.reader import unpacked
from knowledge.importing.refusal import Refusal

_ROOT = Path(__file__).parents[2]
_READER = "knowledge.importing.reader"
#: The reader may wait for a processor; its own limit counts only the time it computes.
_PATIENCE = 3


def extract_apart(suffix: str, data: bytes) -> Extracted:
    """What the extractor for ``suffix`` makes of ``data``; :class:`Refusal` when it takes too much, too."""
    seconds = limits().seconds
    command = [sys.executable, "-m", _READER, suffix]
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            command, input=data, capture_output=True, cwd=_ROOT, env=_environment(), timeout=seconds * _PATIENCE,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Refusal("too_slow", limit=seconds) from error
    except OSError as error:
        raise Refusal("reader_failed") from error
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Refusal("too_slow", limit=seconds)
    if done.returncode:
        reason = "too_much_memory" if b"MemoryError" in done.stderr[-2000:] else "reader_failed"
        raise Refusal(reason)
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise Refusal("reader_failed") from error
    return unpacked(answer)


def _environment() -> dict[str, str]:
    """No secrets of this process for one that reads strangers' files; one thread is enough."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
