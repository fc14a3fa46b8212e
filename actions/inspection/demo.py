"""A demonstration city: every name says 演示, every row is marked, every code is of a region that does not exist.

It is loaded only into a registry that has nothing real in it, and figures never mix it with real rows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import afterwards, arrival, cases, registration, registry, tables
from actions.inspection.access import SUPERVISION, Actor, Role
from actions.inspection.cases import Report, Reporter
from actions.inspection.checking import Part, Request
from actions.inspection.credit_code import check_character
from actions.inspection.errors import InspectionError
from actions.inspection.registry import Enterprise
from actions.inspection.signing import Keyring

#: Region 000000 is nobody's.
CREDIT_CODE = "91000000DEM0{:05d}"
ENTERPRISES = (
    ("演示一号面包有限公司", "normal"),
    ("演示二号机械有限公司", "normal"),
    ("演示三号化工有限公司", "high"),
    ("演示四号超市（个体工商户）", "low"),
)
AGENCIES = {
    "demo-market": "演示市场监管机关",
    "demo-fire": "演示消防机关",
    "demo-ecology": "演示生态环境机关",
}
ITEMS = {
    "demo-market": "演示事项：标签标识检查",
    "demo-fire": "演示事项：消防通道检查",
    "demo-ecology": "演示事项：排污口检查",
}
CAPS = {"low": 1, "normal": 2, "high": 4}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class DemoRefused(InspectionError):
    """The registry has something real in it, or the demonstration already."""

    code = "demo_refused"


def demo_credit_code(number: int) -> str:
    """The credit code of a demonstration enterprise."""
    first = CREDIT_CODE.format(number)
    return first + check_character(first)


def load_demo(connection: Connection, keyring: Keyring, now: datetime) -> list[Enterprise]:
    """Fill an empty registry; :class:`DemoRefused` for any other."""
    for table in (tables.enterprises, tables.agencies, tables.visits):
        for real, message in (
            (False, "登记库里有正式数据，不能装入演示数据。"),
            (True, "演示数据已经装过了。"),
        ):
            if connection.scalar(sa.select(sa.func.count()).where(table.c.demo.is_(real))):
                raise DemoRefused(message)
    _fill_agencies(connection, now)
    owners = [
        registry.add_enterprise(
            connection,
            demo_credit_code(number),
            name,
            klass,
            now - 800 * DAY,
            contact="演示联系人",
            demo=True,
        )
        for number, (name, klass) in enumerate(ENTERPRISES, start=1)
    ]
    _hold_visits(connection, owners, keyring, now)
    return owners


def _fill_agencies(connection: Connection, now: datetime) -> None:
    long_ago = now - 900 * DAY
    for place, (agency_id, name) in enumerate(AGENCIES.items()):
        registry.add_agency(connection, agency_id, name, "authority", long_ago, demo=True)
        registry.add_item(
            connection,
            f"{agency_id}-item",
            ITEMS[agency_id],
            "演示依据，不是真实条款",
            "law",
            published_at=long_ago,
            demo=True,
        )
        registry.add_remit(connection, agency_id, [f"{agency_id}-item"])
        for klass, cap in CAPS.items():
            registry.set_cap(connection, agency_id, klass, cap)
        for number, name in zip(range(1, 4), "甲乙丙", strict=True):
            registry.add_inspector(
                connection, agency_id, f"演示{name}", certificate(place, number), demo=True
            )


def certificate(agency: int, number: int) -> str:
    """The certificate number of a demonstration inspector."""
    return f"YS{agency}0000{number}"


def _part(agency: int) -> Part:
    agency_id = list(AGENCIES)[agency]
    people = (certificate(agency, 1), certificate(agency, 2))
    return Part(agency_id, people, (f"{agency_id}-item",), approved_by="演示批准人")


def _register(connection: Connection, request: Request, keyring: Keyring, now: datetime) -> str:
    registered = registration.register(connection, request, keyring, now)
    assert registered.visit_id is not None, registered.findings
    return registered.visit_id


def _request(owner: Enterprise, agencies: tuple[int, ...], at: datetime, **changes: Any) -> Request:
    wanted: dict[str, Any] = {
        "type": "routine",
        "reason": "演示：年度抽查",
        "ends_at": at + 3 * HOUR,
        "parts": tuple(_part(agency) for agency in agencies),
        "notice_by": "演示送达人",
    }
    return Request(enterprise_id=owner.id, starts_at=at, **{**wanted, **changes})


def _hold_visits(connection: Connection, owners: list[Enterprise], keyring: Keyring, now: datetime) -> None:
    bakery, factory, chemistry, shop = owners
    for owner, agencies, days, grade in (
        (bakery, (0,), 400, 4),
        (factory, (1,), 390, 3),
        (chemistry, (2,), 380, 5),
        (bakery, (0, 1), 60, 5),
        (factory, (1, 2), 45, 4),
        (chemistry, (2,), 30, 2),
    ):
        _held(connection, owner, agencies, now - days * DAY, grade, keyring)
    # At the door now; announced together for next week; registered and not yet approved.
    _register(connection, _request(shop, (0,), now - HOUR, ends_at=now + 5 * HOUR), keyring, now - 2 * DAY)
    _register(connection, _request(chemistry, (1, 2), now + 5 * DAY), keyring, now)
    waiting = Part("demo-market", (certificate(0, 1), certificate(0, 3)), ("demo-market-item",))
    _register(connection, _request(bakery, (), now + 9 * DAY, parts=(waiting,)), keyring, now)
    report = Report(
        "unscanned", "演示：来人没有扫码", now - 20 * DAY, "演示车间", "两人", agency_id="demo-fire"
    )
    filed = cases.file_case(connection, report, Reporter(factory.id), now - 20 * DAY, demo=True)
    cases.move_case(connection, SUPERVISION, filed.case_id, "reviewing", "演示：正在核查", now - 19 * DAY)


def _held(
    connection: Connection,
    owner: Enterprise,
    agencies: tuple[int, ...],
    at: datetime,
    grade: int,
    keyring: Keyring,
) -> None:
    visit_id = _register(connection, _request(owner, agencies, at), keyring, at - 3 * DAY)
    text = arrival.enterprise_qr_text(connection, owner, keyring, at)
    people = [certificate(agency, number) for agency in agencies for number in (1, 2)]
    arrival.check_in(connection, visit_id, text, people, "", at)
    arrival.finish(connection, visit_id, [], at + 2 * HOUR)
    actor = Actor(Role.ENTERPRISE, owner.id)
    afterwards.rate(connection, actor, visit_id, grade, "演示评价", at + 3 * HOUR)
