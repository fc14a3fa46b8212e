"""``import``: documents from elsewhere to content files."""

from __future__ import annotations

import argparse
from pathlib import Path

from knowledge.commands.arguments import Subparsers
from knowledge.importing import Outcome, import_paths


def register(subparsers: Subparsers) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "import", help="把 md、txt、html、docx、pdf、xlsx 文件、压缩包或文件夹导入为内容文件"
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="文件或文件夹", help="要导入的文件或文件夹")
    parser.add_argument("--into", type=Path, required=True, metavar="文件夹", help="导入到哪个内容文件夹")
    parser.add_argument("--replace", action="store_true", help="替换同名的已有文件")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Import, print a line per file; 1 when any was refused or there was nothing to import."""
    imported = refused = 0
    for outcome in import_paths(arguments.paths, arguments.into, replace=arguments.replace):
        print(_line(outcome))
        imported += not outcome.refused
        refused += bool(outcome.refused)
    if not imported and not refused:
        print("没有找到可以导入的文件")
        return 1
    print(f"导入 {imported} 份，拒绝 {refused} 份；存放在 {arguments.into}")
    return 1 if refused else 0


def _line(outcome: Outcome) -> str:
    if outcome.refused:
        # A file name can hold line feeds; the line per file must stay one line.
        name = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in str(outcome.path))
        return f"✗ {name}：{outcome.refused}"
    notes = f"（{'；'.join(outcome.notes)}）" if outcome.notes else ""
    return f"✓ {outcome.id} {outcome.title}{notes}"
