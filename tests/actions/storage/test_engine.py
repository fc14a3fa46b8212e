"""Engines carry the settings that keep data safe and errors free of what residents wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.storage.engine import READ_ONLY, create_engine, default_url, parse_url


@pytest.fixture
def url(tmp_path: Path) -> str:
    return default_url(tmp_path / "new" / "folder")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_sqlite_is_set_up_for_a_service(url: str, pragma: str, value: object) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


def test_ddl_is_rolled_back_with_its_transaction(url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE TABLE half (id INTEGER)"))
        connection.rollback()
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_reader_does_not_wait_for_a_writer(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE things (id INTEGER)"))
    with engine.begin() as writer:
        writer.execute(sa.text("INSERT INTO things VALUES (1)"))
        with engine.connect().execution_options(**{READ_ONLY: True}) as reader:
            assert reader.execute(sa.text("SELECT count(*) FROM things")).scalar() == 0
    engine.dispose()


def test_errors_do_not_quote_parameters(url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection, pytest.raises(sa.exc.OperationalError) as caught:
        connection.execute(sa.text("INSERT INTO missing VALUES (:said)"), {"said": "13812345678"})
    assert "13812345678" not in str(caught.value)
    engine.dispose()


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_psycopg_3(scheme: str) -> None:
    engine = create_engine(f"{scheme}://user:secret@127.0.0.1/city")
    assert (engine.dialect.name, engine.dialect.driver) == ("postgresql", "psycopg")
    engine.dispose()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://a/b", "sqlite://", "sqlite:///:memory:"])
def test_other_databases_are_refused_in_chinese(url: str) -> None:
    with pytest.raises(ValueError, match=r"[一-鿿]"):
        parse_url(url)
