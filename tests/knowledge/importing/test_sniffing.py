from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from knowledge.errors import ImportRefused
from knowledge.importing.sniffing import expect_text, is_page


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (zipped(), "压缩包"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "旧版 Office"),
        (b"{\\rtf1", "RTF"),
        (b"MZ\x90\x00\x03", "程序"),
        (b"\x7fELF\x02", "程序"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (gzip.compress(b"x"), "压缩包"),
        (b"SQLite format 3\x00rest", "数据库"),
    ],
)
def test_what_a_file_really_is(data, name):
    with pytest.raises(ImportRefused, match=f"扩展名是 .txt，内容其实是{name}"):
        expect_text(data, ".txt")


@pytest.mark.parametrize("data", [b"", b"MZ is a text", "通知".encode(), b"PK", b"GIF8 is a format"])
def test_text_is_text(data):
    expect_text(data, ".txt")
    assert not is_page(data)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><p>",
        b"\n <html lang='zh'>",
        b"\xef\xbb\xbf<HTML>",
        b"<?xml version='1.0'?>\n<!-- x --><html>",
    ],
)
def test_pages(data):
    assert is_page(data)
