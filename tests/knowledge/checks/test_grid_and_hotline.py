from datetime import date
from pathlib import Path

import pytest

from knowledge.catalogue.model import Catalogue
from knowledge.checks import grid, hotline
from knowledge.formats.department import Department

TODAY = date(2026, 11, 23)
TOWNS = '- code: "419001100"\n  name: 克井镇\n  villages:\n    419001100201: 甲村民委员会\n'
CATEGORY = "- {id: lamp, name: 路灯, group: 城市, lead: 城管, keywords: [路灯], examples: [一, 二, 三]}\n"


def put(folder: Path, name: str, text: str) -> Catalogue:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Catalogue(folder, departments=[Department(name="城管")])


def test_a_folder_without_these_files_is_sound(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    assert [*grid.check(catalogue, TODAY), *hotline.check(catalogue, TODAY)] == []


def test_sound_files_have_no_faults(tmp_path: Path) -> None:
    put(tmp_path, "grid/divisions.yml", TOWNS)
    catalogue = put(tmp_path, "hotline/categories.yml", CATEGORY)
    assert [*grid.check(catalogue, TODAY), *hotline.check(catalogue, TODAY)] == []


def test_grids_without_divisions_are_a_fault(tmp_path: Path) -> None:
    (fault,) = grid.check(put(tmp_path, "grid/grids.yml", "[]\n"), TODAY)
    assert "缺少 divisions.yml" in fault.message


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("grid/divisions.yml", TOWNS.replace("克井镇", "克井"), 2),
        ("grid/divisions.yml", TOWNS.replace("419001100201", "41900110020"), 4),
        ("hotline/categories.yml", CATEGORY + CATEGORY.replace("城管", "城建").replace("路灯", "井盖"), 2),
    ],
)
def test_faults_are_named_with_file_and_line(tmp_path: Path, name: str, text: str, line: int) -> None:
    catalogue = put(tmp_path, name, text)
    faults = [*grid.check(catalogue, TODAY), *hotline.check(catalogue, TODAY)]
    assert {(fault.file, fault.line) for fault in faults} == {(tmp_path / name, line)}
