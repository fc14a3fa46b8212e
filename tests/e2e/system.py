"""What a test needs of a whole system before it can start one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.instance import Instance


def fail_unless_built(instance: Instance) -> None:
    """Fail at once, and say what to do, when ``make setup`` has not been run."""
    folders = {
        name: Path(instance.environment[name]) for name in ("ENCODER_DIR", "RASA_MODEL_DIR", "INDEX_DIR")
    }
    found = {
        "句向量编码器": any(folders["ENCODER_DIR"].rglob("*.onnx")),
        "对话模型": any(folders["RASA_MODEL_DIR"].glob("*.tar.gz")),
        "知识索引": (folders["INDEX_DIR"] / "CURRENT").is_file(),
    }
    missing = [name for name, is_there in found.items() if not is_there]
    if missing:
        pytest.fail(f"还没有{'、'.join(missing)}:请先运行 make setup", pytrace=False)
