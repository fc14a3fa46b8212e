"""API keys of the systems that may file through Open311; only a hash of each is kept.

``python -m actions.hotline key add NAME`` prints a new key once; ``key list`` and ``key revoke NAME``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline.draft import tidy
from actions.hotline.errors import KeyNameInvalid
from actions.hotline.tables import api_keys
from actions.storage.engine import create_engine, default_url
from actions.storage.migrations import upgrade
from knowledge.errors import InputInvalid

NAME_LIMIT = 64


def add(connection: Connection, name: str, now: datetime) -> str:
    """A new key for a system of this name; told once."""
    tidied = tidy(name)
    taken = sa.select(api_keys.c.id).where(api_keys.c.name == tidied)
    if tidied is None or len(tidied) > NAME_LIMIT or connection.execute(taken).one_or_none() is not None:
        raise KeyNameInvalid()
    key = secrets.token_urlsafe(32)
    connection.execute(sa.insert(api_keys).values(name=tidied, key_hash=_hash(key), created_at=now))
    return key


def find(connection: Connection, key: str) -> int | None:
    """The id of a key that is in force."""
    in_force = (api_keys.c.key_hash == _hash(key), api_keys.c.revoked_at.is_(None))
    found: int | None = connection.execute(sa.select(api_keys.c.id).where(*in_force)).scalar_one_or_none()
    return found


def revoke(connection: Connection, name: str, now: datetime) -> bool:
    """End a key; whether there was one in force."""
    in_force = (api_keys.c.name == name, api_keys.c.revoked_at.is_(None))
    return connection.execute(sa.update(api_keys).where(*in_force).values(revoked_at=now)).rowcount == 1


def names(connection: Connection) -> list[tuple[str, bool]]:
    """All names, and whether their key is in force."""
    columns = (api_keys.c.name, api_keys.c.revoked_at)
    found = connection.execute(sa.select(*columns).order_by(api_keys.c.id))
    return [(row.name, row.revoked_at is None) for row in found]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``python -m actions.hotline key`` takes."""
    todo = parser.add_subparsers(dest="todo", required=True, metavar="命令")
    todo.add_parser("add", help="新建密钥，只显示这一次").add_argument("name", metavar="名称")
    todo.add_parser("revoke", help="停用密钥").add_argument("name", metavar="名称")
    todo.add_parser("list", help="列出密钥的名称")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do what was asked for; the database is that of the environment."""
    url = os.environ.get("DATABASE_URL") or default_url(Path(os.environ.get("DATA_DIR") or "var"))
    upgrade(url)
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            print(_do(connection, options))
    except KeyNameInvalid as error:
        raise InputInvalid(error.sentence) from error
    finally:
        engine.dispose()
    return 0


def _do(connection: Connection, options: argparse.Namespace) -> str:
    now = datetime.now(UTC)
    if options.todo == "add":
        return add(connection, options.name, now)
    if options.todo == "revoke":
        if not revoke(connection, options.name, now):
            raise InputInvalid(f"没有名为“{options.name}”的有效密钥")
        return f"已停用：{options.name}"
    return "\n".join(f"{name}\t{'有效' if valid else '已停用'}" for name, valid in names(connection))


def _hash(key: str) -> str:
    # A key has 256 random bits: a plain hash is enough.
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
