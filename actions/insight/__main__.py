"""``python -m actions.insight lists``: group open questions and look through the content; ``links``: look at links.

Run by the console in a process of its own (it loads the encoder), or at night by cron.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from actions.insight import clustering, links, results
from actions.insight.clustering import Encode
from actions.insight.content import findings
from actions.insight.turns import turns
from actions.storage.engine import create_engine, default_url
from knowledge.catalogue import load
from knowledge.city_time import day_of
from knowledge.commands.arguments import content_folder
from knowledge.encoder.runtime import Encoder
from knowledge.errors import AppError
from knowledge.report import report

#: Questions of this time are grouped.
LOOK_BACK = timedelta(days=30)


def lists(engine: Engine, content: Path, encode: Encode, now: datetime) -> str:
    """Group the open questions and look through the content; a line about it."""
    with engine.connect() as connection:
        asked = turns(connection, now - LOOK_BACK, now)
        marks = results.marks(connection)
    grouped = {
        name: clustering.clusters(clustering.wordings(chosen, marks), encode)
        for name, chosen in (
            ("unanswered", clustering.open_questions(asked)),
            ("rated", clustering.badly_rated(asked)),
        )
    }
    catalogue = load(content, lenient=True)
    found = findings(catalogue, report(catalogue), day_of(now))
    with engine.begin() as connection:
        results.keep(connection, "questions", grouped, now)
        results.keep(connection, "content", found, now)
    return f"未答 {len(grouped['unanswered'])} 组，差评 {len(grouped['rated'])} 组"


def look_at_links(engine: Engine, content: Path, now: datetime) -> str:
    """Look at the links on allowed hosts; a line about it."""
    with engine.connect() as connection:
        hosts = results.hosts(connection)
    every = links.addresses(load(content, lenient=True))
    allowed = links.only(hosts)
    dead = asyncio.run(_check(every, allowed))
    looked_at = sum(map(allowed, every))
    with engine.begin() as connection:
        results.keep(
            connection,
            "links",
            {"dead": dead, "looked_at": looked_at, "left_out": len(every) - looked_at},
            now,
        )
    return (
        f"检查 {looked_at} 个链接，{len(dead)} 个打不开；{len(every) - looked_at} 个不在允许的网站，没有检查"
    )


async def _check(every: Mapping[str, list[str]], allowed: links.Allowed) -> list[dict[str, Any]]:
    connector = aiohttp.TCPConnector(resolver=links.PublicResolver())
    async with aiohttp.ClientSession(connector=connector) as http:
        return await links.check(every, allowed, http)


def encode(texts: Sequence[str]) -> Any:
    """Vectors of questions; the encoder is loaded for them."""
    return Encoder.load().encode_queries(texts)


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Run a computation; 1 when it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m actions.insight", description="工作清单")
    parser.add_argument("what", choices=("lists", "links"), help="lists：问题归类、内容检查；links：检查链接")
    what = parser.parse_args(arguments).what
    url = environ.get("DATABASE_URL") or default_url(Path(environ.get("DATA_DIR") or "var"))
    now = datetime.now(UTC)
    jobs: dict[str, Callable[[Engine, Path], str]] = {
        "lists": lambda engine, content: lists(engine, content, encode, now),
        "links": lambda engine, content: look_at_links(engine, content, now),
    }
    engine = create_engine(url)
    try:
        print(jobs[what](engine, content_folder(None)))
    except (AppError, SQLAlchemyError) as error:
        told = str(error) if isinstance(error, AppError) else f"数据库出错（{type(error).__name__}）"
        print(f"没有完成：{told}", file=sys.stderr)
        return 1
    finally:
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
