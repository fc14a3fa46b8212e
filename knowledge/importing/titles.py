"""The title of an official document among its first lines, and the agency that the title begins with."""

from __future__ import annotations

import re

_KINDS = (
    "通知|通告|公告|公报|通报|意见|办法|规定|细则|方案|条例|决定|决议|批复|复函|函|答复|指南|指引|规则|规程|规范|制度|标准|目录|清单|"
    "计划|规划|纲要|措施|要点|报告|请示|命令|令|预案|问答|解读|须知|流程|说明|手册|简介|一览表|章程|协议|法"
)
#: A line that is a whole title, or the end of one.
_COMPLETE = re.compile(rf"[^。；;！？!?]*(?:{_KINDS})[》”]?(?:[（(][^（）()]{{2,20}}[）)])?[》”]?")
_BEGINS = re.compile(r"关于|印发|转发|《")
#: Red heads, copies' numbers, secrecy and urgency marks, numbers, dates, labels, salutations.
_NO_TITLE = re.compile(
    r".*(?:文件|[〔\[［（(]\s*\d{4}\s*[〕\]］）)]\s*(?:第\s*)?\d+\s*号)|(?:机密|秘密|绝密|特急|加急|平急|急件).*|\d+|[^：:]{1,12}[：:].*|.*[：:]|"
    r"第?\s*[\d一二三四五六七八九十]+\s*(?:号|期|页)|(?:附件|目\s*录).{0,10}|[\d年月日\-/.\s]+"
)
_MARKS = re.compile(r"^[#\s*]+|[*\s]+$")
_LINES = 14
_TITLE = 120
_PIECES = 5
_AGENCY_END = "国务院|人民政府|政府|办公厅|办公室|委员会|委|部|厅|局|署|院|联合会|工会|协会|中心|银行|总队|支队|指挥部|领导小组|公司|军委"
_AGENCY = rf"(?:(?:中共|中国)?[一-鿿()（）·]{{0,24}}?(?:{_AGENCY_END}))"
_ISSUED_BY = re.compile(
    rf"(?!转发|印发|批转|关于)({_AGENCY}(?:[ 　、]+{_AGENCY}){{0,9}}?)[ 　]*(?:关于|转发|印发|批转|对.{{4,30}}的答复)"
)


def title_of(text: str) -> str:
    """The title at the beginning of ``text``, put together when it is set in several lines; empty without one."""
    lines = [_MARKS.sub("", line) for line in text.split("\n") if line.strip()][:_LINES]
    for at, line in enumerate(lines):
        if _NO_TITLE.fullmatch(line) or line.startswith("|"):
            continue
        for count in range(1, _PIECES):
            pieces = lines[at : at + count]
            if any(piece.endswith(("：", ":", "。")) for piece in pieces):
                break
            joined = "".join(pieces)
            if 4 <= len(joined) <= _TITLE and _COMPLETE.fullmatch(joined) and _is_closed(joined):
                return " ".join(joined.split())
            if count > 1 and not _BEGINS.search(joined):
                break
    return ""


def opening_title(text: str) -> str:
    """The first line of a plain text, with the lines it goes on in; what stands above a red head is none."""
    first = next((_MARKS.sub("", line) for line in text.split("\n") if line.strip()), "")
    title = title_of(text)
    return title if title.startswith(first) or _NO_TITLE.fullmatch(first) else ""


def _is_closed(title: str) -> bool:
    """Whether no quotation is left open: the title goes on in the next line."""
    return title.count("《") == title.count("》") and title.count("“") == title.count("”")


def issuer_in(title: str) -> str:
    """The agencies that a title begins with: 济源市人民政府办公室关于……的通知."""
    found = _ISSUED_BY.match(title)
    return " ".join(found[1].split()) if found else ""
