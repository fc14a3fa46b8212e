from pathlib import Path

import pytest

from actions.grid.divisions import Village, divisions, read
from knowledge.errors import ContentError

TOWNS = """- code: "419001100"
  name: 克井镇
  villages:
    419001100201: 甲村民委员会
    419001100202: 乙庄社区居民委员会
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "divisions.yml").write_text(TOWNS, encoding="utf-8")
    return tmp_path


def test_the_official_list_is_complete() -> None:
    ours = divisions()
    assert (len(ours.towns), len(ours.villages)) == (16, 557)
    assert len(ours.by_code) == 16 + 557
    assert ours.grids == ()


def test_names_for_people() -> None:
    ours = divisions()
    assert {town.short for town in ours.towns} >= {"沁园", "克井", "五龙口"}
    assert all(village.name.endswith(("村", "社区")) for village in ours.villages)
    assert not any("委" in village.name for village in ours.villages)


def test_grids_narrow_down_by_what_they_cover(folder: Path) -> None:
    (folder / "grids.yml").write_text(
        "- {code: A-1, name: 第一网格, village: 419001100201, covers: [一组, 二组]}\n"
        "- {code: A-2, name: 第二网格, village: 419001100201, covers: [三组]}\n",
        encoding="utf-8",
    )
    ours = read(folder)
    village = ours.village("419001100201")
    assert isinstance(village, Village)
    assert [grid.code for grid in ours.grids_of(village, "我是三组的")] == ["A-2"]
    assert [grid.code for grid in ours.grids_of(village)] == ["A-1", "A-2"]
    assert ours.village("419001100") is None


@pytest.mark.parametrize(
    ("grids", "line", "part"),
    [
        ("- {code: A-1, name: 第一网格, village: 419001100999}\n", 1, "没有代码为"),
        (
            "- {code: A-1, name: 一, village: 419001100201}\n- {code: A-1, name: 二, village: 419001100201}\n",
            2,
            "写了两次",
        ),
        ("- {code: A-1, name: 一, village: 419001100201, contact: '13800000000'}\n", 1, "个人手机号"),
        ("- {code: A-1, name: 一, village: 4190}\n", 1, "12 位"),
        ("- {code: A-1, name: 一, village: 419001100201, person: 某人}\n", 1, "不认识的字段"),
        ("code: A-1\n", 1, "列表"),
    ],
)
def test_a_wrong_grid_is_named_with_its_line(folder: Path, grids: str, line: int, part: str) -> None:
    (folder / "grids.yml").write_text(grids, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read(folder)
    fault = caught.value.faults[0]
    assert fault.file.name == "grids.yml"
    assert fault.line == line
    assert part in fault.message


def test_a_village_of_another_town_is_refused(folder: Path) -> None:
    (folder / "divisions.yml").write_text(TOWNS.replace("419001100202", "419001101202"), encoding="utf-8")
    with pytest.raises(ContentError, match="不是克井镇"):
        read(folder)
