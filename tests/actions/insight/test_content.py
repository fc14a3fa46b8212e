"""Content that needs somebody's eye is found on the right days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.insight.content import findings
from knowledge.catalogue import load
from knowledge.report import report

TODAY = date(2026, 3, 2)

POLICY = """---
title: {name}
number: 济政〔2025〕1号
issued: 2025-01-01
status: {status}
checked: {checked}
{more}---

# {name}

## 一、总则

内容。
"""


BENEFITS = """questions:
  - id: kind
    ask: 是企业吗？
    options:
      - {id: company, title: 是}
      - {id: none, title: 不是}
benefits:
"""
BENEFIT = """  - id: {name}
    name: {name}
    gives: 演示
    when:
      - {{question: kind, in: [company]}}
    how: 演示
    document: over
    checked: 2026-01-01
    review: {review}
    {until}
"""


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Any]:
    folder = tmp_path / "policies"
    folder.mkdir()
    for name, status, checked, more in (
        ("over", "现行", "2026-01-01", "expires: 2026-03-01\n"),
        ("today", "现行", "2026-01-01", "expires: 2026-03-02\n"),
        ("later", "现行", "2026-01-01", "expires: 2026-12-31\n"),
        ("repealed", "废止", "2026-01-01", ""),
        ("stale", "现行", "2025-03-01", ""),
    ):
        text = POLICY.format(name=name, status=status, checked=checked, more=more)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    benefits = tmp_path / "benefits"
    benefits.mkdir()
    rows = "".join(
        BENEFIT.format(name=name, review=review, until=until)
        for name, review, until in (
            ("ended", "2026-09-01", "until: 2026-03-01"),
            ("ending", "2026-09-01", "until: 2026-03-02"),
            ("unreviewed", "2026-03-02", ""),
            ("fine", "2026-09-01", "until: 2026-12-31"),
        )
    )
    (benefits / "enterprise.yml").write_text(BENEFITS + rows, encoding="utf-8")
    (benefits / "broken.yml").write_text("benefits: 1\n", encoding="utf-8")
    catalogue = load(tmp_path, today=TODAY, lenient=True)
    return findings(catalogue, report(catalogue), TODAY)


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("expired", {"over", "repealed", "ended"}),
        ("expiring", {"today", "ending"}),
        ("stale", {"stale", "unreviewed"}),
        ("gaps", set()),
    ],
)
def test_each_list_has_its_documents(found: dict[str, Any], name: str, titles: set[str]) -> None:
    assert {row["title"] for row in found[name]} == titles


def test_a_row_says_why_and_where(found: dict[str, Any]) -> None:
    row, benefit = found["expiring"]
    assert benefit == {"path": "benefits/enterprise.yml", "title": "ending", "why": "2026-03-02 截止"}
    assert row == {"path": "policies/today.md", "title": "today", "why": "2026-03-02 到期"}


def test_rates_of_nothing_are_no_rates(found: dict[str, Any]) -> None:
    assert found["rates"]["一件事"]["exempt"] is None


def test_our_own_content_has_gaps_and_rates() -> None:
    catalogue = load(Path(__file__).parents[3] / "knowledge" / "content", lenient=True)
    own = findings(catalogue, report(catalogue), TODAY)
    assert own["rates"]["全部事项"]["records"] == len(catalogue.services)
    assert sum(len(line["gaps"]) for line in own["gaps"]) == own["rates"]["全部事项"]["gaps"]
