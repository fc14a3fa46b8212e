"""A database copied while others write to it, and put back: SQLite by its online backup, PostgreSQL by pg_dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from actions.storage.engine import create_engine, parse_url
from knowledge.errors import AppError

#: Where Debian keeps the clients of each version, if they are not on the path.
_BINARIES = Path("/usr/lib/postgresql")
TIMEOUT_SECONDS = 3600
_MAGIC = b"SQLite format 3\x00"


class CopyFailed(AppError):
    """A database could not be copied or put back."""

    code = "copy_failed"


def is_sqlite(path: Path) -> bool:
    """Whether a file is a SQLite database."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database as it stands at one moment, whoever writes to it; the copy is checked."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        address = f"{source.absolute().as_uri()}?mode=ro"
        with (
            closing(sqlite3.connect(address, uri=True, timeout=30)) as given,
            closing(sqlite3.connect(target)) as made,
        ):
            # All pages in one step: in steps, a busy writer would make it begin again and again.
            given.backup(made, pages=-1)
            # The copy is one file, without a log beside it.
            made.execute("PRAGMA journal_mode=DELETE")
            (state,) = made.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        raise CopyFailed(f"数据库复制失败：{source.name}（{error}）") from error
    if state != "ok":
        raise CopyFailed(f"数据库复制出来不完整：{source.name}")


def copy_database(url: str, folder: Path, name: str) -> str | None:
    """Copy the database at ``url`` into ``folder``; the file's name, None when there is no database yet."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        source = Path(str(parsed.database))
        if not source.is_file():
            return None
        copy_sqlite(source, folder / f"{name}.sqlite")
        return f"{name}.sqlite"
    target = folder / f"{name}.sql"
    _run("pg_dump", parsed, "--no-owner", "--no-privileges", f"--file={target}")
    return target.name


def restore_database(file: Path, url: str) -> None:
    """Put a copy back where there is no database, or an empty one."""
    parsed = parse_url(url)
    if (file.suffix == ".sqlite") is not (parsed.get_backend_name() == "sqlite"):
        raise CopyFailed(
            "备份的数据库种类和 DATABASE_URL（或 TRACKER_DB）不同：SQLite 和 PostgreSQL 不能互相恢复"
        )
    if file.suffix == ".sqlite":
        target = Path(str(parsed.database))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    else:
        _run("psql", parsed, "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={file}")


def is_free(url: str) -> bool:
    """Whether nothing stands where a copy would be put."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        return not Path(str(parsed.database)).exists()
    engine = create_engine(url)
    try:
        return not sa.inspect(engine).get_table_names()
    finally:
        engine.dispose()


def _run(program: str, url: URL, *options: str) -> None:
    # The password goes by the environment: command lines can be read by everybody on the machine.
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    try:
        subprocess.run(  # noqa: S603 (a program of ours with an address from the settings)
            [_binary(program), f"--dbname={address}", *options], env=environment, check=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=TIMEOUT_SECONDS,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode(errors="replace").strip()[-500:]
        raise CopyFailed(f"{program} 没有成功：{told}") from error
    except subprocess.TimeoutExpired as error:
        raise CopyFailed(f"{program} 超过 {TIMEOUT_SECONDS} 秒没有结束") from error


def _binary(program: str) -> str:
    found = shutil.which(program) or max(map(str, _BINARIES.glob(f"*/bin/{program}")), default=None)
    if found is None:
        raise CopyFailed(f"没有找到 {program}：请安装 postgresql-client")
    return found
