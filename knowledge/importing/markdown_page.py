"""The content part of a parsed page as Markdown: headings, paragraphs, lists, tables."""

from __future__ import annotations

import re

from bs4.element import NavigableString, Tag

from knowledge.importing.tables import is_layout, table_lines

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "li", "main", "p",
        "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    }
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLANKS = re.compile(r"[\s\xa0\u3000]+")
#: A line break in the source between two Chinese characters is no blank.
_JOIN = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t\r]*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")
#: Deeper nesting than any real page has is taken as plain text.
_DEPTH = 120


def inline_text(node: Tag) -> str:
    """All text of an element in one line."""
    return _BLANKS.sub(" ", _JOIN.sub("", node.get_text())).strip()


def to_markdown(root: Tag) -> str:
    """The element's content as Markdown."""
    writer = _Writer()
    writer.children(root, 0)
    writer.end_paragraph()
    return "\n\n".join(writer.blocks)


class _Writer:
    """Collects blocks; text runs on in ``_line`` until a block ends it."""

    def __init__(self, *, with_headings: bool = True) -> None:
        self._with_headings = with_headings
        self.blocks: list[str] = []
        self._line: list[str] = []

    def children(self, element: Tag, depth: int) -> None:
        for child in element.children:
            # Comments and other special strings are subclasses.
            if type(child) is NavigableString:
                self._line.append(str(child))
            elif isinstance(child, Tag):
                self._element(child, depth + 1)

    def end_paragraph(self) -> None:
        text = _BLANKS.sub(" ", _JOIN.sub("", "".join(self._line))).strip()
        self._line.clear()
        if text:
            self.blocks.append(text)

    def _element(self, element: Tag, depth: int) -> None:
        name = element.name
        if depth > _DEPTH:
            self._line.append(element.get_text(" "))
        elif name == "br":
            self.end_paragraph()
        elif name in _HEADINGS:
            self._heading(element, _HEADINGS[name])
        elif name in ("ul", "ol"):
            self._list(element, depth, ordered=name == "ol")
        elif name == "table" and not is_layout(element):
            self.end_paragraph()
            self._block("\n".join(table_lines(element, inline_text)))
        elif name in _BLOCKS:
            self.end_paragraph()
            self.children(element, depth)
            self.end_paragraph()
        else:
            self.children(element, depth)

    def _block(self, text: str) -> None:
        if text:
            self.blocks.append(text)

    def _heading(self, element: Tag, level: int) -> None:
        self.end_paragraph()
        title = inline_text(element)
        if title:
            self.blocks.append("#" * level + " " + title if self._with_headings else title)

    def _list(self, element: Tag, depth: int, *, ordered: bool) -> None:
        self.end_paragraph()
        items: list[str] = []
        for child in element.children:
            if not isinstance(child, Tag):
                continue
            inner = _Writer(with_headings=False)
            inner.children(child, depth + 1)
            inner.end_paragraph()
            if inner.blocks:
                mark = f"{len(items) + 1}. " if ordered else "- "
                indent = "\n" + " " * len(mark)
                items.append(mark + "\n".join(inner.blocks).replace("\n", indent))
        self._block("\n".join(items))
