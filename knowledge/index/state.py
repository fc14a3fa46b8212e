"""What became of the latest edit, for staff to see: ``content-faults.json`` in the data folder.

The file is there while the content as it stands cannot be published; residents are then answered
from the version before.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from knowledge.errors import Fault

NAME = "content-faults.json"


def faults_file() -> Path:
    """Where the faults stand: ``DATA_DIR``."""
    return Path(os.environ.get("DATA_DIR") or "var") / NAME


def keep_faults(faults: Sequence[Fault], path: Path | None = None) -> None:
    """Write what keeps the content from being published; readers see the old list or the new one."""
    path = path or faults_file()
    rows = [{"file": str(fault.file), "line": fault.line, "message": fault.message} for fault in faults]
    text = json.dumps(
        {"checked_at": datetime.now(UTC).isoformat(timespec="seconds"), "faults": rows},
        ensure_ascii=False,
        indent=1,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{NAME}.new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)


def forget_faults(path: Path | None = None) -> None:
    """The content is published as it stands."""
    with suppress(FileNotFoundError):
        (path or faults_file()).unlink()


def kept_faults(path: Path | None = None) -> list[Fault]:
    """The faults of the latest edit; empty when it was published. An unreadable file says nothing."""
    try:
        rows = json.loads((path or faults_file()).read_text(encoding="utf-8"))["faults"]
        return [Fault(Path(row["file"]), int(row["line"]), str(row["message"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []
