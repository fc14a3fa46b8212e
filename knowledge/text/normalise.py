"""Make differently typed questions alike: width, traditional characters, hidden characters, spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

#: Control, format (zero width, direction, tag characters), private-use and unassigned code points.
_HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs"}
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"\s+")
_VALUES = dict(zip("〇一二三四五六七八九零幺", "012345678901", strict=True))
#: A run of three or more digits without 十, 百, 千 is a number read out, not a count.
_SPELLED = re.compile(f"(?<![十百千万亿])[{''.join(_VALUES)}]{{3,}}(?![十百千万亿])")


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """Half width, simplified characters, nothing hidden, single spaces; idempotent."""
    plain = _fold(text)
    # Conversion can yield characters that fold or convert further (薴 → 苧 → 苎).
    while (simpler := _fold(_converter().convert(plain))) != plain:
        plain = simpler
    return plain


def digits(text: str) -> str:
    """Numbers spelled digit by digit in digits: “一二三四五热线” is 12345热线."""
    return _SPELLED.sub(lambda run: "".join(_VALUES[char] for char in run[0]), text)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", _VARIATION.sub("", text))
    visible = "".join(
        " " if char.isspace() else char
        for char in folded
        if char.isspace() or unicodedata.category(char) not in _HIDDEN
    )
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", visible)).strip()


def content_characters(text: str) -> str:
    """Only letters, digits and Chinese characters, lower case: for comparing wordings."""
    return "".join(char for char in text.lower() if char.isalnum())


def has_content(text: str) -> bool:
    """Whether anything can be read: false for emoji, punctuation and blanks alone."""
    return any(char.isalnum() for char in text)
