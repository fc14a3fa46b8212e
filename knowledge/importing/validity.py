"""From when to when a document holds, and what it repeals, as its closing article says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from knowledge.importing.dates import DATE, iso_date
from knowledge.importing.numbers import document_number
from knowledge.importing.recognised import Finding, likely

_THIS = r"本(?:实施)?(?:办法|通知|意见|规定|细则|实施细则|方案|条例|决定|通告|公告|规则|规程|制度|标准|措施|文件|法|预案|目录|计划|指引|指南)"
#: Word sets digits apart from characters.
_BLANK = r"[ \t　\xa0]*"
_FROM = re.compile(
    rf"{_THIS}[^。；\n]{{0,12}}?自{_BLANK}(?P<day>{DATE}|(?:印发|发布|公布|下发|签发|发文)之日)起?[^。；\n]{{0,8}}?(?:施行|实施|执行|生效|试行)"
)
_UNTIL = re.compile(
    rf"{_THIS}[^。\n]{{0,60}}?(?:有效期|有效期限|试行期|施行期限?)[^。；\n\d一二三四五六七八九十]{{0,6}}?(?:至|到|止于)\s*(?P<day>{DATE})"
    rf"|{_THIS}自{_BLANK}{DATE}{_BLANK}起?[^。；\n]{{0,8}}?(?:施行|实施|执行)，?至\s*(?P<last>{DATE})"
)
_YEARS = re.compile(
    rf"{_THIS}[^。\n]{{0,60}}?(?:有效期|有效期限|试行期|试行期限)[为是限：:]?\s*(?P<years>\d{{1,2}}|[一二两三四五六七八九十])\s*年"
)
_DOCUMENT = r"《(?:[^《》]|《[^《》]{1,80}》){2,160}》(?:\s*[（(][^（）()]{3,40}[）)])?"
_REPEALED = re.compile(
    rf"(?P<documents>{_DOCUMENT}(?:(?:[、，,；;和及与]|以及)?\s*{_DOCUMENT}){{0,19}})[^。《》\n]{{0,10}}(?:同时|即行|予以|自行|一并|停止执行并)废止"
)
_ONE = re.compile(
    r"《(?P<title>(?:[^《》]|《[^《》]{1,80}》){2,160})》(?:\s*[（(](?P<number>[^（）()]{3,40})[）)])?"
)
_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_SHOWN = 60


def validity(text: str, issued: str = "") -> dict[str, Finding]:
    """``effective`` and ``expires`` as far as the text says them; ``issued`` is its own date."""
    found: dict[str, Finding] = {}
    begins = _FROM.search(text)
    if begins:
        day = iso_date(begins["day"]) or (issued if "之日" in begins["day"] else "")
        if day:
            found["effective"] = likely(day, _quoted(begins))
    ends = _UNTIL.search(text)
    if ends:
        day = iso_date(ends["day"] or ends["last"])
        if day:
            found["expires"] = likely(day, _quoted(ends))
        return found
    years = _YEARS.search(text)
    start = found["effective"].value if "effective" in found else issued
    if years and start and (day := _after(start, years["years"])):
        found["expires"] = likely(day, _quoted(years))
    return found


def repealed(text: str) -> tuple[Finding, ...]:
    """The documents that this one repeals: by 文号, or by title where no 文号 is given."""
    found = {finding.value: finding for match in _REPEALED.finditer(text) for finding in _each(match)}
    return tuple(found.values())


def _each(match: re.Match[str]) -> Iterator[Finding]:
    for one in _ONE.finditer(match["documents"]):
        number = document_number(one["number"] or "")
        yield likely(number or " ".join(one["title"].split()), f"正文：《{one['title'][:_SHOWN]}》……废止")


def _after(start: str, years: str) -> str:
    """The last day of so many years."""
    count = int(years) if years.isdecimal() else _NUMERALS[years]
    first = date.fromisoformat(start)
    if not 0 < count <= 50:
        return ""
    day = min(first.day, 28) if first.month == 2 else first.day
    return (date(first.year + count, first.month, day) - timedelta(days=1)).isoformat()


def _quoted(match: re.Match[str]) -> str:
    text = " ".join(match[0].split())
    return f"正文：“{text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}”"
