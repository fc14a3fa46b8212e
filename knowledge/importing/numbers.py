"""文号: 济政办〔2022〕7号, 国务院令第804号."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?!参见|参照|根据|按照|依据|依照|转发|见)(?P<agency>[一-鿿A-Za-z]{1,16}?)\s*[〔\[［【(（]\s*(?P<year>(?:19|20)\d{2})\s*[〕\]］】)）]"
    r"\s*第?\s*(?P<count>\d{1,5})\s*号"
)
_DECREE = re.compile(
    r"(?P<agency>[一-鿿]{2,24}令)[\s　]*(?:（|\()?第[\s　]*(?P<count>\d{1,4})[\s　]*号(?:）|\))?"
)


def document_number(text: str) -> str:
    """The 文号 at the start of ``text``, with the brackets that official texts use; empty without one."""
    match = _NUMBER.match(text)
    if match:
        return f"{match['agency']}〔{match['year']}〕{match['count']}号"
    decree = _DECREE.match(text)
    return f"{decree['agency']}第{decree['count']}号" if decree else ""


def number_line(lines: list[str]) -> str:
    """The 文号 that has a line for itself, the first of them."""
    for line in lines:
        bare = line.strip("#*（）() \t　")
        for pattern in (_NUMBER, _DECREE):
            if pattern.fullmatch(bare):
                return document_number(bare)
    return ""
