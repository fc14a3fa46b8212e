"""``report``: the two rates that the city has promised, per record and overall, and the gaps."""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections.abc import Iterator, Sequence

from knowledge.catalogue import load
from knowledge.commands.arguments import Subparsers, add_content, content_folder
from knowledge.formats.service import Kind
from knowledge.report import (
    EXEMPT_FORMULA,
    EXEMPT_TARGET,
    LEFT_OUT,
    REDUCTION_FORMULA,
    REDUCTION_TARGET,
    Line,
    Report,
    Total,
    report,
)

_HEAD = ("事项", "必要材料", "本市免提交", "免提交率", "含外省参照", "压缩率", "含外省参照", "待核实")


def register(subparsers: Subparsers) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("report", help="统计免提交率、时限压缩率和待核实要素")
    add_content(parser)
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--gaps", action="store_true", help="逐条列出待核实要素")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the report."""
    found = report(load(content_folder(arguments.content)))
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_text(found)))
        if arguments.gaps:
            print("\n".join(_gaps(found)))
    return 0


def _gaps(report: Report) -> Iterator[str]:
    for line in report.lines:
        yield from ("", f"【{line.name}】待核实 {len(line.gaps)} 处")
        yield from (f"{gap.place}：{gap.text}" for gap in line.gaps)


def _text(report: Report) -> Iterator[str]:
    for title, total, kind in (
        ("一件事", report.bundles, Kind.BUNDLE.value),
        ("单个事项", None, Kind.ITEM.value),
    ):
        rows = [_row(line) for line in report.lines if line.kind == kind]
        if rows:
            yield from ("", f"【{title}】{len(rows)} 项", *_table([_HEAD, *rows]))
        if total is not None:
            yield from _total("一件事合计", total)
    yield from ("", *_total("全部事项合计", report.everything), "")
    yield from (EXEMPT_FORMULA, REDUCTION_FORMULA, LEFT_OUT)


def _row(line: Line) -> tuple[str, ...]:
    materials = line.materials
    return (
        line.name,
        str(line.materials_reference.required),
        str(materials.exempt) if materials else "—",
        _percent(materials.rate if materials else None),
        _percent(line.materials_reference.rate),
        _percent(line.reduction),
        _percent(line.reduction_reference),
        str(len(line.gaps)),
    )


def _total(title: str, total: Total) -> Iterator[str]:
    yield (
        f"{title}：免提交率 {_against(total.exempt_rate, EXEMPT_TARGET)}，"
        f"按 {total.exempt_counted} 项计算，{total.records - total.exempt_counted} 项没有本地依据未计；"
        f"含外省参照的免提交率 {_percent(total.exempt_reference)}"
    )
    yield (
        f"{title}：时限压缩率 {_against(total.reduction, REDUCTION_TARGET)}，"
        f"按 {total.reduction_counted} 项计算，{total.records - total.reduction_counted} 项没有本地依据未计；"
        f"含外省参照的压缩率 {_percent(total.reduction_reference)}"
    )
    yield f"{title}：待核实要素 {total.gaps} 处"


def _against(rate: float | None, target: float) -> str:
    if rate is None:
        return f"尚无（目标 {target:.0%}）"
    return f"{rate:.1%}（目标 {target:.0%}，{'已达到' if rate >= target else '未达到'}）"


def _percent(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:.1%}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns aligned for a terminal, where a Chinese character is two cells wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
