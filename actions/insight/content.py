"""What in the content needs somebody's eye: expired, expiring, unchecked for long, with gaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from knowledge.catalogue import Catalogue, Kind
from knowledge.formats.benefit import FOLDER as BENEFITS
from knowledge.formats.benefit import Benefit, read_benefits
from knowledge.formats.policy import Status
from knowledge.report import Report, Total

#: Documents that end within this time are shown ahead.
EXPIRES_SOON = timedelta(days=60)
#: A 核对日期 older than this is stale.
STALE_AFTER = timedelta(days=365)


def findings(catalogue: Catalogue, report: Report, today: date) -> dict[str, Any]:
    """The lists, as JSON. ``path`` is the file within the content folder."""
    return {
        "expired": [*_expired(catalogue, today), *_over(catalogue, today)],
        "expiring": [*_expiring(catalogue, today), *_ending(catalogue, today)],
        "stale": [*_stale(catalogue, today), *_to_review(catalogue, today)],
        "gaps": [
            {
                "path": _path(catalogue, Kind.SERVICE, line.id),
                "title": line.name,
                "gaps": [f"{gap.place}：{gap.text}" for gap in line.gaps],
            }
            for line in sorted(report.lines, key=lambda line: (-len(line.gaps), line.id))
            if line.gaps
        ],
        "rates": {"一件事": _rates(report.bundles), "全部事项": _rates(report.everything)},
    }


def _expired(catalogue: Catalogue, today: date) -> Iterator[dict[str, Any]]:
    for key, policy in catalogue.policies.items():
        header = policy.header
        over = header.expires is not None and header.expires < today
        if over or header.status in (Status.EXPIRED, Status.REPEALED):
            why = f"{header.expires} 到期" if over else f"状态是“{header.status.value}”"
            yield _row(catalogue, Kind.POLICY, key, header.title, why)


def _expiring(catalogue: Catalogue, today: date) -> Iterator[dict[str, Any]]:
    for key, policy in catalogue.policies.items():
        expires = policy.header.expires
        if expires is not None and today <= expires <= today + EXPIRES_SOON and policy.header.in_force(today):
            yield _row(catalogue, Kind.POLICY, key, policy.header.title, f"{expires} 到期")


def _stale(catalogue: Catalogue, today: date) -> Iterator[dict[str, Any]]:
    for key, policy in catalogue.policies.items():
        checked = policy.header.checked
        if policy.header.in_force(today) and (checked is None or checked < today - STALE_AFTER):
            yield _row(catalogue, Kind.POLICY, key, policy.header.title, _checked(checked))
    for key, service in catalogue.services.items():
        if service.checked < today - STALE_AFTER:
            yield _row(catalogue, Kind.SERVICE, key, service.name, _checked(service.checked))
    for key, answer in catalogue.answers.items():
        if answer.review <= today:
            yield _row(catalogue, Kind.ANSWER, key, answer.questions[0], f"应在 {answer.review} 前复查")


def _benefits(catalogue: Catalogue) -> Iterator[tuple[str, Benefit]]:
    """Each benefit with its file; a file that cannot be read is told by the content check."""
    for path in sorted((catalogue.content / BENEFITS).glob("*.yml")):
        found, _ = read_benefits(path)
        for benefit in found.benefits if found is not None else ():
            yield f"{BENEFITS}/{path.name}", benefit


def _over(catalogue: Catalogue, today: date) -> Iterator[dict[str, Any]]:
    for path, benefit in _benefits(catalogue):
        if not benefit.open(today):
            yield {"path": path, "title": benefit.name, "why": f"{benefit.until} 截止"}


def _ending(catalogue: Catalogue, today: date) -> Iterator[dict[str, Any]]:
    for path, benefit in _benefits(catalogue):
        if benefit.until is not None and today <= benefit.until <= today + EXPIRES_SOON:
            yield {"path": path, "title": benefit.name, "why": f"{benefit.until} 截止"}


def _to_review(catalogue: Catalogue, today: date) -> Iterator[dict[str, Any]]:
    for path, benefit in _benefits(catalogue):
        if benefit.open(today) and benefit.review <= today:
            yield {"path": path, "title": benefit.name, "why": f"应在 {benefit.review} 前复查"}


def _checked(day: date | None) -> str:
    return "没有核对日期" if day is None else f"{day} 核对"


def _row(catalogue: Catalogue, kind: Kind, key: str, title: str, why: str) -> dict[str, Any]:
    return {"path": _path(catalogue, kind, key), "title": title, "why": why}


def _path(catalogue: Catalogue, kind: Kind, key: str) -> str:
    origin = catalogue.origins.get((kind, key))
    if origin is None:
        return key
    file = origin.file
    return (
        file.relative_to(catalogue.content).as_posix()
        if file.is_relative_to(catalogue.content)
        else file.name
    )


def _rates(total: Total) -> dict[str, Any]:
    return {
        "records": total.records,
        "exempt": total.exempt_rate,
        "exempt_counted": total.exempt_counted,
        "reduction": total.reduction,
        "reduction_counted": total.reduction_counted,
        "gaps": total.gaps,
    }
