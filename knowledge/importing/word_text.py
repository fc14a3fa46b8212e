"""What a reader sees of a paragraph in a Word document."""

from __future__ import annotations

import re

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

#: Deleted text, pictures, objects, notes' marks and the second copy of a text box.
_UNSEEN = frozenset(
    qn(name)
    for name in (
        "w:del", "w:moveFrom", "w:drawing", "w:pict", "w:object", "w:pPr", "w:rPr", "w:instrText", "w:delText",
        "w:footnoteReference", "w:endnoteReference", "w:commentReference", "w:rt",
    )
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}  # fmt: skip
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_RUN, _TEXT = qn("w:r"), qn("w:t")
_BLANKS = re.compile(r"[ \t\xa0\u3000]+")
_DEPTH = 60


def paragraph_text(paragraph: BaseOxmlElement) -> str:
    """The text of a paragraph; line breaks in it are kept."""
    pieces: list[str] = []
    _collect(paragraph, pieces, 0)
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n\n".join(line for line in lines if line)


def _collect(element: BaseOxmlElement, pieces: list[str], depth: int) -> None:
    for child in element.iterchildren():
        if child.tag in _UNSEEN or (child.tag == _RUN and _is_hidden(child)):
            continue
        if child.tag == _TEXT:
            pieces.append(child.text or "")
        elif child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif depth < _DEPTH:
            _collect(child, pieces, depth + 1)


def _is_hidden(run: BaseOxmlElement) -> bool:
    properties = run.find(qn("w:rPr"))
    vanish = properties.find(qn("w:vanish")) if properties is not None else None
    return vanish is not None and vanish.get(qn("w:val")) not in ("0", "false")


def value_of(element: BaseOxmlElement | None, name: str) -> str:
    """The value of a child such as ``<w:pStyle w:val="Title"/>``; empty without it."""
    child = element.find(qn(name)) if element is not None else None
    return str(child.get(qn("w:val"), "")) if child is not None else ""
