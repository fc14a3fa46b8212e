"""Towns, villages and grids: ``content/grid/divisions.yml`` and ``grids.yml``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator

from knowledge.errors import Fault
from knowledge.formats.messages import check
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import read_yaml

DIVISIONS, GRIDS = "divisions.yml", "grids.yml"
TOWN_ENDINGS = ("街道", "镇", "乡")
#: What official village names end with; the list carries a few slips of the pen, which are read too.
_OFFICE = re.compile(r"(社区)?(居|村)?(民)?(委员会|委会会|委会)$")
_TOWN_CODE, _VILLAGE_CODE = re.compile("[0-9]{9}"), re.compile("[0-9]{12}")
Record = TypeVar("Record", bound=BaseModel)


def short_name(official: str) -> str:
    """The name people use: 佃头 of 佃头村民委员会, 沁园 of 沁园社区居民委会, 南潘村 of 南潘村居民委员会."""
    for _ in range(2):  # one name ends twice: 居民委会会
        official = _OFFICE.sub("", official) or official
    return official.removesuffix("社区") or official


def _digits(value: Any) -> Any:
    """Codes may be written as numbers."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _town_code(code: str) -> str:
    if not _TOWN_CODE.fullmatch(code):
        raise ValueError("镇、街道代码要写 9 位数字")
    return code


def _village_code(code: str) -> str:
    if not _VILLAGE_CODE.fullmatch(code):
        raise ValueError("村（社区）代码要写 12 位数字")
    return code


def _town_name(name: str) -> str:
    if not name.endswith(TOWN_ENDINGS):
        raise ValueError("名称要以“镇”“乡”或“街道”结尾")
    return name


def _public_number(number: str) -> str:
    if re.fullmatch(r"(\+?86)?1[3-9][0-9]{9}", re.sub(r"\D", "", number)):
        raise ValueError("不能写个人手机号，只写对外公布的单位电话")
    return number


VillageCode = Annotated[str, BeforeValidator(_digits), AfterValidator(_village_code)]


class TownRecord(Strict):
    """A town or street with the official names of its villages and communities, by code."""

    code: Annotated[str, BeforeValidator(_digits), AfterValidator(_town_code)]
    name: Annotated[Text, AfterValidator(_town_name)]
    villages: dict[VillageCode, Text]


class GridRecord(Strict):
    """A grid (综合网格) of a village; no names of people."""

    code: Text
    name: Text
    village: VillageCode
    covers: tuple[Text, ...] = ()
    contact: Annotated[Text, AfterValidator(_public_number)] | None = None


def read_towns(path: Path) -> tuple[list[TownRecord], list[Fault]]:
    """The towns of a file, and every fault in it."""
    towns, faults, places = _records(path, TownRecord)
    seen: dict[str, str] = {}
    for at, town in zip(places, towns, strict=True):
        for code in (town.code, *town.villages):
            if code in seen:
                faults.append(_fault(path, at, f"代码 {code} 已用于{seen[code]}"))
            seen[code] = town.name
        wrong = [code for code in town.villages if not code.startswith(town.code)]
        faults += [_fault(path, at, f"村代码 {code} 不是{town.name}（{town.code}）的") for code in wrong]
    return towns, faults


def read_grids(path: Path, villages: frozenset[str]) -> tuple[list[GridRecord], list[Fault]]:
    """The grids of a file; each must lie in a village that is known."""
    grids, faults, places = _records(path, GridRecord)
    seen: set[str] = set()
    for at, grid in zip(places, grids, strict=True):
        if grid.village not in villages:
            faults.append(_fault(path, at, f"没有代码为 {grid.village} 的村（社区），见 {DIVISIONS}"))
        if grid.code in seen:
            faults.append(_fault(path, at, f"网格编号“{grid.code}”写了两次"))
        seen.add(grid.code)
    return grids, faults


def _records(path: Path, model: type[Record]) -> tuple[list[Record], list[Fault], list[int]]:
    """Sound records of a file that holds a list, all faults, and the line of each record."""
    document = read_yaml(path)
    faults = list(document.faults)
    records: list[Record] = []
    lines: list[int] = []
    if document.complete and not isinstance(document.data, list):
        faults.append(document.lines.fault((), "整个文件要写成列表，每条以“- ”开头"))
    for at, entry in enumerate(document.data if isinstance(document.data, list) else ()):
        record, wrong = check(model, entry, document.lines, (at,))
        faults += wrong
        if record is not None:
            records.append(record)
            lines.append(document.lines.line((at,)))
    return records, faults, lines


def _fault(path: Path, line: int, message: str) -> Fault:
    return Fault(path, line, message)
