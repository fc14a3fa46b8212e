"""What a file really is, whatever its name says."""

from __future__ import annotations

import re

from knowledge.errors import ImportRefused

_ZIP = "压缩包或 Office 文档（docx、xlsx 等）"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", _ZIP),
    (b"%PDF-", "PDF 文件"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 文档（doc、xls 等）"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x7fELF", "程序"),
    (b"\xca\xfe\xba\xbe", "程序"),
    (b"\x89PNG\r\n\x1a\n", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF87a", "图片"),
    (b"GIF89a", "图片"),
    (b"Rar!\x1a\x07", "压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包"),
    (b"\x1f\x8b\x08", "压缩包"),
    (b"BZh91AY&SY", "压缩包"),
    (b"\xfd7zXZ\x00", "压缩包"),
    (b"SQLite format 3\x00", "数据库"),
)
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html[\s>])", re.I | re.S)


def expect_text(data: bytes, suffix: str) -> None:
    """Raise :class:`ImportRefused` when ``data`` is plainly something else than text."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise ImportRefused(f"扩展名是 {suffix}，内容其实是{name}")
    if data.startswith(b"MZ") and b"\x00" in data[:512]:
        raise ImportRefused(f"扩展名是 {suffix}，内容其实是程序")


def is_page(data: bytes) -> bool:
    """Whether the text is an HTML page."""
    return _PAGE.match(data.removeprefix(b"\xef\xbb\xbf")[:2048]) is not None
