"""New files with everything that they must have, to be filled in by the person who begins one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import count
from pathlib import Path

from actions.publishing.errors import PathRefused
from actions.publishing.files import kind_of
from actions.publishing.records import records
from actions.publishing.shapes import Shape
from knowledge.formats.yaml_lines import Value

KINDS: Mapping[str, str] = {"policies": "政策文件", "services": "办事指南", "answers": "标准答复"}

_POLICY = """\
---
title: （写文件标题）
status: 现行
checked: {today}
---

（写正文。小标题以“## ”开头。）
"""
_ANSWERS = """\
# （这些答复是关于什么的）

- id: {name}-1
  questions:
    - （问法一）
    - （问法二）
    - （问法三）
    - （问法四）
  answer: |-
    （写答复）
  sources:
    - document: （政策文件或办事指南的编号）
  checked: {today}
  review: {review}
"""
_SERVICE = """\
id: {name}
name: （事项名称）
kind: 事项
summary: （一句话说清给谁、办什么、找谁办）
applicant: [个人]
life_stage: 生活
departments: [（部门）]
conditions:
  - gap: 待核实
materials:
  - name: （材料名称）
    gap: 待核实
process:
  - id: apply
    text: 申请
    who: 申请人
    gap: 待核实
time_limit:
  statutory:
    - gap: 待核实
  promised:
    - gap: 待核实
fee:
  - gap: 待核实
channels:
  - kind: 窗口
    gap: 待核实
place:
  - gap: 待核实
result:
  - gap: 待核实
basis:
  - gap: 待核实
visits:
  gap: 待核实
evaluation:
  gap: 待核实
checked: {today}
sources:
  law:
    title: （依据的名称）
    tier: 国家法条
    seen_in: （在哪里看到的）
"""
_TEXTS = {"policies": (_POLICY, ".md"), "services": (_SERVICE, ".yml"), "answers": (_ANSWERS, ".yml")}


def begun(shape: Shape, path: str, text: str, today: date) -> dict[str, Value]:
    """What a new record begins with, so that nobody has to think of an id."""
    if shape.name != "answers":
        return {}
    taken = {one.key for one in records(shape, text) or ()}
    stem = re.sub(r"[^a-z0-9]+", "-", Path(path).stem.lower()).strip("-") or "answer"
    name = next(name for n in count(len(taken) + 1) if (name := f"{stem}-{n}") not in taken)
    return {"id": name, "checked": today.isoformat(), "review": _next_year(today)}


def _next_year(today: date) -> str:
    return today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat()


def new(kind: str, name: str, today: date) -> tuple[str, str]:
    """Path and text of a new file; :class:`PathRefused` when the name cannot be used."""
    if kind not in _TEXTS:
        raise PathRefused("请选择要新建哪一种")
    text, suffix = _TEXTS[kind]
    path = f"{kind}/{name}{suffix}"
    kind_of(path)
    return path, text.format(name=name, today=today.isoformat(), review=_next_year(today))
