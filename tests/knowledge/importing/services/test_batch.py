from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from knowledge.catalogue import load
from knowledge.errors import ImportRefused
from knowledge.importing.services import Imported, Mapping, Refused, import_services
from knowledge.importing.services.batch import unmapped
from tests.knowledge.importing.services.conftest import ROW

Records = Callable[[Iterable[object]], Path]


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "scratch"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = tmp_path / "city"
    folder.mkdir()
    return folder


def run(path: Path, mapping: Mapping, into: Path, city: Path) -> tuple[list[Imported], list[Refused]]:
    found = list(import_services(path, mapping, into, city))
    return (
        [one for one in found if isinstance(one, Imported)],
        [one for one in found if isinstance(one, Refused)],
    )


def test_an_import_is_a_catalogue_without_errors(
    records: Records, mapping: Mapping, into: Path, city: Path
) -> None:
    rows = [{**ROW, "code": f"A{n}", "title": f"登记第{n}号"} for n in range(30)]
    imported, refused = run(records(rows), mapping, into, city)
    assert (len(imported), refused) == (30, [])
    catalogue = load(into)
    assert len(catalogue.services) == 30
    assert [department.name for department in catalogue.departments] == ["甲省公安厅"]
    assert all(one.gaps == 6 for one in imported)
    assert list(city.iterdir()) == []


def test_names_that_occur_twice_are_told_apart(
    records: Records, mapping: Mapping, into: Path, city: Path
) -> None:
    rows = [
        {**ROW, "code": "1"}, {**ROW, "code": "2", "dept": "乙厅"}, {**ROW, "code": "3", "title": "年检"},
        {**ROW, "code": "4", "title": "年检"},
    ]  # fmt: skip
    run(records(rows), mapping, into, city)
    assert [service.name for service in load(into).services.values()] == [
        "养犬登记（甲省公安厅）",
        "养犬登记（乙厅）",
        "年检（甲省公安厅 3）",
        "年检（甲省公安厅 4）",
    ]


def test_records_that_cannot_be_taken_say_why(
    records: Records, mapping: Mapping, into: Path, city: Path
) -> None:
    rows = [ROW, "{", {**ROW, "title": " "}, {**ROW, "code": "无", "dept": None}, ROW]
    imported, refused = run(records(rows), mapping, into, city)
    assert [one.id for one in imported] == ["jia-a1"]
    assert [(one.line, one.reason) for one in refused] == [
        (2, "不是正确的 JSON"),
        (3, "缺少名称"),
        (4, "缺少编号、部门"),
        (5, "编号 jia-a1 与前面的记录相同"),
    ]


@pytest.mark.parametrize("below", ["", "services", "deep/er"])
def test_nothing_of_another_province_goes_into_the_citys_content(
    records: Records, mapping: Mapping, city: Path, below: str
) -> None:
    with pytest.raises(ImportRefused, match="不能导入本市的内容文件夹"):
        run(records([ROW]), mapping, city / below, city)
    assert list(city.iterdir()) == []


def test_a_folder_that_holds_something_is_refused(
    records: Records, mapping: Mapping, into: Path, city: Path
) -> None:
    into.mkdir()
    (into / "old.yml").write_text("x", encoding="utf-8")
    with pytest.raises(ImportRefused, match="已有内容"):
        run(records([ROW]), mapping, into, city)
    assert [path.name for path in into.iterdir()] == ["old.yml"]


def test_fields_that_nothing_takes_are_named(records: Records, mapping: Mapping) -> None:
    assert unmapped(records([ROW, {**ROW, "fax": "1"}, {"seal": "2"}]), mapping) == ["fax", "seal"]
