"""What the subcommands share: how they are added, where the content is, how faults are printed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from knowledge.errors import Fault


class Subparsers(Protocol):
    """The part of argparse's (private) class of subparsers that ``register`` needs."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:
        """A parser for one subcommand."""


def add_content(parser: argparse.ArgumentParser) -> None:
    """The ``--content`` option."""
    parser.add_argument(
        "--content",
        type=Path,
        metavar="文件夹",
        default=None,
        help="内容文件夹（默认：环境变量 CONTENT_DIR，否则 knowledge/content）",
    )


def content_folder(given: Path | None) -> Path:
    """The content folder to use; relative to where the person stands when it lies below."""
    if given is not None:
        return given
    named = os.environ.get("CONTENT_DIR", "").strip()
    if named:
        return Path(named)
    packaged = Path(__file__).parents[1] / "content"
    here = Path.cwd()
    return packaged.relative_to(here) if packaged.is_relative_to(here) else packaged


def print_faults(faults: Iterable[Fault], to: Any = None) -> None:
    """One line a fault; warnings are marked 提示."""
    for fault in faults:
        print(f"提示 {fault}" if fault.warning else str(fault), file=to or sys.stdout)
