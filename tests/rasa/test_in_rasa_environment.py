"""Runs the ``*_unittest.py`` files beside this one where Rasa is: it has its own environment and Python."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
FOLDER = Path(__file__).parent


@pytest.mark.skipif(not PYTHON.exists(), reason="no .venv-rasa: run `make setup` first")
def test_in_rasas_environment() -> None:
    # One process for all of them: importing Rasa takes longer than the tests.
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    command = [PYTHON, "-W", "ignore", "-m", "unittest", "discover", "-s", FOLDER, "-p", "*_unittest.py"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    ran = re.search(r"^Ran (\d+) tests", done.stderr, re.MULTILINE)
    expected = sum(path.read_text("utf-8").count("def test_") for path in FOLDER.glob("*_unittest.py"))
    assert ran is not None
    assert int(ran[1]) == expected
