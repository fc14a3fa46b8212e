from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import ImportRefused
from knowledge.importing.decoding import decode

TEXT = "关于进一步优化政务服务的通知\n各镇人民政府，各街道办事处：\n自2026年3月1日起施行。ABC\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk", "gb2312"],
)
def test_each_encoding_of_chinese_text(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


def test_utf16_marks_of_either_order():
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert decode(mark + TEXT.encode(encoding)) == TEXT


def test_declared_big5():
    text = "國務院辦公廳關於進一步優化政務服務的通知"
    assert decode(text.encode("big5"), "Big5") == text


@pytest.mark.parametrize(
    "data",
    [
        "國務院辦公廳關於進一步優化政務服務的意見和通知".encode("big5"),
        "Übergrößenträger für Straßenfahrzeuge".encode("latin-1"),
        "日本語の文章です。これはテストです".encode("euc-jp"),
        b"\xff\xfe\x00",
        b"\xff\xfe" + b"\x00\xd8" * 20,
        b"\xff\xfe" + bytes(range(256)) * 20,
        b"\x81\x81\x81",
    ],
)
def test_what_is_only_by_chance_decodable_is_refused(data):
    with pytest.raises(ImportRefused, match="编码"):
        decode(data)


@pytest.mark.parametrize("data", [b"MZ\x00\x01\x02", b"\x00" * 50, b"abc\x00def", b"\x01\x02\x03" * 30])
def test_binary_data_is_refused(data):
    with pytest.raises(ImportRefused, match="不是文字"):
        decode(data)


def test_line_ends_and_invisible_characters():
    assert decode("一\r\n二\r三\x0c四\u2028五\x85六".encode()) == "一\n二\n三\n四\n五\n六"
    assert decode("a\u200bb\u202ec\ufeffd\x07e\u2066f 中文中文中文中文中文中文中文".encode()).startswith(
        "abcdef"
    )


@given(st.text())
def test_any_utf8_text_is_read_or_refused_without_invisible_characters(text):
    try:
        found = decode(text.encode("utf-8", errors="surrogatepass"))
    except ImportRefused:
        return
    assert "\r" not in found
    assert "\x00" not in found


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data):
    try:
        found = decode(data)
    except ImportRefused:
        return
    assert found.encode("utf-8").decode("utf-8") == found
