from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.__main__ import main
from tests.knowledge.importing.services.conftest import MAPPING, ROW


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    mapping, records = tmp_path / "mapping.yml", tmp_path / "records.jsonl"
    mapping.write_text(MAPPING, encoding="utf-8")
    records.write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    return ["import-services", str(records), "--mapping", str(mapping), "--into", str(tmp_path / "new")]


def test_an_import_says_what_it_did(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert "导入 1 项，拒绝 0 项；待核实要素 6 处" in printed
    assert "内存峰值" in printed
    assert (tmp_path / "new" / "services" / "jia-a1.yml").is_file()
    assert main(["check", "--content", str(tmp_path / "new")]) == 0


def test_refused_records_are_told_with_their_lines(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = tmp_path / "records.jsonl"
    records.write_text(json.dumps({**ROW, "fax": 1}) + "\n" + "[]\n" * 25, encoding="utf-8")
    assert main(arguments) == 1
    printed = capsys.readouterr().out
    assert f"✗ {records}:2: 每行要是" in printed
    assert "另有 5 项被拒绝" in printed
    assert "没有对应要素的字段：fax" in printed


def test_nothing_to_import_is_a_failure(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text("", encoding="utf-8")
    assert main(arguments) == 1


def test_a_wrong_mapping_ends_in_one_line(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mapping.yml").write_text("prefix: x\n", encoding="utf-8")
    assert main(arguments) == 1
    assert "mapping.yml:1: 缺少“source”（来源）" in capsys.readouterr().err
