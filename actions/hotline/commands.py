"""Commands of ``python -m actions.hotline`` that work on the database.

``key add NAME`` prints a new API key once, ``key list``, ``key revoke NAME``; ``outbox`` shows what
waits and what was given up, ``outbox resend [ID …]`` queues given-up entries anew.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from actions.hotline import keys, outbox
from actions.hotline.errors import KeyNameInvalid
from actions.storage.engine import create_engine, default_url
from actions.storage.migrations import upgrade
from knowledge.errors import InputInvalid

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

Work = Callable[[Connection, argparse.Namespace], str]


def register(commands: Subparsers) -> None:
    """Add the commands to those of the program."""
    key = commands.add_parser("key", help="Open311 写入用的密钥").add_subparsers(
        required=True, metavar="命令"
    )
    add = _command(key, "add", "新建密钥，只显示这一次", _add_key)
    add.add_argument("name", metavar="名称")
    _command(key, "revoke", "停用密钥", _revoke_key).add_argument("name", metavar="名称")
    _command(key, "list", "列出密钥的名称", _list_keys)
    box = commands.add_parser("outbox", help="推送到城市平台的工单").add_subparsers(
        required=True, metavar="命令"
    )
    _command(box, "list", "等着推送的件数，和放弃了的每一件", _list_outbox)
    resend = _command(box, "resend", "重新推送放弃了的", _resend)
    resend.add_argument("ids", nargs="*", type=int, metavar="编号", help="不写就是全部")


def _command(parent: Subparsers, name: str, help: str, work: Work) -> argparse.ArgumentParser:
    parser = parent.add_parser(name, help=help)
    parser.set_defaults(run=lambda options: _run(work, options))
    return parser


def _run(work: Work, options: argparse.Namespace) -> int:
    """Do the work in one transaction on the database of the environment; print what came of it."""
    url = os.environ.get("DATABASE_URL") or default_url(Path(os.environ.get("DATA_DIR") or "var"))
    upgrade(url)
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            print(work(connection, options))
    except KeyNameInvalid as error:
        raise InputInvalid(error.sentence) from error
    finally:
        engine.dispose()
    return 0


def _add_key(connection: Connection, options: argparse.Namespace) -> str:
    return keys.add(connection, options.name, datetime.now(UTC))


def _revoke_key(connection: Connection, options: argparse.Namespace) -> str:
    if not keys.revoke(connection, options.name, datetime.now(UTC)):
        raise InputInvalid(f"没有名为“{options.name}”的有效密钥")
    return f"已停用：{options.name}"


def _list_keys(connection: Connection, _options: argparse.Namespace) -> str:
    return "\n".join(f"{name}\t{'有效' if valid else '已停用'}" for name, valid in keys.names(connection))


def _list_outbox(connection: Connection, _options: argparse.Namespace) -> str:
    counts = outbox.counts(connection)
    lines = [f"等待 {counts['waiting']}，已送达 {counts['delivered']}，放弃 {counts['dead']}"]
    lines += [
        f"{entry.id}\t{entry.payload['ticket']['number']}\t{entry.event}\t试了 {entry.attempts} 次\t{entry.error}"
        for entry in outbox.dead(connection)
    ]
    return "\n".join(lines)


def _resend(connection: Connection, options: argparse.Namespace) -> str:
    queued = outbox.resend(connection, options.ids or None, datetime.now(UTC))
    return f"重新排队：{queued}"
