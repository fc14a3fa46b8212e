"""A small registry on an empty database: two enterprises, three agencies, their items and inspectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection, Engine

from actions.inspection import registry
from actions.inspection.checking import Part, Request
from actions.inspection.credit_code import check_character
from actions.inspection.registration import Registered, register
from actions.inspection.signing import Keyring

#: Monday, ten in the morning in Henan.
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MARKET, FIRE, HOUSING = "market", "fire", "housing"
CERTIFICATES = {MARKET: ("AA0000001", "AA0000002"), FIRE: ("BB0000001", "BB0000002"), HOUSING: ("CC0000001",)}


def credit_code(number: int) -> str:
    """A credit code that satisfies its check character."""
    first = f"92419001MA{number:07d}"
    return first + check_character(first)


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


@dataclass
class City:
    """The registry under test, and short ways to use it."""

    engine: Engine
    keyring: Keyring
    bakery: registry.Enterprise
    factory: registry.Enterprise

    def write(self, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Run ``work`` as one transaction."""
        with self.engine.begin() as connection:
            return work(connection, *args, **options)

    def request(self, agency: str = MARKET, **changes: Any) -> Request:
        """A request that nothing stops, but for ``changes``."""
        wanted: dict[str, Any] = {
            "enterprise_id": self.bakery.id,
            "type": "routine",
            "reason": "年度抽查",
            "starts_at": NOW + HOUR,
            "ends_at": NOW + 3 * HOUR,
            "parts": (part(agency),),
            "notice_by": "送达人",
        }
        return Request(**{**wanted, **changes})

    def register(self, agency: str = MARKET, at: datetime = NOW, **changes: Any) -> Registered:
        """Register a visit that nothing stops, but for ``changes``."""
        found = self.write(register, self.request(agency, **changes), self.keyring, at)
        assert isinstance(found, Registered)
        return found

    def visit_id(self, agency: str = MARKET, at: datetime = NOW, **changes: Any) -> str:
        """The identifier of a visit that must be registered."""
        found = self.register(agency, at, **changes)
        assert found.visit_id is not None, found.findings
        return found.visit_id


def part(agency: str, **changes: Any) -> Part:
    """An agency's part that nothing stops, but for ``changes``."""
    wanted: dict[str, Any] = {
        "agency_id": agency,
        "certificates": CERTIFICATES[agency],
        "item_ids": (f"{agency}-item",),
        "approved_by": "批准人",
    }
    return Part(**{**wanted, **changes})


@pytest.fixture
def city(engine: Engine, keyring: Keyring) -> City:
    with engine.begin() as connection:
        return City(engine, keyring, *_fill(connection))


def _fill(connection: Connection) -> tuple[registry.Enterprise, registry.Enterprise]:
    for agency, name in ((MARKET, "甲局"), (FIRE, "乙局"), (HOUSING, "丙局")):
        registry.add_agency(connection, agency, name, "authority", NOW - 600 * DAY)
        registry.add_item(
            connection, f"{agency}-item", f"{name}事项", "某法第一条", "law", published_at=NOW - 600 * DAY
        )
        registry.add_remit(connection, agency, [f"{agency}-item"])
        registry.set_cap(connection, agency, "normal", 4)
        for place, certificate in enumerate(CERTIFICATES[agency]):
            registry.add_inspector(connection, agency, "张三丰李四王五"[place * 2 :][:3], certificate)
    registry.add_item(connection, "hidden-item", "未公布事项", "某法第二条", "law")
    registry.add_remit(connection, MARKET, ["hidden-item"])
    early = NOW - 400 * DAY
    return (
        registry.add_enterprise(connection, credit_code(1), "某某面包有限公司", "normal", early),
        registry.add_enterprise(connection, credit_code(2), "某某机械有限公司", "normal", early),
    )
