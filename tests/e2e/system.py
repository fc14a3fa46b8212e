"""What a test needs of a whole system before it can start one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.instance import Instance
from knowledge.catalogue import CONTENT


def with_own_content(folder: Path) -> Instance:
    """A system with its own copy of the content and of the index, which publishes edits; not started."""
    plain = Instance(folder / "data")
    fail_unless_built(plain)
    shutil.copytree(CONTENT, folder / "content")
    shutil.copytree(plain.environment["INDEX_DIR"], folder / "index")
    settings = {
        "CONTENT_WATCH": "1", "CONTENT_DIR": str(folder / "content"), "INDEX_DIR": str(folder / "index"),
    }  # fmt: skip
    return Instance(folder / "data", settings)


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
