from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import ImportRefused
from knowledge.importing.refusal import Refusal
from knowledge.importing.sheets import extract_sheets
from tests.knowledge.importing.office import repacked, workbook


def test_each_sheet_is_a_section_with_its_table():
    found = extract_sheets(
        workbook(
            {
                "清单": [["事项清单"], [], ["部门", "事项"], ["民政局", "补贴|救助"]],
                "说明": [["本清单自印发之日起执行。"]],
            }
        )
    )
    assert found.title == "事项清单"
    assert found.body == (
        "## 清单\n\n事项清单\n\n| 部门 | 事项 |\n| --- | --- |\n| 民政局 | 补贴｜救助 |\n\n"
        "## 说明\n\n本清单自印发之日起执行。\n"
    )


def test_merged_cells_are_repeated():
    rows = [["标题", None], ["部门", "事项"], ["民政局", "补贴"], [None, "救助"]]
    found = extract_sheets(workbook({"清单": rows}, merged=["A1:B1", "A3:A4"]))
    assert found.title == "标题"
    assert "| 民政局 | 补贴 |\n| 民政局 | 救助 |" in found.body


def test_values_as_a_person_reads_them():
    values = [1.0, 0.1 + 0.2, True, date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), "两\n行"]
    body = extract_sheets(workbook({"表": [["甲"] * 6, values]})).body
    assert "| 1 | 0.3 | 是 | 2026-03-01 | 2026-03-01 09:30 | 两行 |" in body


def test_hidden_sheets_are_left_out_and_told():
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a", "b"])
    book.create_sheet("草稿").append(["x", "y"])
    book.worksheets[1].sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    found = extract_sheets(buffer.getvalue())
    assert "x" not in found.body
    assert found.notes == ("没有导入隐藏的工作表：草稿",)


def test_formulas_are_not_shown():
    assert "SUM" not in extract_sheets(workbook({"表": [["a", "b"], [1, "=SUM(A1:A2)"]]})).body


def reason(data):
    with pytest.raises(Refusal) as refused:
        extract_sheets(data)
    return refused.value.reason


def test_limits():
    assert reason(workbook({"表": [["a", "b"]] * 10_001})) == "too_many_rows"
    assert reason(workbook({str(number): [["a"]] for number in range(51)})) == "too_many_sheets"


def test_a_sheet_that_claims_a_million_rows_ends_with_its_last_text():
    def claim(xml):
        return xml.replace(b'<row r="2"', b'<row r="1048576"').replace(b'2"', b'1048576"')

    claimed = repacked(workbook({"表": [["a", "b"], [1, 2]]}), {"xl/worksheets/sheet1.xml": claim})
    assert "| a | b |" in extract_sheets(claimed).body


def test_entities_never_expand():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet'
    package = workbook({"表": [["a", "b"]]})
    change = {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"<worksheet", laughs, 1)}
    assert reason(repacked(package, change)) == "package_entities"


@pytest.mark.parametrize("share", [0.2, 0.6, 0.98])
def test_truncated_files_are_refused(share):
    data = workbook({"表": [["a", "b"]]})
    assert reason(data[: int(len(data) * share)]) == "package_broken"


PACKAGE = workbook({"表": [["部门", "事项"], ["民政局", "补贴"]]})


@settings(max_examples=40)
@given(st.integers(0, len(PACKAGE) - 1), st.binary(min_size=1, max_size=40))
def test_any_damage_is_survived(at, noise):
    try:
        found = extract_sheets(PACKAGE[:at] + noise + PACKAGE[at + len(noise) :])
    except ImportRefused:
        return
    assert found.body.endswith("\n")
