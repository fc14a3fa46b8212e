from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importing.dates import iso_date
from knowledge.importing.metadata import agency, normal
from knowledge.importing.metadata import recognise as findings
from knowledge.importing.numbers import document_number
from knowledge.importing.recognised import Confidence


def recognise(*texts):
    return {field: finding.value for field, finding in findings(*texts).items()}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("国办发〔2024〕3号", "国办发〔2024〕3号"),
        ("济政办[2022]7号", "济政办〔2022〕7号"),
        ("济管（2023）24 号", "济管〔2023〕24号"),
        ("豫政 〔 2024 〕 第18号", "豫政〔2024〕18号"),
        ("济人社规字【2025】12号", "济人社规字〔2025〕12号"),
        ("中华人民共和国国务院令 第 804 号", "中华人民共和国国务院令第804号"),
        ("根据文件", ""),
        ("2024年3号", ""),
        ("国办发〔3024〕3号", ""),
    ],
)
def test_document_numbers(written, number):
    assert document_number(written) == number


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024年3月5日", "2024-03-05"),
        ("2024-03-05 11:24:11", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("2024.03.05", "2024-03-05"),
        ("2024 年 3 月 5 日", "2024-03-05"),
        ("二〇二四年十一月二十三日", "2024-11-23"),
        ("二○○八年二月十日", "2008-02-10"),
        ("一九九六年七月三十一日", "1996-07-31"),
        ("2024年2月30日", ""),
        ("二〇二四年十三月一日", ""),
        ("近日", ""),
    ],
)
def test_dates(written, date):
    assert iso_date(written) == date


def test_labels():
    text = "索引号：000014349/2024-00209　主题分类：其他\n发文机关：国务院办公厅　成文日期：2024年11月20日\n发文字号：国办发〔2024〕54号　发布日期：2024年11月27日\n\n正文"
    assert recognise(text) == {
        "number": "国办发〔2024〕54号",
        "issuer": "国务院办公厅",
        "issued": "2024-11-20",
    }


def test_labels_in_table_rows_with_blanks_inside():
    text = "|索 引 号：|0001|主题分类：|其他\n|发文机关：|国务院|成文日期：|2018年11月20日\n|标　　题：|关于联席会议的批复\n|发文字号：|国函〔2018〕144号|发布日期：|2018年11月27日\n"
    assert recognise("正文", text) == {
        "title": "关于联席会议的批复",
        "number": "国函〔2018〕144号",
        "issuer": "国务院",
        "issued": "2018-11-20",
    }


def test_the_day_of_writing_wins_over_the_day_of_publishing():
    assert recognise("发布日期：2024-11-27\n成文日期：2024-11-20\n")["issued"] == "2024-11-20"
    assert recognise("发布日期：2024-11-27\n")["issued"] == "2024-11-27"


def test_validity():
    found = recognise("实施日期：2019年2月1日\n失效日期：2024年1月31日\n有效性：失效\n")
    assert found == {"effective": "2019-02-01", "expires": "2024-01-31", "status": "失效"}


def test_number_on_a_line_of_its_own_below_the_title():
    assert (
        recognise("关于印发方案的通知\n\n（济政办〔2022〕7号）\n\n各镇：\n")["number"] == "济政办〔2022〕7号"
    )
    assert recognise("# 决定\n中华人民共和国国务院令\n国务院令第804号\n")["number"] == "国务院令第804号"


def test_numbers_in_running_text_belong_to_other_documents():
    text = "关于落实的通知\n根据国办发〔2024〕3号和豫政〔2024〕18号文件要求，现通知如下。\n参见济管〔2023〕24号\n"
    assert recognise(text) == {}


def test_number_far_below_the_title_is_an_attachments():
    assert "number" not in recognise("第一行\n" + "正文。\n" * 20 + "济政办〔2022〕7号\n")


def test_signature():
    text = "通知\n正文。\n济源市民政局\n济源市财政局\n2024年3月14日\n附件\n"
    assert recognise(text) == {"issuer": "济源市民政局 济源市财政局", "issued": "2024-03-14"}


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("济源市人民政府办公室文件", "济源市人民政府办公室"), ("济 源 市 民 政 局 文 件", "济源市民政局"), ("相关文件", None),
        ("会议由民政局召开的文件", None), ("济源市民政局关于下发文件的通知", None),
    ],
)  # fmt: skip
def test_a_red_head_names_who_issues(head, issuer):
    assert recognise(f"{head}\n济管办〔2026〕1号\n通知\n正文。\n").get("issuer") == issuer


def test_the_signature_wins_over_the_red_head():
    text = "济源市人民政府文件\n通知\n正文。\n济源市民政局\n2024年3月14日\n"
    assert recognise(text)["issuer"] == "济源市民政局"


def test_a_date_below_running_text_is_no_signature():
    assert recognise("通知\n会议由民政局召开。\n2024年3月14日\n") == {}


def test_the_signature_wins_over_who_put_the_page_up():
    text = "发布机构：某区财政局\n通知\n正文。\n济源市民政局\n2024年3月14日\n"
    assert recognise(text)["issuer"] == "济源市民政局"
    assert recognise("发布机构：某区财政局\n通知\n")["issuer"] == "某区财政局"


def test_how_surely_and_where_a_value_was_read():
    found = findings("发布机构：某区财政局\n发布日期：2024-11-27\n通知\n济政办〔2022〕7号\n")
    assert {field: (one.confidence, one.where) for field, one in found.items()} == {
        "issuer": (Confidence.GUESSED, "“发布机构”一栏"),
        "issued": (Confidence.GUESSED, "“发布日期”一栏"),
        "number": (Confidence.LIKELY, "标题下单独一行"),
    }


def test_the_signature_wins_over_the_day_of_publishing():
    text = "发布日期：2024-11-27\n通知\n正文。\n济源市民政局\n2024年3月14日\n"
    assert recognise(text)["issued"] == "2024-03-14"


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("济源市民政局", "济源市民政局"),
        ("市人社局 社保中心", "市人社局 社保中心"),
        ("市医保局、市税务局", "市医保局、市税务局"),
        ("市人力资源社会保障局官网", "市人力资源社会保障局"),
        ("济源日报", ""),
        ("本网", ""),
        ("", ""),
    ],
)
def test_sources_that_are_agencies(source, named):
    assert agency(source) == named


def test_useless_values_are_dropped():
    assert recognise("发文机关：无\n发文字号：无\n成文日期：近日\n有效性：不详\n") == {}
    assert normal("issuer", " 市民政局； ") == "市民政局"


@given(st.text("发文机关字号：成日期|\t \n〔〕2024年3月号令第国务院办公厅一二十、", max_size=200))
def test_any_text_gives_well_formed_values(text):
    found = recognise(text)
    for field in ("issued", "effective", "expires"):
        assert field not in found or len(found[field]) == 10
    assert all(value and "\n" not in value for value in found.values())
