"""文号, 发文机关, dates and validity, where a document states them plainly.

Plainly means: after a label (“发文字号：”), as a line of its own below the title (国办发〔2024〕3号),
or as the signature above the closing date. A number in running text belongs to another document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from knowledge.importing.dates import is_date, iso_date
from knowledge.importing.numbers import document_number, number_line
from knowledge.importing.recognised import Finding, guessed, likely, stated

#: Labels of official pages → field; earlier labels of a field win.
LABELS: Mapping[str, tuple[str, ...]] = {
    "title": ("标题",),
    "number": ("发文字号", "文号", "发文文号", "文件编号"),
    "issuer": ("发文机关", "发布机关", "发文单位", "制定机关", "印发机关"),
    # Who put the page up, and when; often not who issued the document, nor the day.
    "publisher": ("发布机构", "发布单位"),
    "source": ("信息来源", "文章来源", "稿件来源"),
    "issued": ("成文日期", "发文日期", "印发日期", "签发日期", "公布日期"),
    "published": ("发布日期", "发布时间"),
    "effective": ("施行日期", "生效日期", "实施日期"),
    "expires": ("失效日期", "失效时间", "废止日期", "有效期至"),
    "status": ("时效性", "有效性", "效力状态", "文件状态"),
}
_STATUS = {
    "有效": "现行", "现行": "现行", "现行有效": "现行", "尚未施行": "尚未施行", "尚未生效": "尚未施行",
    "失效": "失效", "已失效": "失效", "无效": "失效", "废止": "废止", "已废止": "废止", "已修改": "现行",
}  # fmt: skip

_HEAD_LINES = 80
_TITLE_LINES = 15
_AGENCY = re.compile(
    r"[一-鿿()（）·\s　]{1,40}(?:国务院|人民政府|政府|办公厅|办公室|委员会|委|部|厅|局|署|院|会|中心|银行|总队|支队|管委会)"
)
#: Who put a page up, when it is an agency and no newspaper.
_SOURCE = re.compile(
    r"(?:[一-鿿()（）·]{1,30}(?:政府|办公厅|办公室|委|委员会|部|厅|局|署|会|中心|银行|总队|支队|处|科|院)[\s　、，,;；]*){1,8}"
)


def _spaced(label: str) -> str:
    """A label with the blanks that pages put between its characters."""
    return r"[\s　]{0,4}".join(label)


_ANY = "|".join(_spaced(label) for labels in LABELS.values() for label in labels)
_OTHER = "索引号|主题分类|主题词|公开方式|公开类别|来源|字体|浏览|浏览量|浏览次数|浏览字号|阅读|打印|分享|编辑|作者|关键词|有效期|名称|统一编号"
_LABELLED = re.compile(
    rf"(?:^|(?<=[\s　|】\]]))【?\[?(?P<label>{_ANY})\]?】?[\s　]{{0,3}}[：:|\t][\s　|：:]{{0,6}}"
    rf"(?P<value>[^\n|]{{1,120}}?)(?=[\s　|]+[【\[]?(?:{_ANY}|{'|'.join(map(_spaced, _OTHER.split('|')))})\]?】?[\s　]*[：:|\t]|[|\n]|$)"
)
_FIELDS = {label: field for field, labels in LABELS.items() for label in labels}


def recognise(text: str, labels: str = "") -> dict[str, Finding]:
    """What a document says about itself: field → value in the form that front matter wants.

    ``labels`` is where labels stand when that is not the beginning of the text.
    """
    filled = [line.strip() for line in text.split("\n") if line.strip()]
    head = [line for line in labels.split("\n") if line.strip()] or filled
    found = labelled("\n".join(line[:400] for line in head[:_HEAD_LINES]))
    publisher, published = found.pop("publisher", None), found.pop("published", None)
    source = found.pop("source", None)
    if "number" not in found and (number := number_line(filled[:_TITLE_LINES])):
        found["number"] = likely(number, "标题下单独一行")
    issuer, issued = _signature(filled)
    if issued:
        found.setdefault("issued", stated(issued, "落款"))
    if issuer:
        found.setdefault("issuer", stated(issuer, "落款"))
    head_of = _red_head(filled[:_TITLE_LINES])
    if head_of:
        found.setdefault("issuer", likely(head_of, "红头"))
    stand_ins = (("issuer", publisher), ("issuer", source), ("issued", published))
    for field, finding in stand_ins:
        if finding and (finding is not source or agency(finding.value)):
            found.setdefault(field, guessed(finding.value, finding.where))
    return found


def labelled(text: str) -> dict[str, Finding]:
    """The values that stand after labels."""
    ranked: dict[str, tuple[int, Finding]] = {}
    for match in _LABELLED.finditer(text):
        label = re.sub(r"[\s　]", "", match["label"])
        field = _FIELDS[label]
        value = normal(field, match["value"])
        rank = LABELS[field].index(label)
        if value and (field not in ranked or rank < ranked[field][0]):
            ranked[field] = (rank, stated(value, f"“{label}”一栏"))
    return {field: finding for field, (_, finding) in ranked.items()}


def normal(field: str, value: str) -> str:
    """A value in the form of the front matter; empty when it is not one."""
    value = " ".join(value.split()).strip(" |；;，,")
    if field == "number":
        return document_number(value)
    if field in ("issued", "effective", "expires", "published"):
        return iso_date(value)
    if field == "status":
        return _STATUS.get(value, "")
    return value if len(value) <= 100 and value not in ("无", "-", "--", "/") else ""


def agency(source: str) -> str:
    """The agencies named as the source of a page; empty when it is a newspaper or the site itself."""
    bare = re.sub(r"(?:官网|官方网站|门户网站|网站|微信公众号|公众号)$", "", " ".join(source.split()))
    return bare if len(bare) <= 100 and _SOURCE.fullmatch(bare) else ""


def _red_head(lines: list[str]) -> str:
    """The agency in whose name the paper is: 济源市人民政府办公室文件."""
    for line in lines:
        name = "".join(line.split()).removesuffix("文件")
        if name != "".join(line.split()) and _AGENCY.fullmatch(name):
            return name
    return ""


def _signature(lines: list[str]) -> tuple[str, str]:
    """Who signed and when: a line that is only a date, below lines that are only an agency."""
    for at, line in enumerate(lines):
        dated = iso_date(line) if len(line) <= 20 and is_date(line) else ""
        if not dated:
            continue
        agencies: list[str] = []
        while at and len(agencies) < 6 and _AGENCY.fullmatch(lines[at - 1]):
            at -= 1
            agencies.insert(0, " ".join(lines[at].split()))
        if agencies:
            return " ".join(agencies), dated
    return "", ""
