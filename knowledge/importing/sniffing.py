"""What a file really is, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from enum import StrEnum

import filetype  # type: ignore[import-untyped]

from knowledge.importing.refusal import Refusal


class Form(StrEnum):
    """What the bytes of a file are, in words."""

    TEXT = "文字"
    PAGE = "网页"
    PDF = "PDF 文件"
    WORD = "Word 文档"
    EXCEL = "Excel 表格"
    MACROS = "带宏的 Office 文档"
    ARCHIVE = "压缩包"
    OTHER_ARCHIVE = "压缩包（不是 zip 格式）"
    OLD_OFFICE = "旧版 Office 文档（doc、xls 等）或加密的 Office 文档"
    OTHER_OFFICE = "其他办公文档（pptx、odt 等）"
    RTF = "RTF 文档"
    PROGRAM = "程序"
    IMAGE = "图片"
    MEDIA = "音频或视频"
    DATABASE = "数据库"


_SIGNATURES: tuple[tuple[bytes, Form], ...] = (
    (b"%PDF-", Form.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Form.OLD_OFFICE),
    (b"{\\rtf", Form.RTF),
    (b"\x7fELF", Form.PROGRAM),
    (b"\xca\xfe\xba\xbe", Form.PROGRAM),
    (b"Rar!\x1a\x07", Form.OTHER_ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Form.OTHER_ARCHIVE),
    (b"\x1f\x8b\x08", Form.OTHER_ARCHIVE),
    (b"BZh91AY&SY", Form.OTHER_ARCHIVE),
    (b"\xfd7zXZ\x00", Form.OTHER_ARCHIVE),
    (b"SQLite format 3\x00", Form.DATABASE),
)
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MAIN_PARTS: Mapping[str, Form] = {"word/document.xml": Form.WORD, "xl/workbook.xml": Form.EXCEL}
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html[\s>])", re.I | re.S)
#: Readers of PDF accept a little garbage before the signature.
_PDF_START = 1024


def identify(data: bytes) -> Form:
    """What ``data`` is; text when nothing speaks against it."""
    if data.startswith(_ZIPS):
        return _zipped(data)
    for signature, form in _SIGNATURES:
        if data.startswith(signature):
            return form
    if data.startswith(b"MZ") and b"\x00" in data[:512]:
        return Form.PROGRAM
    if b"%PDF-" in data[:_PDF_START] and b"\x00" in data:
        return Form.PDF
    return Form.PAGE if is_page(data) else _other(data)


def _other(data: bytes) -> Form:
    """Images and media by their signature; short ones are also how a text may begin."""
    guessed = filetype.guess_mime(data) if b"\x00" in data[:4096] or data[:1] >= b"\x80" else None
    sort = str(guessed or "").partition("/")[0]
    if sort == "image" or data.startswith((b"GIF87a", b"GIF89a")):
        return Form.IMAGE
    return Form.MEDIA if sort in ("audio", "video") else Form.TEXT


def _zipped(data: bytes) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        return Form.ARCHIVE
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return Form.MACROS
    if "[Content_Types].xml" in names:
        return next((form for part, form in _MAIN_PARTS.items() if part in names), Form.OTHER_OFFICE)
    return Form.OTHER_OFFICE if "META-INF/manifest.xml" in names and "mimetype" in names else Form.ARCHIVE


def expect(data: bytes, suffix: str, *forms: Form) -> None:
    """Raise :class:`Refusal` when ``data`` is something else than its name says."""
    form = identify(data)
    if form in forms:
        return
    if form is Form.MACROS and forms and forms[0] in (Form.WORD, Form.EXCEL):
        raise Refusal("macros")
    if form is Form.PAGE:
        raise Refusal("page_as_text", suffix=suffix)
    # A package that was cut off has lost the list of its parts.
    if form is Form.ARCHIVE and forms and forms[0] in (Form.WORD, Form.EXCEL) and not _listed(data):
        raise Refusal("package_broken")
    if form is Form.OLD_OFFICE and _is_encrypted_package(data):
        raise Refusal("package_encrypted")
    raise Refusal("not_its_name", suffix=suffix, kind=form.value)


def _listed(data: bytes) -> bool:
    return zipfile.is_zipfile(io.BytesIO(data))


def _is_encrypted_package(data: bytes) -> bool:
    """Whether this is a docx or xlsx with a password: an old-style container with one stream of that name."""
    return "EncryptedPackage".encode("utf-16-le") in data


def expect_text(data: bytes, suffix: str) -> None:
    """Raise :class:`Refusal` when ``data`` is plainly something else than text."""
    expect(data, suffix, Form.TEXT, Form.PAGE)


def is_page(data: bytes) -> bool:
    """Whether the text is an HTML page."""
    return _PAGE.match(data.removeprefix(b"\xef\xbb\xbf")[:2048]) is not None
