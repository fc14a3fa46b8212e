"""``python -m actions.staff admin NAME``: make an administrator, or give one a new password."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from actions.staff import accounts, audit, passwords
from actions.staff.accounts import Details
from actions.staff.errors import AccountUnknown, PasswordWeak
from actions.staff.roles import ADMINISTRATOR
from actions.storage.engine import create_engine, default_url
from actions.storage.migrations import upgrade
from knowledge.errors import AppError

Ask = Callable[[str], str]


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m actions.staff", description="济事通工作台：账号。")
    commands = top.add_subparsers(title="命令", metavar="命令", required=True)
    admin = commands.add_parser("admin", help="建立系统管理员，或给已有的重设密码")
    admin.add_argument("name", nargs="?", help="登录名；不写就问")
    admin.add_argument("--display-name", help="姓名；不写就问")
    return top


def main(arguments: Sequence[str] | None = None, ask: Ask = input, ask_secret: Ask = getpass.getpass) -> int:
    """Run the command; 1 when it could not be done, with a sentence."""
    given = parser().parse_args(arguments)
    url = os.environ.get("DATABASE_URL") or default_url(Path(os.environ.get("DATA_DIR") or "var"))
    try:
        name = accounts.checked_name(given.name or ask("登录名（小写字母、数字）："))
        password = _password(name, ask_secret)
        upgrade(url)
        engine = create_engine(url)
        with engine.begin() as connection:
            done = _make(connection, name, password, lambda: given.display_name or ask("姓名："))
        engine.dispose()
    except (AppError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        print(f"数据库打不开（{type(error).__name__}），请检查 DATABASE_URL 和 DATA_DIR。", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print("已取消，没有改动。", file=sys.stderr)
        return 130
    print(done)
    return 0


def _make(connection: Connection, name: str, password: str, display_name: Callable[[], str]) -> str:
    now = datetime.now(UTC)
    stored = passwords.hashed(password)
    try:
        account = accounts.by_name(connection, name)
    except AccountUnknown:
        details = Details(display_name(), (ADMINISTRATOR,))
        accounts.add(connection, name, details, now, audit.SYSTEM, stored)
        return f"已建立系统管理员 {name}，请在 /console 登录。"
    roles = tuple({*account.roles, ADMINISTRATOR})
    accounts.change(
        connection,
        account.id,
        Details(account.display_name, roles, account.agency),
        now,
        audit.SYSTEM,
        "命令行",
    )
    accounts.set_disabled(connection, account.id, False, now, audit.SYSTEM, "命令行")
    accounts.set_password(connection, account.id, stored, now, audit.SYSTEM)
    return f"已给 {name} 重设密码，并确认为系统管理员；原来的登录都已失效。"


def _password(name: str, ask_secret: Ask) -> str:
    password = ask_secret("密码（输入时不显示）：")
    passwords.check(password, name)
    if ask_secret("再输一遍：") != password:
        raise PasswordWeak("两次输入的密码不一样")
    return password


if __name__ == "__main__":
    sys.exit(main())
