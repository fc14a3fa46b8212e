from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from knowledge.formats.answer import CuratedAnswer
from knowledge.formats.messages import check, place_name
from knowledge.formats.policy import PolicyHeader
from knowledge.formats.service import Limit, Material, Service
from knowledge.formats.yaml_lines import parse_yaml

FILE = Path("a.yml")


def faults_of(model, text):
    document = parse_yaml(text, FILE)
    assert document.faults == ()
    record, faults = check(model, document.data, document.lines)
    assert record is None
    return [(fault.line, fault.message) for fault in faults]


def test_a_sound_record_has_no_faults():
    document = parse_yaml("title: 通知\nissued: 2026-03-01\n", FILE)
    record, faults = check(PolicyHeader, document.data, document.lines)
    assert record is not None
    assert str(record.issued) == "2026-03-01"
    assert faults == []


@pytest.mark.parametrize(
    ("model", "text", "line", "message"),
    [
        (PolicyHeader, "number: x", 1, "缺少“title”（标题）"),
        (PolicyHeader, "title: a\nissuerr: b", 2, "不认识的字段“issuerr”，请删去或改正拼写"),
        (PolicyHeader, "title: 2024", 1, "“title”（标题）要写文字；如果是数字或日期，请加引号"),
        (PolicyHeader, "title:", 1, "“title”（标题）没有填写"),
        (PolicyHeader, "title: ''", 1, "“title”（标题）不能为空"),
        (PolicyHeader, "title: a\nstatus: 有效", 2, "“status”（效力状态）不能写“有效”，只能是：现行、尚未施行、失效、废止"),
        (PolicyHeader, "title: a\nissued: 2026年3月", 2, "“issued”（成文日期）日期要写成 2026-03-01 这样"),
        (PolicyHeader, "title: a\nissued: 20260301", 2, "“issued”（成文日期）日期要写成 2026-03-01 这样"),
        (PolicyHeader, "title: a\ntopics: x", 2, "“topics”（主题）要写成列表，每项一行，以“- ”开头"),
        (PolicyHeader, "title: a\nurl: https://example.com/", 2, "对外链接只能用政府官方网站（gov.cn 等）"),
        (PolicyHeader, "title: a\nurl: ftp://www.gov.cn/", 2, "链接须以 https:// 或 http:// 开头"),
        (Limit, "value: 3\nsource: a", 1, "时限要同时写 value 和 unit（工作日、日、个月、当场）"),
        (Limit, "value: 3.5\nunit: 日\nsource: a", 1, "“value”要写整数"),
        (Limit, "value: 三\nunit: 日\nsource: a", 1, "“value”要写整数"),
        (Limit, "value: -1\nunit: 日\nsource: a", 1, "“value”不能小于 0"),
        (Limit, "value: 9999\nunit: 日\nsource: a", 1, "“value”不能大于 3660"),
        (Limit, "value: 3\nunit: 小时\nsource: a", 2, "“unit”不能写“小时”，只能是：工作日、日、个月、当场"),
        (Limit, "value: 3\nunit: 日", 1, "每个要素须写 source（来源）或 gap（待核实的说明），二者取一"),
        (Material, "name: a\nsource: b\nrequired: 也许", 3, "“required”要写 true 或 false"),
        (Material, "name: a\nsource: b\nexempt: 数据共享", 3, "“exempt”要写成“字段: 内容”的形式"),
        (Material, "name: a\nsource: 法", 2, "“source”（来源）不能写“法”：只能用小写字母、数字和连字符，例如 id-card"),
        (Material, "name: a\nsource: b\nwhen: {x: 1}", 3, "适用情形：“x”要写成列表，每项一行，以“- ”开头"),
        (CuratedAnswer, "- a", 1, "这里要写成“字段: 内容”的形式"),
    ],
)  # fmt: skip
def test_each_kind_of_error_in_words(model, text, line, message):
    assert faults_of(model, text) == [(line, message)]


def test_the_place_in_a_record_is_named():
    text = "id: a\nquestions: [a, b, 3]\nanswer: x\nchecked: 2026-01-01\nreview: 2026-02-01\n"
    assert faults_of(CuratedAnswer, text) == [
        (2, "问法或情形问题：第 3 项要写文字；如果是数字或日期，请加引号"),
    ]
    assert place_name(("materials", 1, "when", "situation")) == "申请材料·第 2 项·适用情形·situation"


def test_too_few_items():
    text = "id: a\nquestions: [a, b]\nanswer: x\nchecked: 2026-01-01\nreview: 2026-02-01\n"
    assert faults_of(CuratedAnswer, text) == [(2, "“questions”（问法或情形问题）至少要有 4 项")]


def test_every_fault_of_a_service_is_reported_at_once():
    found = faults_of(
        Service, "id: a\nname: b\nkind: 事项\nsummary: c\nmaterials:\n  - copies: 3\n    source: x\n"
    )
    assert (6, "申请材料·第 1 项：缺少“name”（名称）") in found
    missing = [message for _, message in found if message.startswith("缺少")]
    assert len(missing) == 15
    assert "缺少“time_limit”（办理时限）" in missing


def test_an_unforeseen_error_still_gives_a_sentence():
    class Colour(StrEnum):
        RED = "红"

    class Odd(BaseModel):
        model_config = ConfigDict(extra="forbid")
        colour: dict[Colour, tuple[int, int]]

    document = parse_yaml("colour: {红: [1]}", FILE)
    _, faults = check(Odd, document.data, document.lines)
    assert [fault.line for fault in faults] == [1]
    assert faults[0].message
