"""Demonstration data is recognisable, satisfies every rule, and never meets real data."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.inspection import agency_keys, demo, registry, supervision, tables
from actions.inspection.__main__ import main
from actions.inspection.access import SUPERVISION, Actor, Role
from actions.inspection.credit_code import read_credit_code
from actions.inspection.signing import Keyring
from actions.inspection.verification import verify
from actions.storage.engine import create_engine, default_url
from knowledge.city_time import CHINA
from tests.actions.inspection.conftest import DAY, MARKET, NOW, City, credit_code


def run(data: Path, *arguments: str, at: datetime = NOW) -> int:
    return main(arguments, {"DATA_DIR": str(data)}, lambda: at)


@pytest.mark.parametrize(
    "at", [NOW, datetime(2026, 1, 1, 9, tzinfo=CHINA), datetime(2026, 12, 31, 20, tzinfo=CHINA)]
)
def test_the_demonstration_loads_on_any_day_and_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], at: datetime
) -> None:
    assert run(tmp_path, "demo", at=at) == 0
    said = capsys.readouterr().out
    typed = re.findall(r"检查码  (\S+)  ", said)
    assert len(typed) == 3
    engine = create_engine(default_url(tmp_path))
    keyring = Keyring(tmp_path / "keys" / "inspection")
    with engine.begin() as connection:
        shop = registry.enterprise_by_credit_code(connection, demo.demo_credit_code(4))
        assert shop is not None
        found = [verify(connection, one, shop.id, keyring, at, asker="x") for one in typed]
        assert [one.status for one in found] == ["unknown_code", "unknown_code", "not_checked_in"]
        assert "演示数据，不是真实的检查" in found[-1].text
        real = supervision.view(connection, SUPERVISION, at.year, at)
        assert (real.now.visits, real.now.enterprises) == (0, 0)
        shown = supervision.view(connection, SUPERVISION, at.year, at, demo=True)
        assert shown.now.enterprises == 4
    engine.dispose()


def test_every_row_is_marked_and_every_name_says_so(tmp_path: Path) -> None:
    run(tmp_path, "demo")
    engine = create_engine(default_url(tmp_path))
    with engine.connect() as connection:
        for table in (tables.enterprises, tables.agencies, tables.items, tables.inspectors):
            rows = list(connection.execute(sa.select(table.c.name, table.c.demo)))
            assert rows
            assert all(row.demo and "演示" in row.name for row in rows)
        for table in (tables.visits, tables.cases):
            assert all(connection.scalars(sa.select(table.c.demo)))
    engine.dispose()


def test_codes_satisfy_the_check_but_belong_to_no_region() -> None:
    for number in range(1, 5):
        code = demo.demo_credit_code(number)
        assert read_credit_code(code) == code
        assert code[2:8] == "000000"


def test_a_registry_in_use_refuses_the_demonstration(city: City) -> None:
    with pytest.raises(demo.DemoRefused, match="正式数据"):
        city.write(demo.load_demo, city.keyring, NOW)


def test_loading_twice_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [run(tmp_path, "demo"), run(tmp_path, "demo")] == [0, 1]
    assert "已经装过" in capsys.readouterr().err


def test_keys_are_made_told_once_and_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, "demo")
    capsys.readouterr()
    assert run(tmp_path, "key", "--agency", "nobody", "--name", "x") == 1
    assert "没有编号" in capsys.readouterr().err
    assert run(tmp_path, "key", "--agency", "demo-fire", "--name", "x") == 0
    key = capsys.readouterr().out.split("\n")[0]
    engine = create_engine(default_url(tmp_path))

    def acts(at: datetime = NOW) -> Actor | None:
        with engine.connect() as connection:
            return agency_keys.agency_of(connection, key, at)

    assert acts() == Actor(Role.AGENCY, "demo-fire")
    assert acts(NOW + 365 * DAY) is None
    run(tmp_path, "revoke-keys", "--agency", "demo-fire", "--name", "x")
    assert acts() is None
    engine.dispose()


def test_signing_keys_are_rotated_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, "demo")
    kid = re.findall(r"JQ1\.([0-9a-f]{8})\.", capsys.readouterr().out)[0]
    assert run(tmp_path, "rotate", "--revoke", kid) == 0
    assert f"已作废 {kid}" in capsys.readouterr().out


def test_figures_are_printed_as_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, "demo")
    capsys.readouterr()
    assert run(tmp_path, "figures", "--demo", "--year", "2026") == 0
    assert "无事不扰率" in capsys.readouterr().out


def test_a_key_is_stored_as_its_hash(city: City) -> None:
    key = city.write(agency_keys.create_key, MARKET, "x", NOW)
    stored = city.write(lambda c: c.scalar(sa.select(tables.agency_keys.c.key_hash)))
    assert key not in stored
    assert credit_code(1) != key
