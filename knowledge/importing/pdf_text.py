"""Lines of pages to paragraphs: what a page repeats is left out, what a page end cut is joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from statistics import median

from knowledge.importing.markdown_table import grid_block
from knowledge.importing.pdf_page import Line, Page, Table

#: Headers and footers stand in this part of the page, at the top and at the bottom.
_EDGE = 0.12
#: So many lines at each edge are looked at.
_EDGE_LINES = 3
_PAGE_NUMBER = re.compile(
    r"[-—–―·.\s]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,6})(?:\s*页)?(?:[\s,，/／]*(?:共\s*)?\d{1,4}(?:\s*页)?)?[-—–―·.\s]*"
    r"|第\s*[一二三四五六七八九十百]{1,5}\s*页(?:[\s,，]*共\s*[一二三四五六七八九十百]{1,5}\s*页)?"
)
_DIGITS = re.compile(r"\d+")
#: A line that ends this many letters before the right margin ends its paragraph.
_SHORT = 2.2
#: A first line is indented by at least so many letters.
_INDENT = 1.2
_STARTS = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]{1,7}[条章节编][\s　]?|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|"
    r"\d{1,2}[.、．](?!\d)|[①-⑳]|[-•●■◆▪]\s|附件\s*\d*[：:]?|#"
)
_ENDS = re.compile(r".*[。；;！？!?：:]$")
_WIDE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f，。、；：“”‘’（）《》]")

_Piece = Line | Table


def blocks(pages: list[Page]) -> Iterator[str]:
    """The paragraphs and tables of all pages as blocks of Markdown."""
    repeated = _repeated(pages)
    pieces = [(page, piece) for page in pages for piece in _pieces(page, repeated)]
    margins = _Margins([piece for _, piece in pieces if isinstance(piece, Line)])
    for is_line, group in groupby(pieces, key=lambda pair: isinstance(pair[1], Line)):
        members = [piece for _, piece in group]
        if is_line:
            yield from _paragraphs([piece for piece in members if isinstance(piece, Line)], margins)
        else:
            yield from _tables([piece for piece in members if isinstance(piece, Table)])


def _pieces(page: Page, repeated: frozenset[str]) -> list[_Piece]:
    """Lines and tables from top to bottom, without headers, footers and page numbers."""
    lines = sorted(page.lines, key=lambda line: line.top)
    first = _margin(lines, page, repeated, 1)
    last = len(lines) - _margin(lines[::-1], page, repeated, -1)
    kept: list[_Piece] = [*lines[first : max(last, first)]]
    kept += page.tables
    return sorted(kept, key=lambda piece: piece.top)


def _margin(lines: list[Line], page: Page, repeated: frozenset[str], towards: int) -> int:
    """How many lines, from the edge of the page inwards, are header or footer.

    They end where a gap is: a first line that several pages share stands as close to the next as lines of text do.
    """
    end = 0
    for at, line in enumerate(lines):
        is_number = _PAGE_NUMBER.fullmatch(line.text) is not None
        if not _is_edge(line, page) or not (is_number or _shape(line.text) in repeated):
            break
        inner = lines[at + 1] if at + 1 < len(lines) else None
        upper, lower = (line, inner) if towards > 0 else (inner, line)
        if is_number or upper is None or lower is None or lower.top - upper.bottom >= line.size:
            end = at + 1
    return end


def _is_edge(line: Line, page: Page) -> bool:
    return line.bottom < page.height * _EDGE or line.top > page.height * (1 - _EDGE)


def _shape(text: str) -> str:
    """A line with its numbers taken out: 第3页 and 第4页 are the same footer."""
    return _DIGITS.sub("#", "".join(text.split()))


def _repeated(pages: list[Page]) -> frozenset[str]:
    """What stands at the edge of most pages, or of two pages of a short document."""
    seen: Counter[str] = Counter()
    for page in pages:
        edge = [line for line in page.lines if _is_edge(line, page)]
        seen.update({_shape(line.text) for line in (*edge[:_EDGE_LINES], *edge[-_EDGE_LINES:])})
    least = max(2, len(pages) * 2 // 5)
    return frozenset(shape for shape, count in seen.items() if count >= least and len(pages) > 1)


class _Margins:
    """Where lines of running text begin and end."""

    def __init__(self, lines: list[Line]) -> None:
        self.size = median(line.size for line in lines) if lines else 0.0
        body = [line for line in lines if abs(line.size - self.size) <= 1] or lines
        rights = sorted(line.right for line in body)
        # A few lines may stick out; most full lines end at the same place.
        self.right = rights[int(len(rights) * 0.9)] if rights else 0.0
        lefts = Counter(round(line.left) for line in body)
        common = [left for left, count in lefts.items() if count >= max(2, len(body) // 20)]
        self.left = min(common or lefts or [0])

    def is_full(self, line: Line) -> bool:
        """Whether the line goes on to the right margin."""
        return line.right >= self.right - _SHORT * max(line.size, 1)

    def is_indented(self, line: Line) -> bool:
        """Whether a paragraph begins here."""
        return line.left >= self.left + _INDENT * max(line.size, 1)


def _paragraphs(lines: list[Line], margins: _Margins) -> Iterator[str]:
    text = ""
    before: Line | None = None
    for line in lines:
        if before is not None and _goes_on(before, line, margins):
            text = _joined(text, line.text)
        else:
            if text:
                yield text
            text = line.text
        before = line
    if text:
        yield text


def _goes_on(before: Line, line: Line, margins: _Margins) -> bool:
    """Whether ``line`` continues the paragraph of ``before``."""
    if abs(before.size - line.size) > 1 or _STARTS.match(line.text):
        return False
    if line.size > margins.size + 1.5:
        # A headline in several lines, each centred.
        return 0 <= line.top - before.bottom < line.size * 1.2 and not _ENDS.match(before.text)
    if not margins.is_full(before) or margins.is_indented(line):
        return False
    return not (_ENDS.match(before.text) and before.right < margins.right - before.size)


def _joined(text: str, more: str) -> str:
    """Chinese is joined without a blank, words of other scripts with one."""
    apart = text[-1:].isascii() and more[:1].isascii() and not (_WIDE.match(text[-1:]) or text.endswith("-"))
    return f"{text} {more}" if apart and text[-1:].isalpha() and more[:1].isalpha() else text + more


def _tables(tables: list[Table]) -> Iterator[str]:
    """Tables; one that was cut by a page end is put together, its repeated head left out."""
    whole: list[list[list[str]]] = []
    for table in tables:
        last = whole[-1] if whole else None
        if last is not None and len(last[0]) == len(table.rows[0]):
            last += table.rows[1:] if table.rows[0] == last[0] else table.rows
        else:
            whole.append([*table.rows])
    for rows in whole:
        block = grid_block(rows)
        if block:
            yield block
