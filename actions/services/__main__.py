"""``python -m actions.services ratings [--csv] [--days N]``: what residents think of the guides."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TextIO

import sqlalchemy as sa

from actions.services import ratings
from actions.services.database import database_url
from actions.services.texts import guides
from actions.storage.engine import create_engine

#: Spreadsheet programs run a cell that begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 1 when the database cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m actions.services", description="办事指南的好差评")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("ratings", help="列出评价汇总；--csv 逐条导出")
    command.add_argument("--csv", action="store_true", help="逐条写成 CSV（时间、事项、等级、原因、渠道）")
    command.add_argument("--days", type=int, help="只要最近这么多天的")
    given = parser.parse_args(arguments)
    since = datetime.now(UTC) - timedelta(days=given.days) if given.days is not None else None
    engine = create_engine(database_url())
    try:
        with engine.connect() as connection:
            if given.csv:
                write_csv(ratings.ratings(connection, since=since), sys.stdout)
            else:
                write_summary(ratings.summaries(connection, since), sys.stdout)
    except sa.exc.SQLAlchemyError as error:
        print(
            f"评价读不出来（{type(error).__name__}），请检查 DATABASE_URL 和 DATA_DIR，并先启动一次服务。",
            file=sys.stderr,
        )
        return 1
    finally:
        engine.dispose()
    return 0


def write_csv(rows: Sequence[ratings.Rating], out: TextIO) -> None:
    """One rating a line, newest first."""
    writer = csv.writer(out)
    writer.writerow(["时间", "事项", "等级", "原因", "渠道"])
    titles = {grade.score: grade.title for grade in guides().rating.grades}
    for row in rows:
        at = row.at.isoformat(timespec="seconds")
        writer.writerow([at, row.service, titles[row.score], _cell(row.reason or ""), row.channel])


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def write_summary(rows: Sequence[ratings.Summary], out: TextIO) -> None:
    """One service a line: how many of each grade, 差评, share that is at least 基本满意."""
    titles = [grade.title for grade in sorted(guides().rating.grades, key=lambda grade: -grade.score)]
    print("\t".join(["事项", *titles, "差评", "满意率"]), file=out)
    for row in rows:
        counts = "\t".join(map(str, row.counts))
        print(f"{row.service}\t{counts}\t{row.poor}\t{row.satisfied:.1%}", file=out)
    if not rows:
        print("还没有评价。", file=out)


if __name__ == "__main__":
    raise SystemExit(main())
