"""Word documents: paragraphs, headings, numbered lists and tables in the order in which they stand."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

from knowledge.importing.extracted import Extracted
from knowledge.importing.limits import limits
from knowledge.importing.markdown_table import grid_block
from knowledge.importing.metadata import recognise
from knowledge.importing.numbering import Numbering, read_numbering
from knowledge.importing.package import BROKEN, examine
from knowledge.importing.refusal import Refusal
from knowledge.importing.sniffing import Form, expect
from knowledge.importing.structure import structured, tidy
from knowledge.importing.titles import title_of
from knowledge.importing.word_table import table_rows
from knowledge.importing.word_text import paragraph_text, value_of

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*[1-9]", re.IGNORECASE)
_TITLES = frozenset({"title", "标题"})
_WRAPPERS = frozenset({qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo")})
_LIST_LABEL = re.compile(r"\d{1,4}[.)]")
_NESTING = 50


def extract_word(data: bytes) -> Extracted:
    """A .docx file. Macros, embedded objects, comments, deleted and hidden text are left alone."""
    expect(data, ".docx", Form.WORD)
    examine(data)
    try:
        document = Document(io.BytesIO(data))
        reader = _Reader(document)
        blocks = list(reader.blocks())
    except (
        *BROKEN,
        PackageNotFoundError,
        XMLSyntaxError,
        LookupError,
        AttributeError,
        RecursionError,
    ) as error:
        raise Refusal("package_broken") from error
    text = tidy("\n\n".join(blocks))
    metadata = recognise(text)
    title = reader.title or title_of(text)
    return Extracted(tidy(structured(text)), title, metadata, _notes(document))


def _notes(document: WordDocument) -> tuple[str, ...]:
    body = document.element.body
    left_out = []
    if next(body.iter(qn("w:object")), None) is not None:
        left_out.append("嵌入的对象")
    if next(body.iter(qn("w:drawing"), qn("w:pict")), None) is not None:
        left_out.append("图片和文本框")
    if next(body.iter(qn("w:del")), None) is not None:
        left_out.append("修订中已删除的文字")
    return (f"没有导入：{'、'.join(left_out)}",) if left_out else ()


class _Reader:
    """Goes through the body once; counts what is limited."""

    def __init__(self, document: WordDocument) -> None:
        self.title = ""
        self._body: BaseOxmlElement = document.element.body
        self._styles = _styles(document)
        self._numbering = _numbering(document)
        self._tables = self._paragraphs = self._cells = 0

    def blocks(self) -> Iterator[str]:
        """The blocks of Markdown."""
        for element in _flattened(self._body, 0):
            block = self._table(element) if element.tag == qn("w:tbl") else self._paragraph(element)
            if block:
                yield block

    def _table(self, element: BaseOxmlElement) -> str:
        self._tables += 1
        if self._tables > limits().tables:
            raise Refusal("too_many_tables", limit=limits().tables)
        rows = []
        for row in table_rows(element):
            rows.append(row)
            self._cells += len(row)
            if len(rows) > limits().table_rows:
                raise Refusal("too_many_rows", table=self._tables, limit=limits().table_rows)
            if self._cells > limits().cells:
                raise Refusal("too_many_cells", limit=limits().cells)
        return grid_block(rows)

    def _paragraph(self, element: BaseOxmlElement) -> str:
        self._paragraphs += 1
        if self._paragraphs > limits().paragraphs:
            raise Refusal("too_many_paragraphs", limit=limits().paragraphs)
        text = paragraph_text(element)
        properties = element.find(qn("w:pPr"))
        name, level, list_of = self._styles.get(value_of(properties, "w:pStyle"), ("", 0, ("", 0)))
        if not text or _CONTENTS.match(name):
            return ""
        outline = value_of(properties, "w:outlineLvl")
        if outline.isdecimal() and int(outline) < 6:
            level = int(outline) + 1
        label = self._label(properties, list_of)
        one_line = f"{label}{'' if label.endswith(('、', '）', ')', '．')) else ' '}{text}" if label else text
        if name.lower() in _TITLES and not self.title:
            self.title = " ".join(text.split())
            return ""
        if level:
            return "#" * min(level, 6) + " " + " ".join(one_line.lstrip("- ").split())
        return f"{label} {text}" if label == "-" or _LIST_LABEL.fullmatch(label) else one_line

    def _label(self, properties: BaseOxmlElement | None, list_of: tuple[str, int]) -> str:
        numbered = properties.find(qn("w:numPr")) if properties is not None else None
        if numbered is None:
            return self._numbering.label(*list_of) if list_of[0] else ""
        depth = value_of(numbered, "w:ilvl")
        return self._numbering.label(
            value_of(numbered, "w:numId") or list_of[0], int(depth) if depth.isdecimal() else list_of[1]
        )


def _flattened(element: BaseOxmlElement, depth: int) -> Iterator[BaseOxmlElement]:
    """Paragraphs and tables, also those in content controls."""
    for child in element.iterchildren():
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _WRAPPERS and depth < _NESTING:
            yield from _flattened(child, depth + 1)


def _styles(document: WordDocument) -> dict[str, tuple[str, int, tuple[str, int]]]:
    """Style id → its name, its heading level (0 for none), and the list it belongs to."""
    found: dict[str, tuple[str, int, tuple[str, int]]] = {}
    for element in document.styles.element.findall(qn("w:style")):
        name = value_of(element, "w:name")
        properties = element.find(qn("w:pPr"))
        outline = value_of(properties, "w:outlineLvl")
        heading = _HEADING.fullmatch(name)
        level = int(heading[1]) if heading else int(outline) + 1 if outline.isdecimal() else 0
        numbered = properties.find(qn("w:numPr")) if properties is not None else None
        depth = value_of(numbered, "w:ilvl")
        list_of = (value_of(numbered, "w:numId"), int(depth) if depth.isdecimal() else 0)
        found[str(element.get(qn("w:styleId")))] = (name, level if level <= 6 else 0, list_of)
    return found


def _numbering(document: WordDocument) -> Numbering:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            return read_numbering(getattr(relation.target_part, "element", None))
    return Numbering()
