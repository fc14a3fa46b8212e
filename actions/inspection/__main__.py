"""The registry's commands: ``python -m actions.inspection demo | key | revoke-keys | rotate | figures``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import Connection

from actions.inspection import agency_keys, signing, supervision
from actions.inspection.access import SUPERVISION
from actions.inspection.arrival import enterprise_qr_text, shown_codes
from actions.inspection.demo import load_demo
from actions.inspection.moments import utc_now
from actions.inspection.registry import agency_names
from actions.inspection.signing import Keyring, default_folder
from actions.inspection.visits import Filter, visits
from actions.storage.engine import create_engine, default_url
from actions.storage.migrations import upgrade
from knowledge.city_time import CHINA
from knowledge.errors import AppError, InputInvalid

Command = Callable[[Connection, Keyring, argparse.Namespace, datetime], str]


def demo(connection: Connection, keyring: Keyring, given: argparse.Namespace, now: datetime) -> str:
    """Load the demonstration; say what to try it with."""
    lines = ["演示数据已装入。以下名称、代码、码都是虚构的："]
    for owner in load_demo(connection, keyring, now):
        lines.append(f"{owner.name}  {owner.credit_code}")
        lines.append(f"  企业码  {enterprise_qr_text(connection, owner, keyring, now)}")
        for found in visits(connection, Filter(enterprise_id=owner.id, since=now - timedelta(days=1))):
            typed = shown_codes(connection, found, keyring, now).typed
            lines.append(f"  检查码  {typed}  {found.window}  {found.status_name}")
    return "\n".join(lines)


def key(connection: Connection, keyring: Keyring, given: argparse.Namespace, now: datetime) -> str:
    """Make an API key for an agency."""
    if given.agency not in agency_names(connection):
        raise InputInvalid(f"没有编号为“{given.agency}”的机关。")
    expires = now + timedelta(days=given.days)
    made = agency_keys.create_key(connection, given.agency, given.name, now, expires)
    return f"{made}\n只显示这一次；{expires.astimezone(CHINA):%Y-%m-%d} 到期。"


def revoke_keys(connection: Connection, keyring: Keyring, given: argparse.Namespace, now: datetime) -> str:
    """End an agency's keys of one name."""
    return f"已停用 {agency_keys.revoke_keys(connection, given.agency, given.name, now)} 个密钥。"


def rotate(connection: Connection, keyring: Keyring, given: argparse.Namespace, now: datetime) -> str:
    """Sign with a new key; with ``--revoke``, trust the old one no more."""
    if given.revoke:
        signing.revoke(connection, given.revoke, now)
        revoked = f"，已作废 {given.revoke}：它签的企业码要重新打印"
    else:
        revoked = ""
    return f"今后用签名密钥 {signing.rotate(connection, keyring, now)}{revoked}。"


def figures(connection: Connection, keyring: Keyring, given: argparse.Namespace, now: datetime) -> str:
    """The supervision figures as CSV."""
    year = given.year or now.astimezone(CHINA).year
    return supervision.view(connection, SUPERVISION, year, now, demo=given.demo).csv()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m actions.inspection", description="涉企检查登记库")
    commands = parser.add_subparsers(required=True)

    def add(name: str, run: Command, words: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=words)
        command.set_defaults(run=run)
        return command

    add("demo", demo, "装入演示数据（只在没有正式数据时）")
    made = add("key", key, "给机关发接口密钥")
    made.add_argument("--days", type=int, default=365, help="有效天数")
    for command in (made, add("revoke-keys", revoke_keys, "停用机关的接口密钥")):
        command.add_argument("--agency", required=True, help="机关编号")
        command.add_argument("--name", required=True, help="密钥的名称：给哪个系统用")
    add("rotate", rotate, "更换签名密钥").add_argument("--revoke", metavar="编号", help="同时作废这个旧密钥")
    shown = add("figures", figures, "监督指标（CSV）")
    shown.add_argument("--year", type=int, help="年份，默认今年")
    shown.add_argument("--demo", action="store_true", help="统计演示数据")
    return parser


def main(
    arguments: Sequence[str] | None = None,
    environ: Mapping[str, str] = os.environ,
    clock: Callable[[], datetime] = utc_now,
) -> int:
    """Run a command; its exit status."""
    given = _parser().parse_args(arguments)
    data = Path(environ.get("DATA_DIR") or "var")
    url = environ.get("DATABASE_URL") or default_url(data)
    upgrade(url)
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            print(given.run(connection, Keyring(default_folder(data)), given, clock()))
    except AppError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
