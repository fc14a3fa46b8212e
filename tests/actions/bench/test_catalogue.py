from __future__ import annotations

import json
from pathlib import Path

import pytest

from actions.bench.catalogue import ASKED, foreign_cases, mix, rows
from knowledge.catalogue import CONTENT, load

FIGURES = {
    "services": 39, "chunks": 700, "built": 30.0, "rebuilt": 2.0, "loaded": 1.0, "memory": 450.0, "search_p50": 5.0,
    "search_p95": 9.0, "answer_p50": 20.0, "answer_p95": 40.0, "right": 0.9, "wrong": 0.03, "foreign": None,
    "foreign_aspect": None,
}  # fmt: skip


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Foreign services, one of them called like one of ours."""
    names = [f"外地事项{at}号登记" for at in range(8)] + ["失业保险金申领"]
    found = [
        {"TASK_CODE": f"T{at}", "TASK_NAME": name, "DEPT_NAME": "甲厅", "handle_time": "20(工作日)"}
        for at, name in enumerate(names)
    ]
    path = tmp_path / "records.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in found), encoding="utf-8")
    return path


def test_both_catalogues_stand_beside_each_other(records: Path, tmp_path: Path) -> None:
    mix(records, tmp_path / "both")
    ours, both = load(CONTENT), load(tmp_path / "both")
    added = both.services.keys() - ours.services.keys()
    assert {both.services[key].name for key in added} == {f"外地事项{at}号登记" for at in range(8)}
    assert ours.services.keys() < both.services.keys()


def test_every_aspect_is_asked_in_turn(records: Path, tmp_path: Path) -> None:
    mix(records, tmp_path / "both")
    cases = foreign_cases(load(tmp_path / "both").services.values())
    assert len(cases) == 8
    assert [case.aspect[0] for case in cases[: len(ASKED)]] == list(ASKED)
    assert all(case.services[0].startswith("gd-") for case in cases)
    assert foreign_cases(load(CONTENT).services.values()) == []


def test_both_sizes_have_the_same_figures() -> None:
    grown = {**FIGURES, "services": 2300, "foreign": 0.99, "foreign_aspect": 0.98}
    found = rows(FIGURES, grown)
    sections = list(dict.fromkeys(row.section for row in found))
    assert sections == ["目录规模：39 个事项", "目录规模：2300 个事项"]
    ours, theirs = ([row.name for row in found if row.section == section] for section in sections)
    assert theirs[: len(ours)] == ours
    assert len(theirs) == len(ours) + 2
