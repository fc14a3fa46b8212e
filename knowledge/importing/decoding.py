"""Bytes to text: UTF-8, UTF-16 and GB18030, and nothing that is only by chance decodable."""

from __future__ import annotations

import re
import unicodedata

from knowledge.importing.refusal import Refusal

_SAMPLE = 20_000
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5"}
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
#: Controls, byte order marks, zero-width spaces, and marks that turn the writing direction.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes, declared: str = "") -> str:
    """The text in ``data``; ``declared`` is the encoding that the file itself names, if any."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _cleaned(_strict(data, encoding))
    if b"\x00" in data:
        return _cleaned(_wide(data))
    try:
        return _cleaned(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _cleaned(_chinese(data, declared))


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal("encoding_unknown") from error
    if not _assigned(text):
        raise Refusal("encoding_unknown")
    return text


def _wide(data: bytes) -> str:
    """UTF-16 without a mark; anything else with zero bytes is no text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _assigned(text) and _common(text):
            return text
    raise Refusal("not_text")


def _chinese(data: bytes, declared: str) -> str:
    encoding = _DECLARED.get(declared.lower(), "gb18030")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal("encoding_unknown") from error
    if not _assigned(text) or (encoding == "gb18030" and not _common(text)):
        raise Refusal("encoding_unknown")
    return text


def _assigned(text: str) -> bool:
    """Whether nearly all characters exist: wrong decodings give unassigned and private ones."""
    sample = text[:_SAMPLE]
    odd = sum(
        unicodedata.category(char) in ("Cn", "Co", "Cs", "Cc") for char in sample if char not in "\r\n\t"
    )
    return odd * 50 <= len(sample)


def _common(text: str) -> bool:
    """Whether the characters beyond ASCII are mostly the everyday ones of Chinese.

    Other encodings read as GB18030 also give Chinese characters, but rare ones.
    """
    beyond = "".join(char for char in text[:_SAMPLE] if ord(char) > 127)
    encoded = beyond.encode("gb2312", errors="ignore")
    # Rows of GB 2312 with punctuation, numbers and full-width Latin, and with the commoner characters.
    everyday = sum(0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7 for lead in encoded[::2])
    return everyday * 10 >= len(beyond) * 7


def _cleaned(text: str) -> str:
    """Line ends as ``\\n``, nothing invisible left."""
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) * 20 > len(sample):
        raise Refusal("not_text")
    return _HIDDEN.sub("", _LINE_ENDS.sub("\n", text))
