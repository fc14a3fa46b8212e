"""The dashboard's figures as tables: shown, drawn and written to files alike."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.hotline.desk import Counts
from actions.hotline.rules import Rules
from actions.insight.counting import Figures
from actions.inspection.figures import FORMULAS
from actions.inspection.figures import Figures as Inspections
from actions.inspection.supervision import NAMES
from actions.services.ratings import Summary
from knowledge.report import EXEMPT_TARGET, REDUCTION_TARGET

Cell = str | int | float | None

OUTCOMES = {
    "answered": "已回答", "clarification": "反问澄清", "no_answer": "没有答案", "out_of_scope": "不归我们答",
    "emergency": "紧急情况", "collecting": "正在填表", "done": "办完", "error": "出错",
}  # fmt: skip
CHANNELS = {"web": "本站网页", "embed": "嵌入其他网站", "plain": "简易网页"}


@dataclass(frozen=True)
class Table:
    """A table; ``chart`` says how its figures are drawn: line, bar, stack or not at all."""

    name: str
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    chart: str = ""
    #: Columns that are drawn; the first column names the points.
    drawn: tuple[int, ...] = (1,)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(cell for row in self.rows for cell in row[1:])


def percent(value: float | None) -> float | None:
    """A share as percent."""
    return None if value is None else round(value * 100, 1)


def seconds(value: float | None) -> float | None:
    """Seconds to two places."""
    return None if value is None else round(value, 2)


def of_questions(found: Figures, ratings: Sequence[Summary]) -> Iterator[Table]:
    """Tables of what was asked."""
    shares = found.shares
    score, good = sum(item.total for item in ratings), sum(item.total - item.poor for item in ratings)
    yield Table(
        "overview", "总体", ("指标", "数值", "怎么算"),
        [
            ("提问数", shares.questions, "填表时的回答不算"),
            ("已回答（%）", percent(shares.answered), "已回答和紧急情况 ÷ 提问数"),
            ("反问澄清（%）", percent(shares.clarified), "反问澄清 ÷ 提问数"),
            ("没有回答（%）", percent(shares.refused), "没有答案和不归我们答 ÷ 提问数"),
            ("有用", shares.up, "居民点“有用”的答复"),
            ("没用", shares.down, "居民点“没用”的答复"),
            ("答复满意率（%）", percent(shares.satisfied), "有用 ÷（有用＋没用）"),
            ("服务好差评（件）", score, "办事指南收到的评价"),
            ("好差评满意率（%）", percent(good / score if score else None), "基本满意及以上 ÷ 全部评价"),
            ("等待中位数（秒）", seconds(found.median_seconds), "从发出到答复，一半的人不超过"),
            ("等待 95 分位（秒）", seconds(found.slow_seconds), "二十人里十九人不超过"),
        ],
    )  # fmt: skip
    yield Table(
        "days", "每天的提问", ("日期", "提问", "已回答", "反问澄清", "没有回答"),
        [(day.day.isoformat(), day.questions, day.answered, day.clarified, day.refused) for day in found.days],
        chart="line", drawn=(1, 2, 3, 4),
    )  # fmt: skip
    yield Table(
        "latency", "每天的等待", ("日期", "中位数（秒）", "95 分位（秒）"),
        [(day.day.isoformat(), seconds(day.median_seconds), seconds(day.slow_seconds)) for day in found.days],
        chart="line", drawn=(1, 2),
    )  # fmt: skip
    outcomes = [(OUTCOMES.get(name, name), count) for name, count in found.outcomes]
    yield Table("outcomes", "结果", ("结果", "轮数"), outcomes, "填表时的回答也算在内", "bar")
    yield Table("topics", "问得最多的事项", ("事项或文件", "提问"), list(found.topics), "最多列 20 个", "bar")
    channels = [(CHANNELS.get(name, name), count) for name, count in found.channels]
    yield Table("channels", "渠道", ("渠道", "提问"), channels, chart="bar")


def of_tickets(counted: Counts, rules: Rules) -> Iterator[Table]:
    """Tables of the hotline, as it stands now."""
    now = "现在的情况，与所选日期无关"
    states = [(rules.status_name(status), count) for status, count in counted.by_status.items()]
    yield Table("tickets", "工单状态", ("状态", "件数"), states, now, "bar")
    late = [("在办超期", counted.overdue), ("在办紧急", counted.urgent)]
    yield Table("overdue", "超期和紧急", ("情况", "件数"), late, now)
    departments = sorted(counted.by_department.items(), key=lambda item: (-item[1], item[0] or ""))
    yield Table(
        "departments", "各部门在办工单", ("部门", "件数"),
        [(name or "还没有派单", count) for name, count in departments], now, "bar",
    )  # fmt: skip


def of_rates(rates: Mapping[str, Mapping[str, Any]]) -> Table:
    """The two promises against their targets."""
    rows: list[Sequence[Cell]] = []
    for name, group in rates.items():
        for words, key, counted, target in (
            ("免提交率", "exempt", "exempt_counted", EXEMPT_TARGET),
            ("时限压缩率", "reduction", "reduction_counted", REDUCTION_TARGET),
        ):
            value = group[key]
            reached = "尚无本地数据" if value is None else "已达到" if value >= target else "未达到"
            rows.append((f"{name}·{words}", percent(value), percent(target), reached, group[counted]))
    note = "只按有本地依据的事项计算；外省参照不计入"
    header = ("比率", "现在（%）", "目标（%）", "达到没有", "按几项计算")
    return Table("rates", "免提交率和时限压缩率", header, rows, note, "bar", (1, 2))


def of_inspections(now: Inspections, before: Inspections, year: int) -> Table:
    """Inspections of the year so far."""
    rows = [
        (words, _plain(getattr(now, name)), _plain(getattr(before, name)), FORMULAS.get(name, ""))
        for name, words in NAMES.items()
    ]
    header = ("指标", f"{year} 年到今天", f"{year - 1} 年同期", "怎么算")
    return Table("inspections", "涉企检查", header, rows, "演示数据不计入；率是 0 到 1 的小数")


def _plain(value: object) -> Cell:
    return round(value, 3) if isinstance(value, float) else value if isinstance(value, int | str) else None


def workbook(tables: Sequence[Table], span: str) -> bytes:
    """All tables, a sheet each."""
    # Loaded with the first export: the edge is started far more often than tables are downloaded.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.title[:31])
        sheet.append([f"{table.title}（{span}）"])
        sheet.append(list(table.header))
        for row in table.rows:
            sheet.append(list(row))
        for cell in [*sheet[1], *sheet[2]]:
            cell.font = Font(bold=True)
        for row_cells in sheet.iter_rows(min_row=3):
            for cell in row_cells:
                if cell.data_type == "f":
                    # What a document is called must not become a formula.
                    cell.data_type = "s"
        for number in range(1, len(table.header) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = 28 if number == 1 else 18
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
