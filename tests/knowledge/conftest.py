"""A content folder that is sound, to be spoilt in one place by each test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from knowledge.catalogue import Catalogue, load
from knowledge.errors import ContentError, Fault

# The machine that runs the tests may be busy; a slow example is no fault.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

TODAY = date(2026, 6, 1)

SERVICE = """\
id: id-card
name: 居民身份证换领
kind: 事项
summary: 身份证到期或丢失后换领、补领。
aliases: [补领身份证]
everyday: [身份证丢了]
applicant: [个人]
life_stage: 生活
departments: [公安机关]
questions:
  - id: situation
    ask: 您要办哪一种?
    options:
      - {id: expired, title: 到期}
      - {id: lost, title: 丢失}
  - id: age
    ask: 满16周岁了吗?
    when: {situation: [lost]}
    options:
      - {id: adult, title: 满了}
      - {id: child, title: 没满}
conditions:
  - {text: 有效期满的换领。, source: law, when: {situation: [expired]}}
materials:
  - {name: 居民户口簿, source: law, when: {age: [adult]}}
  - name: 申领登记表
    exempt: {how: 系统生成}
    source: law
process:
  - {id: apply, text: 提出申请。, who: 申请人, source: law}
  - {id: issue, text: 制发证件。, who: 公安机关, source: law, after: [apply]}
time_limit:
  statutory:
    - {value: 60, unit: 工作日, source: law}
  promised:
    - {value: 15, unit: 工作日, source: law}
fee:
  - {amount: 20, text: 工本费20元。, source: law}
channels:
  - {kind: 窗口, text: 公安机关窗口。, source: law}
place:
  - {gap: 窗口地址待核实。}
result:
  - {text: 居民身份证。, source: law}
basis:
  - {article: 第十一条, text: 换领补领。, source: law}
visits: {gap: 待核实。}
evaluation: {text: 办完可以评价。, source: law}
checked: 2026-05-01
sources:
  law: {title: 中华人民共和国居民身份证法, tier: 国家法条}
"""

BUNDLE = """\
id: newborn
name: 新生儿出生一件事
kind: 一件事
summary: 孩子出生后的几件事一次办。
applicant: [个人]
life_stage: 出生
departments: [公安机关, 医疗保障部门]
parts:
  - {name: 身份证, department: 公安机关, service: id-card, source: law}
conditions:
  - {text: 在本地出生。, source: law}
materials:
  - {name: 出生医学证明, exempt: {how: 数据共享}, source: law}
  - {name: 居民户口簿, source: law}
process:
  - {id: apply, text: 提出申请。, who: 申请人, source: law}
time_limit:
  statutory:
    - {value: 10, unit: 工作日, source: law}
  promised:
    - {value: 0, unit: 当场, source: law}
fee:
  - {amount: 0, text: 不收费。, source: law}
channels:
  - {kind: 网上, text: 河南政务服务网。, source: law}
place:
  - {gap: 待核实。}
result:
  - {text: 居民户口簿。, source: law}
basis:
  - {article: 第七条, text: 申报出生登记。, source: law}
visits: {value: 0, source: law}
evaluation: {text: 办完可以评价。, source: law}
checked: 2026-05-01
sources:
  law: {title: 户口登记条例, tier: 国家法条}
"""

POLICY = """\
---
title: 居民身份证法要点
number: 主席令第51号
issuer: 全国人民代表大会常务委员会
issued: 2011-10-29
status: 现行
region: 全国
tier: 国家法条
seen_in: 国家法律法规数据库
checked: 2026-05-01
---

# 居民身份证法要点

## 有效期

16至25周岁的有效期10年。
"""

ANSWERS = """\
- id: lost-id-card
  questions:
    - 身份证丢了怎么办
    - 身份证丢了咋补
    - 身份证不见了
    - 身份证找不着了
  answer: 向公安机关申请补领。
  sources:
    - {document: id-card-law, section: 有效期}
    - {document: id-card, section: 申请材料}
  service: id-card
  aspect: process
  checked: 2026-05-01
  review: 2026-12-01
"""

DEPARTMENTS = """\
- name: 公安机关
  aliases: [公安局, 派出所]
- name: 医疗保障部门
  aliases: [医保局]
"""

SYNONYMS = """\
- {canonical: 居民户口簿, words: [户口本, 户口簿]}
- {canonical: 怎么, words: [咋]}
"""


@dataclass
class ContentFolder:
    """A content folder on disk."""

    path: Path
    synonyms: Path

    def file(self, name: str) -> Path:
        """Path of one of its files."""
        return self.synonyms if name == "synonyms.yml" else self.path / name

    def write(self, name: str, text: str) -> Path:
        """Write a file."""
        path = self.file(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def change(self, name: str, old: str, new: str) -> None:
        """Replace text that stands in a file exactly once."""
        text = self.file(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def line(self, name: str, part: str) -> int:
        """The line on which ``part`` first stands."""
        text = self.file(name).read_text(encoding="utf-8")
        return text[: text.index(part)].count("\n") + 1

    def load(self, today: date = TODAY) -> Catalogue:
        """Load it, faulty or not."""
        return load(self.path, today=today, lenient=True, synonyms=self.synonyms)

    def faults(self, today: date = TODAY) -> list[Fault]:
        """All faults, warnings too."""
        return self.load(today).faults

    def expect(
        self, name: str, part: str, message: str, *, warning: bool = False, today: date = TODAY
    ) -> None:
        """Exactly one fault, in the line with ``part``, whose message contains ``message``."""
        faults = self.faults(today)
        assert [(fault.file, fault.line, fault.warning) for fault in faults] == [
            (self.file(name), self.line(name, part), warning)
        ], [str(fault) for fault in faults]
        assert message in faults[0].message
        if warning:
            assert load(self.path, today=today, synonyms=self.synonyms).faults == faults
        else:
            with pytest.raises(ContentError, match=re.escape(message)) as raised:
                load(self.path, today=today, synonyms=self.synonyms)
            assert raised.value.faults == faults


@pytest.fixture
def content(tmp_path: Path) -> ContentFolder:
    """A content folder without a fault."""
    folder = ContentFolder(tmp_path / "content", tmp_path / "synonyms.yml")
    folder.write("services/id-card.yml", SERVICE)
    folder.write("services/newborn.yml", BUNDLE)
    folder.write("policies/id-card-law.md", POLICY)
    folder.write("answers/documents.yml", ANSWERS)
    folder.write("departments.yml", DEPARTMENTS)
    folder.write("synonyms.yml", SYNONYMS)
    return folder
