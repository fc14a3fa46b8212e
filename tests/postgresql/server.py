"""A real PostgreSQL for tests: its own data folder, a Unix socket, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.sql import SQL, Identifier

BINARIES = Path(os.environ.get("POSTGRESQL_BIN", "/usr/lib/postgresql/15/bin"))
#: PostgreSQL refuses to run as root; containers often have nobody else.
OTHER_USERS = ("postgres", "nobody")
#: Safe only for data that nobody misses.
FAST = "-F -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=100"


def installed() -> bool:
    """Whether the programs are there."""
    return (BINARIES / "initdb").exists()


class Server:
    """A running server."""

    def __init__(self) -> None:
        # Socket paths may have 107 characters at most: not under pytest's deep folders.
        self._folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            user = next(
                name
                for name in OTHER_USERS
                if subprocess.run(["id", name], capture_output=True).returncode == 0
            )
            shutil.chown(self._folder, user)
            self._as_user = ["runuser", "-u", user, "--"]
        self._run("initdb", "-D", self._data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        self.start()

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql+psycopg://tests@/{database}?host={quote(str(self._folder))}"

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        options = f"{FAST} -k {self._folder}"
        self._run("pg_ctl", "-D", self._data, "-l", str(self._folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop at once, connections or not."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Stop and delete everything."""
        self.stop()
        shutil.rmtree(self._folder)

    def create(self, template: str | None = None) -> str:
        """A new database; its name."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        # Copying files is quicker than logging what they hold, and nothing here is ever recovered.
        with self._connection() as connection:
            connection.execute(
                SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    Identifier(name), Identifier(template or "template1")
                )
            )
        return name

    def drop(self, name: str) -> None:
        """Delete a database with the connections that still use it."""
        with self._connection() as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def _connection(self) -> psycopg.Connection:
        where = str(self._folder)
        return psycopg.connect(
            host=where, user="tests", dbname="postgres", autocommit=True, connect_timeout=60
        )

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_user, str(BINARIES / program), *arguments]
        # pg_ctl leaves its output open in the server that it starts: never wait for that to close.
        done = subprocess.run(
            command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60, check=False
        )
        assert done.returncode == 0, f"{program} {arguments}: {done.returncode}"
