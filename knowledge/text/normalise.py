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


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """Half width, simplified characters, nothing hidden, single spaces; idempotent."""
    plain = _fold(text)
    simplified: str = _converter().convert(plain)
    # Conversion can yield characters that fold further; once more makes the result a fixed point.
    return _fold(simplified)


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
