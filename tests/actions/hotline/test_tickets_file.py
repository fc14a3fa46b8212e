import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.hotline.tickets_file import FIELD_LONGEST, TEXT_KEPT, read_tickets
from knowledge.errors import InputInvalid

ROWS = [("停水", "供水企业", "供水"), ("摆摊", "城管部门", "市容")] * 5


def write(path: Path, rows=ROWS, header: str = "text,department,category", encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join([header, *(",".join(row) for row in rows)]).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    tickets = read_tickets(write(tmp_path / "a.csv", encoding=encoding))
    assert tickets.texts[:2] == ("停水", "摆摊")
    assert tickets.categories[0] == "供水"


def test_the_category_may_be_missing(tmp_path: Path) -> None:
    rows = [row[:2] for row in ROWS]
    assert set(read_tickets(write(tmp_path / "a.csv", rows, "text,department")).categories) == {""}


def test_columns_may_stand_in_any_order_with_blanks(tmp_path: Path) -> None:
    rows = [(row[1], row[0]) for row in ROWS]
    assert read_tickets(write(tmp_path / "a.csv", rows, " department , text ")).departments[0] == "供水企业"


@pytest.mark.parametrize(
    ("rows", "header", "message"),
    [
        (ROWS, "text,dept,category", ":1: 缺少列 department"),
        ([*ROWS, ("", "供水企业", "")], "text,department,category", ":12: text 是空的"),
        ([*ROWS, ("停水", " ", "")], "text,department,category", ":12: department 是空的"),
        ([*ROWS, ("停水", "甲", "乙", "丙")], "text,department,category", ":12: 列数比表头多"),
        (ROWS[:3], "text,department,category", "只有 3 条"),
        ([ROWS[0]] * 12, "text,department,category", "只有一个部门“供水企业”"),
        ([*ROWS, ('"停水', "甲", "乙")], "text,department,category", "引号没有成对"),
        ([], "", "文件是空的"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, rows, header: str, message: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        read_tickets(write(tmp_path / "a.csv", rows, header))
    assert message in str(caught.value)


def test_a_very_long_text_is_cut_and_an_endless_one_refused(tmp_path: Path) -> None:
    long = [*ROWS, ("水" * (TEXT_KEPT * 3), "供水企业", "")]
    assert len(read_tickets(write(tmp_path / "a.csv", long)).texts[-1]) == TEXT_KEPT
    endless = [*ROWS, ("水" * (FIELD_LONGEST + 1), "供水企业", "")]
    with pytest.raises(InputInvalid, match=r":12: .*引号没有成对"):
        read_tickets(write(tmp_path / "b.csv", endless))


def test_many_faults_are_counted(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="另有 20 行"):
        read_tickets(write(tmp_path / "a.csv", [*ROWS, *[("", "甲", "")] * 30]))


@pytest.mark.parametrize("raw", [b"PK\x03\x04\0\0", b"\xff\xfe\0t", b"text,department\n\xff\xff\xff"])
def test_files_that_are_no_text_are_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(raw)
    with pytest.raises(InputInvalid, match=r"CSV|编码"):
        read_tickets(tmp_path / "a.csv")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="读不了工单文件"):
        read_tickets(tmp_path / "none.csv")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path_factory, raw: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes(raw)
    with contextlib.suppress(InputInvalid):
        assert all(read_tickets(path).texts)
