from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import ImportRefused
from knowledge.importing.services.rows import ROW_CHARACTERS, read_rows


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_json_lines_keep_their_numbers_and_faults(tmp_path: Path) -> None:
    text = '\ufeff{"a": 1}\n\n[1]\n{"a": \n{"b": "乙"}\n' + "[" * 100_000 + "\n" + "x" * (ROW_CHARACTERS + 1)
    found = list(read_rows(written(tmp_path / "r.jsonl", text.encode())))
    assert [(row.line, row.values) for row in found if not row.refused] == [(1, {"a": 1}), (5, {"b": "乙"})]
    assert [(row.line, row.refused) for row in found if row.refused] == [
        (3, "每行要是一个“{字段: 内容}”的 JSON"),
        (4, "不是正确的 JSON"),
        (6, "不是正确的 JSON"),
        (7, "这一行太长"),
    ]


def test_csv_has_its_fields_in_the_first_line(tmp_path: Path) -> None:
    path = written(tmp_path / "r.CSV", '名称,部门\r\n"甲,乙",丙\r\n只有一列\r\n一,二,三\r\n'.encode())
    found = list(read_rows(path))
    assert found[0].values == {"名称": "甲,乙", "部门": "丙"}
    assert [(row.line, row.refused) for row in found[1:]] == [(3, "列数与表头不同"), (4, "列数与表头不同")]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("r.xlsx", b"PK", "只能导入 .jsonl、.csv 文件"),
        ("r.jsonl", '{"a": "甲"}'.encode("gb18030"), "不是 UTF-8"),
        ("r.csv", b'a,b\r\n"x"y,z\r\n', "不是正确的 CSV"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = written(tmp_path / name, data)
    with pytest.raises(ImportRefused, match=message):
        list(read_rows(path))


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="找不到"):
        list(read_rows(tmp_path / "none.jsonl"))


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPORT_MAX_MB", "0.001")
    with pytest.raises(ImportRefused, match="IMPORT_MAX_MB"):
        list(read_rows(written(tmp_path / "r.jsonl", b" " * 2000)))
