"""Policy documents say what they are, from when to when they hold, and are not marked wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.catalogue.model import Catalogue, Origin
from knowledge.errors import Fault
from knowledge.formats.policy import Policy, PolicyHeader, Status


def check(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Missing metadata, dates out of order, validity that does not fit the dates, double numbers."""
    numbers: dict[str, str] = {}
    for policy, origin in catalogue.located_policies():
        yield from _metadata(policy.header, origin)
        yield from _order(policy.header, origin)
        yield from _validity(policy.header, origin, today)
        yield from _repeals(catalogue, policy, origin, today)
        number = policy.header.number
        if number and numbers.setdefault(number, policy.id) != policy.id:
            message = f"文号 {number} 与“{numbers[number]}”相同"
            yield origin.fault(("number",), message, warning=True)


def _metadata(header: PolicyHeader, origin: Origin) -> Iterator[Fault]:
    present = {
        "issuer（发文机关）": header.issuer,
        "issued（成文日期）": header.issued,
        "tier（来源档次）": header.tier,
        "url 或 seen_in（出处）": header.url or header.seen_in,
        "checked（核对日期）": header.checked,
    }
    missing = [name for name, value in present.items() if value is None]
    if missing:
        yield origin.fault((), f"缺少元数据：{'、'.join(missing)}", warning=True)


def _order(header: PolicyHeader, origin: Origin) -> Iterator[Fault]:
    if header.effective and header.expires and header.expires < header.effective:
        message = f"失效日期 {header.expires} 早于施行日期 {header.effective}"
        yield origin.fault(("expires",), message)
    if header.issued and header.expires and header.expires < header.issued:
        yield origin.fault(("expires",), f"失效日期 {header.expires} 早于成文日期 {header.issued}")


def _validity(header: PolicyHeader, origin: Origin, today: date) -> Iterator[Fault]:
    withdrawn = header.status in (Status.EXPIRED, Status.REPEALED)
    if header.expires and header.expires < today and not withdrawn:
        message = f"{header.expires} 已失效，请把 status 改为“失效”"
        yield origin.fault(("expires",), message, warning=True)
    if header.status is Status.NOT_YET and header.effective and header.effective <= today:
        message = f"{header.effective} 已施行，请把 status 改为“现行”"
        yield origin.fault(("status",), message, warning=True)
    if header.status is Status.IN_FORCE and header.effective and header.effective > today:
        message = f"{header.effective} 才施行，请把 status 改为“尚未施行”"
        yield origin.fault(("effective",), message, warning=True)


def _repeals(catalogue: Catalogue, policy: Policy, origin: Origin, today: date) -> Iterator[Fault]:
    """Documents that this one repeals, named by id, number or title, must not count as in force."""
    if not policy.header.in_force(today):
        return
    for at, named in enumerate(policy.header.repeals):
        for other in catalogue.policies.values():
            header = other.header
            same = named in (other.id, header.number, header.title)
            if same and other.id != policy.id and header.status is not Status.REPEALED:
                message = f"“{other.id}”已被本文件废止，请把它的 status 改为“废止”"
                yield origin.fault(("repeals", at), message, warning=True)
