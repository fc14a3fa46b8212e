"""A small mapping file and foreign records for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from knowledge.importing.services import Mapping, read_mapping

MAPPING = """\
source: {title: 甲省办事指南（外省参照）, tier: 外省参照}
checked: 2026-11-01
prefix: jia
remark: 外省做法，仅供参照
fields:
  id: code
  name: title
  department: dept
  summary: [level]
  applicant: who
  life_stage: theme
  conditions: terms
  materials: papers
  statutory: law_days
  promised: days
  online: url
  place: where
  contacts: {咨询电话: phone}
  ignore: [internal]
unknown: [无]
units: {工作日: 工作日, 自然日: 日}
applicants: {自然人: 个人, 企业法人: 企业}
life_stages: {生小孩: 出生}
default_life_stage: 经营发展
"""
ROW: dict[str, Any] = {
    "code": "A1", "title": "养犬登记", "dept": "甲省公安厅", "level": "省级", "who": ["自然人", "企业法人"],
    "theme": ["其他", "生小孩"], "terms": "有固定住所。", "papers": ["申请表", "免疫证明", "申请表"],
    "law_days": "20(工作日)", "days": "3（自然日）", "url": "https://www.gdzwfw.gov.cn/a?b=1",
    "where": "大厅3号窗口", "phone": "无", "internal": "x",
}  # fmt: skip


@pytest.fixture
def mapping_file(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.yml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def mapping(mapping_file: Path) -> Mapping:
    return read_mapping(mapping_file)


@pytest.fixture
def records(tmp_path: Path) -> Callable[[Iterable[object]], Path]:
    """Writes rows, or raw lines, to a file of JSON lines."""

    def write(rows: Iterable[object]) -> Path:
        path = tmp_path / "records.jsonl"
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write
