"""``python -m actions.storage backup|verify|restore``: the whole system's data in one file, and back."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from actions.storage.backup import Places, backup, restore, verify
from actions.storage.engine import default_url
from knowledge.commands.arguments import content_folder
from knowledge.errors import AppError


def places(environ: Mapping[str, str]) -> Places:
    """Where this installation keeps its data."""
    data = Path(environ.get("DATA_DIR") or "var")
    tracker = environ.get("TRACKER_DB") or str(data / "conversations.sqlite")
    return Places(
        data,
        content_folder(None),
        environ.get("DATABASE_URL") or default_url(data),
        tracker if "://" in tracker else f"sqlite:///{tracker}",
    )


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Run a command; 1 when it cannot be done."""
    given = _parser().parse_args(arguments)
    try:
        print(_run(given.command, given.file, places(environ)))
    except (AppError, OSError, SQLAlchemyError) as error:
        told = f"数据库打不开（{type(error).__name__}）" if isinstance(error, SQLAlchemyError) else error
        print(f"没有完成：{told}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m actions.storage", description="备份和恢复")
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser("backup", help="备份，不用停止服务")
    made.add_argument("file", type=Path, nargs="?", help="默认 DATA_DIR/backups/jishitong-日期-时间.tar.gz")
    for name, words in (("verify", "检查备份是否完整"), ("restore", "恢复到空的数据文件夹，先停止服务")):
        commands.add_parser(name, help=words).add_argument("file", type=Path)
    return parser


def _run(command: str, file: Path | None, where: Places) -> str:
    if command == "backup":
        now = datetime.now(UTC)
        target = file or where.data / "backups" / f"jishitong-{now:%Y%m%d-%H%M%S}.tar.gz"
        facts = backup(where, target, now)
        return f"已备份到 {target}（{facts['files']} 个文件，{facts['bytes'] / 1e6:.1f} MB）。里面有密钥和个人信息，请妥善保管。"
    assert file is not None
    if command == "verify":
        manifest = verify(file)
        return f"备份完整：{manifest['made_at']}，{len(manifest['files'])} 个文件"
    content = restore(where, file)
    elsewhere = (
        ""
        if content is None
        else f"\n内容文件恢复到 {content}：核对后设置 CONTENT_DIR={content}，或自行合并。"
    )
    return f"已恢复到 {where.data}。请运行 make setup 重建索引，再启动服务。{elsewhere}"


if __name__ == "__main__":
    sys.exit(main())
