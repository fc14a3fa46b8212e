"""文号, 发文机关, dates and validity, where a document states them plainly.

Plainly means: after a label (“发文字号：”), as a line of its own below the title (国办发〔2024〕3号),
or as the signature above the closing date. A number in running text belongs to another document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

#: Labels of official pages → field; earlier labels of a field win.
LABELS: Mapping[str, tuple[str, ...]] = {
    "title": ("标题",),
    "number": ("发文字号", "文号", "发文文号", "文件编号"),
    "issuer": ("发文机关", "发布机关", "发文单位", "制定机关", "印发机关"),
    # Who put the page up; often not who issued the document.
    "publisher": ("发布机构", "发布单位"),
    "issued": ("成文日期", "发文日期", "印发日期", "签发日期", "公布日期", "发布日期", "发布时间"),
    "effective": ("施行日期", "生效日期", "实施日期"),
    "expires": ("失效日期", "失效时间", "废止日期", "有效期至"),
    "status": ("时效性", "有效性", "效力状态"),
}
_STATUS = {
    "有效": "现行", "现行": "现行", "现行有效": "现行", "尚未施行": "尚未施行", "尚未生效": "尚未施行",
    "失效": "失效", "已失效": "失效", "无效": "失效", "废止": "废止", "已废止": "废止", "已修改": "现行",
}  # fmt: skip

_HEAD_LINES = 80
_TITLE_LINES = 15
_NUMBER = re.compile(
    r"(?!参见|参照|根据|按照|依据|依照|转发|见)(?P<agency>[一-鿿A-Za-z]{1,16}?)\s*[〔\[［【(（]\s*(?P<year>(?:19|20)\d{2})\s*[〕\]］】)）]"
    r"\s*第?\s*(?P<count>\d{1,5})\s*号"
)
_DECREE = re.compile(
    r"(?P<agency>[一-鿿]{2,24}令)[\s　]*(?:（|\()?第[\s　]*(?P<count>\d{1,4})[\s　]*号(?:）|\))?"
)
_DATE = re.compile(r"((?:19|20)\d{2})\s*(?:年|-|/|\.)\s*(\d{1,2})\s*(?:月|-|/|\.)\s*(\d{1,2})\s*日?")
_WRITTEN_DATE = re.compile(
    r"([一二][〇○零Ｏ0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = {char: value for value, chars in enumerate(("〇○零Ｏ0", *"一二三四五六七八九")) for char in chars}
_AGENCY = re.compile(
    r"[一-鿿()（）·\s　]{1,40}(?:国务院|人民政府|政府|办公厅|办公室|委员会|委|部|厅|局|署|院|会|中心|银行|总队|支队|管委会)"
)


def _spaced(label: str) -> str:
    """A label with the blanks that pages put between its characters."""
    return r"[\s　]{0,4}".join(label)


_ANY = "|".join(_spaced(label) for labels in LABELS.values() for label in labels)
_OTHER = "索引号|主题分类|主题词|公开方式|公开类别|来源|信息来源|字体|浏览|阅读|打印|分享|编辑|作者|关键词|有效期|名称|统一编号"
_LABELLED = re.compile(
    rf"(?:^|(?<=[\s　|】\]]))【?\[?(?P<label>{_ANY})\]?】?[\s　]{{0,3}}[：:|\t][\s　|：:]{{0,6}}"
    rf"(?P<value>[^\n|]{{1,120}}?)(?=[\s　|]+[【\[]?(?:{_ANY}|{'|'.join(map(_spaced, _OTHER.split('|')))})\]?】?[\s　]*[：:|\t]|[|\n]|$)"
)
_FIELDS = {label: field for field, labels in LABELS.items() for label in labels}


def recognise(text: str, labels: str = "") -> dict[str, str]:
    """What a document says about itself: field → value in the form that front matter wants.

    ``labels`` is where labels stand when that is not the beginning of the text.
    """
    filled = [line.strip() for line in text.split("\n") if line.strip()]
    head = [line for line in labels.split("\n") if line.strip()] or filled
    found = labelled("\n".join(line[:400] for line in head[:_HEAD_LINES]))
    publisher = found.pop("publisher", "")
    if "number" not in found and (number := _number_line(filled[:_TITLE_LINES])):
        found["number"] = number
    issuer, issued = _signature(filled)
    if issued:
        found.setdefault("issued", issued)
    if issuer or publisher:
        found.setdefault("issuer", issuer or publisher)
    return found


def labelled(text: str) -> dict[str, str]:
    """The values that stand after labels."""
    ranked: dict[str, tuple[int, str]] = {}
    for match in _LABELLED.finditer(text):
        label = re.sub(r"[\s　]", "", match["label"])
        field = _FIELDS[label]
        value = normal(field, match["value"])
        rank = LABELS[field].index(label)
        if value and (field not in ranked or rank < ranked[field][0]):
            ranked[field] = (rank, value)
    return {field: value for field, (_, value) in ranked.items()}


def normal(field: str, value: str) -> str:
    """A value in the form of the front matter; empty when it is not one."""
    value = " ".join(value.split()).strip(" |；;，,")
    if field == "number":
        return document_number(value)
    if field in ("issued", "effective", "expires"):
        return iso_date(value)
    if field == "status":
        return _STATUS.get(value, "")
    return value if len(value) <= 100 and value not in ("无", "-", "--", "/") else ""


def document_number(text: str) -> str:
    """The 文号 at the start of ``text``, with the brackets that official texts use; empty without one."""
    match = _NUMBER.match(text)
    if match:
        return f"{match['agency']}〔{match['year']}〕{match['count']}号"
    decree = _DECREE.match(text)
    return f"{decree['agency']}第{decree['count']}号" if decree else ""


def iso_date(text: str) -> str:
    """The date at the start of ``text`` as 2026-03-01; empty without one."""
    match = _DATE.match(text)
    if match:
        return _iso(*(int(part) for part in match.groups()))
    written = _WRITTEN_DATE.match(text)
    if not written:
        return ""
    year = int("".join(str(_DIGITS[char]) for char in written[1]))
    return _iso(year, _small(written[2]), _small(written[3]))


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _small(text: str) -> int:
    """A Chinese number below 100."""
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _DIGITS[text] if len(text) == 1 else 0
    return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def _number_line(lines: list[str]) -> str:
    """A 文号 that has a line for itself."""
    for line in lines:
        bare = line.strip("#*（）() \t　")
        for pattern in (_NUMBER, _DECREE):
            if pattern.fullmatch(bare):
                return document_number(bare)
    return ""


def _signature(lines: list[str]) -> tuple[str, str]:
    """Who signed and when: a line that is only a date, below lines that are only an agency."""
    for at, line in enumerate(lines):
        dated = iso_date(line) if len(line) <= 20 and _only_date(line) else ""
        if not dated:
            continue
        agencies: list[str] = []
        while at and len(agencies) < 6 and _AGENCY.fullmatch(lines[at - 1]):
            at -= 1
            agencies.insert(0, " ".join(lines[at].split()))
        if agencies:
            return " ".join(agencies), dated
    return "", ""


def _only_date(line: str) -> bool:
    return _DATE.fullmatch(line) is not None or _WRITTEN_DATE.fullmatch(line) is not None
