from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import ContentError
from knowledge.importing.services import Mapping, mapping, read_mapping
from tests.knowledge.importing.services.conftest import MAPPING


def test_a_mapping_is_read(mapping: Mapping) -> None:
    assert mapping.fields.materials == "papers"
    assert mapping.units["自然日"].value == "日"
    assert mapping.fields.contacts == {"咨询电话": "phone"}


def test_the_mapping_that_is_shipped_can_be_used() -> None:
    shipped = read_mapping(Path(mapping.__file__).with_name("guangdong.yml"))
    assert shipped.source.tier.value == "外省参照"
    assert "外省" in (shipped.remark or "")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("remark: 外省做法，仅供参照\n", "", "remark 里须写明"),
        ("remark: 外省做法，仅供参照", "remark: 没有标明", "remark 里须写明"),
        ("  name: title\n", "", "缺少“name”（名称）"),
        ("工作日: 工作日", "工作日: 天", "不能写“天”"),
        ("自然人: 个人", "自然人: 个体", "不能写“个体”"),
        ("prefix: jia", "prefix: 甲", "不能写“甲”"),
        ("code\n", "code: x\n", "冒号"),
        ("ignore: [internal]", "extra: x", "不认识的字段"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line(
    mapping_file: Path, old: str, new: str, message: str
) -> None:
    assert MAPPING.count(old) == 1
    mapping_file.write_text(MAPPING.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        read_mapping(mapping_file)
    fault = refused.value.faults[0]
    assert (fault.file, message in fault.message) == (mapping_file, True), str(fault)
    assert fault.line > 0


def test_a_missing_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="读不了这个文件"):
        read_mapping(tmp_path / "none.yml")
