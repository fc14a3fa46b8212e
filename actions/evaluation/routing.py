"""Routing of hotline matters: learnt from closed tickets through the command line, and without any history."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from actions.evaluation.figures import Figure, share

TARGET_FIRST, TARGET_THREE = 0.88, 0.97
#: The departments of the public set and the functions of ours that answer to them, to try the catalogue
#: without history. Offices that take in everything (区政府服务中心) and the port company have no counterpart.
COUNTERPARTS: Mapping[str, tuple[str, ...]] = {
    "中国移动海南分公司": ("通信企业",),
    "交通运输和港航管理局": ("交通运输部门",),
    "人社局": ("人力资源和社会保障部门",),
    "住房和城乡建设局": ("住房和城乡建设部门",),
    "供电局": ("供电企业",),
    "公共交通集团有限公司": ("公共交通企业", "交通运输部门"),
    "公安局": ("公安机关",),
    "公安局交警支队": ("公安机关",),
    "劳动保障监察大队": ("人力资源和社会保障部门",),
    "卫生局": ("卫生健康部门",),
    "国土资源局": ("自然资源和规划部门",),
    "国家税务局": ("税务部门",),
    "城管局": ("城市管理部门",),
    "威立雅水务有限公司": ("供水企业",),
    "工商局": ("市场监管部门",),
    "教育局": ("教育部门",),
    "数字城管": ("城市管理部门",),
    "民政局": ("民政部门",),
    "物价监督检查局": ("市场监管部门",),
    "环保局": ("生态环境部门",),
    "社会保险事业局": ("人力资源和社会保障部门", "医疗保障部门"),
    "食药监局": ("市场监管部门",),
}


def evaluate(data: Path, scratch: Path) -> list[Figure]:
    """Figures on ``hotline``: learnt on its training part, and by the catalogue alone."""
    rows = read_rows(data / "hotline" / "dev.csv")
    started = time.monotonic()
    model = scratch / "routing"
    _hotline("train", str(data / "hotline" / "train.csv"), "--model", str(model))
    learnt = time.monotonic() - started
    found = route(model, [row["text"] for row in rows], scratch)
    routed = time.monotonic() - started - learnt
    print(f"派单:学习 {learnt:.0f} 秒,{len(rows)} 条派单 {routed:.0f} 秒(含载入)", file=sys.stderr)
    figures = learnt_figures([row["department"] for row in rows], [departments for departments, _ in found])
    figures.append(category_figure([row["category"] for row in rows], [category for _, category in found]))
    return figures + cold_figures(rows)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a ticket file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def route(model: Path, texts: Sequence[str], scratch: Path) -> list[tuple[list[str], str]]:
    """Departments suggested for each text, best first, and a category."""
    batch = scratch / "routing.jsonl"
    lines = (json.dumps({"id": at, "text": text}, ensure_ascii=False) for at, text in enumerate(texts))
    batch.write_text("\n".join(lines), encoding="utf-8")
    found = map(json.loads, _hotline("route", "--model", str(model), "--batch", str(batch)).splitlines())
    return [([one["name"] for one in line["departments"]], line["category"]) for line in found]


def learnt_figures(wanted: Sequence[str], found: Sequence[Sequence[str]]) -> list[Figure]:
    """Right department first, and within three."""
    pairs = list(zip(wanted, found, strict=True))
    first, count = share(names[:1] == [name] for name, names in pairs)
    within, _ = share(name in names for name, names in pairs)
    return [
        Figure("派单:部门排第一", first, count, TARGET_FIRST),
        Figure("派单:前三有", within, count, TARGET_THREE),
    ]


def category_figure(wanted: Sequence[str], found: Sequence[str]) -> Figure:
    """Right category, among many that overlap."""
    return Figure("派单:类别", *share(one == name for one, name in zip(found, wanted, strict=True)))


def cold_figures(rows: Sequence[Mapping[str, str]]) -> list[Figure]:
    """The catalogue alone on another city's tickets, departments matched by function."""
    from actions.hotline.catalogue import catalogue
    from actions.hotline.routing import Dispatcher
    from knowledge.encoder.runtime import Encoder

    dispatcher = Dispatcher(catalogue(), Encoder.load(threads=2))
    known = [
        (COUNTERPARTS[row["department"]], row["text"]) for row in rows if row["department"] in COUNTERPARTS
    ]
    routes = [(wanted, dispatcher.route(text)) for wanted, text in known]
    firsts = [(route.departments[0][0] in wanted, route.by_person) for wanted, route in routes]
    within = (any(name in wanted for name, _ in route.departments) for wanted, route in routes)
    return [
        Figure("派单目录(无历史):排第一", *share(right for right, _ in firsts)),
        Figure("派单目录(无历史):前三有", *share(within)),
        Figure("派单目录(无历史):有把握时对", *share(right for right, by_person in firsts if not by_person)),
    ]


def _hotline(*arguments: str) -> str:
    command = [sys.executable, "-m", "actions.hotline", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=1800)  # noqa: S603
    return done.stdout
