"""Whatever is wrong with a record: file, line, a sentence for a clerk, and the published index as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.index.versions import Versions
from tests.knowledge.conftest import ContentFolder

RECORD, BUNDLE = "services/id-card.yml", "services/newborn.yml"
Run = Callable[..., int]

#: What is changed in which file, on which line the fault is told, and the words that a clerk reads.
SPOILT = {
    "no time limit": (RECORD, "  statutory:\n    - {value: 60, unit: 工作日, source: law}\n", "",
                      "time_limit:", "办理时限：缺少“statutory”（法定时限）"),
    "no materials": (BUNDLE, "materials:\n", "材料:\n", "材料:", "不认识的字段“材料”"),
    "no applicant": (RECORD, "applicant: [个人]\n", "", "id: id-card", "缺少“applicant”（服务对象）"),
    "no visits": (RECORD, "visits: {gap: 待核实。}\n", "", "id: id-card", "缺少“visits”（到场次数）"),
    "no checked date": (RECORD, "checked: 2026-05-01\n", "", "id: id-card", "缺少“checked”（核对日期）"),
    "neither source nor gap": (RECORD, "{text: 居民身份证。, source: law}", "{text: 居民身份证。}",
                               "{text: 居民身份证。}", "每个要素须写 source（来源）或 gap"),
    "an unknown source": (RECORD, "{text: 居民身份证。, source: law}", "{text: 居民身份证。, source: rule}",
                          "source: rule", "来源“rule”没有列在本文件的 sources 里"),
    "an unknown department": (RECORD, "departments: [公安机关]", "departments: [公安处]", "[公安处]",
                              "部门“公安处”不在 departments.yml 里"),
    "a time limit without unit": (RECORD, "{value: 60, unit: 工作日, source: law}", "{value: 60, source: law}",
                                  "{value: 60, source: law}", "时限要同时写 value 和 unit（工作日、日、个月、当场）"),
    "an unknown unit": (RECORD, "{value: 60, unit: 工作日, source: law}", "{value: 60, unit: 天, source: law}",
                        "unit: 天", "“unit”不能写“天”，只能是：工作日、日、个月、当场"),
    "a step without unit": (RECORD, "who: 公安机关, source", "who: 公安机关, days: 3, source", "days: 3",
                            "要同时写 days 和 unit"),
    "the alias of another service": (BUNDLE, "applicant: [个人]", "aliases: [补领身份证]\napplicant: [个人]",
                                     "aliases:", "名称“补领身份证”已用于事项“居民身份证换领”"),
    "an everyday word that is an alias": (BUNDLE, "applicant: [个人]", "everyday: [补领-身份证]\napplicant: [个人]",
                                          "everyday:", "名称“补领-身份证”已用于事项“居民身份证换领”"),
    "a bundle in itself": (BUNDLE, "service: id-card,", "service: newborn,", "service: newborn",
                           "一件事互相包含：newborn → newborn"),
    "an unknown part": (BUNDLE, "service: id-card,", "service: id,", "service: id,", "没有 id 为“id”的事项"),
    "an unknown question": (RECORD, "when: {age: [adult]}", "when: {ages: [adult]}", "ages",
                            "when 里的“ages”不是本文件 questions 里的问题"),
    "an unknown option": (RECORD, "when: {age: [adult]}", "when: {age: [old]}", "[old]",
                          "问题“age”没有选项“old”（有：adult、child）"),
    "steps in a circle": (RECORD, "who: 申请人, source: law}", "who: 申请人, source: law, after: [issue]}",
                          "id: apply", "步骤互相等待：apply → issue → apply"),
    "an unknown step": (RECORD, "after: [apply]", "after: [start]", "after: [start]",
                        "after 里的“start”不是本流程的步骤"),
    "a key twice": (RECORD, "kind: 事项\n", "kind: 事项\nkind: 事项\n", "summary:", "字段“kind”写了两次（第 3 行已有）"),
    "a tab": (RECORD, "  - {gap: 窗口地址待核实。}", "\t- {gap: 窗口地址待核实。}", "\t- {gap", "缩进用空格"),
    "an open bracket": (RECORD, "departments: [公安机关]", "departments: [公安机关", "questions:",
                        "方括号或花括号没有成对"),
    "another id": (RECORD, "id: id-card\n", "id: idcard\n", "id: idcard", "要和文件名“id-card”相同"),
    "a foreign link": (RECORD, "text: 公安机关窗口。,", "text: 公安机关窗口。, url: 'https://x.example.com',", "url:",
                       "对外链接只能用政府官方网站"),
}  # fmt: skip


@pytest.fixture
def live(run: Run, built: str) -> str:
    """The version that is live before anything is spoilt."""
    return built


@pytest.mark.parametrize(("name", "old", "new", "at", "words"), SPOILT.values(), ids=SPOILT)
def test_a_fault_is_told_and_changes_nothing(
    run: Run,
    live: str,
    content: ContentFolder,
    versions: Versions,
    capsys: pytest.CaptureFixture[str],
    name: str,
    old: str,
    new: str,
    at: str,
    words: str,
) -> None:
    content.change(name, old, new)
    assert run("check") == 1
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith(str(content.file(name)))]
    line = content.line(name, at) - (words.startswith("字段“kind”"))
    assert any(one.startswith(f"{content.file(name)}:{line}: ") and words in one for one in told), told
    assert not re.search("[A-Za-z]{4,} (should|is|must|not|expected|found)", "".join(told)), told
    assert run("build") == 1
    assert versions.current_name() == live


BYTES = {
    "empty": (b"", 0, "文件是空的"),
    "half written": ("id: id-card\nname: 居民身份证换领\nkind: 事".encode(), 3, "“kind”（类型）不能写“事”"),
    "cut in a character": ("id: id-card\nname: 居民".encode()[:-1], 2, "文件不是 UTF-8 编码"),
    "GB 18030": ("id: id-card\nname: 居民身份证\n".encode("gb18030"), 2, "请另存为“UTF-8（无 BOM）”"),
    "BOM": (b"\xef\xbb\xbfid: id-card\n", 1, "BOM"),
    "5 MB": (b"# " + b"x" * 5 * 1024 * 1024, 0, "文件太大（5.0 MB，上限 1 MB）"),
    "no YAML": (b"<html>\n<body>: [}\n", 2, ""),
    "a list": ("- 居民身份证\n".encode(), 1, "要写成“字段: 内容”的形式"),
    "an anchor": (b"id: &a id-card\nname: *a\n", 1, "不能用“&”作标记"),
    "a control character": (b"id: id-card\nname: \x07\n", 2, "看不见的控制字符"),
}


@pytest.mark.parametrize(("data", "line", "words"), BYTES.values(), ids=BYTES)
def test_a_file_that_is_no_record(
    run: Run, live: str, content: ContentFolder, versions: Versions, capsys: pytest.CaptureFixture[str],
    data: bytes, line: int, words: str,
) -> None:  # fmt: skip
    path = content.file(RECORD)
    path.write_bytes(data)
    assert run("check") == 1
    told = capsys.readouterr().out.splitlines()
    assert any(one.startswith(f"{path}:{line}: ") and words in one for one in told), told
    assert run("build") == 1
    assert versions.current_name() == live


def test_gaps_are_counted(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    assert "待核实要素 3 处，涉及 2 项事项" in capsys.readouterr().out


@pytest.fixture
def versions(index: Path) -> Versions:
    return Versions(index)
