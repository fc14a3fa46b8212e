"""Pinyin: read questions typed in it, and compare wordings by sound."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from pypinyin import lazy_pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

_LATIN = re.compile(r"[a-zü']+")
_VOWEL = re.compile("[aeiouv]")
#: A question counts as pinyin when it holds at least this many Latin letters and no Chinese.
SHORTEST = 4
LONGEST_SYLLABLE = 6


@lru_cache(maxsize=1)
def syllables_known() -> frozenset[str]:
    """All syllables without tones, from pypinyin's dictionary; interjections without a vowel left out."""
    toned = {reading for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    syllables = {to_normal(reading).replace("ü", "v") for reading in toned}
    return frozenset(syllable for syllable in syllables if _VOWEL.search(syllable))


def is_pinyin(text: str) -> bool:
    """Whether a question seems to be typed in pinyin: Latin letters that split into syllables."""
    if re.search("[一-鿿]", text):
        return False
    letters = "".join(_LATIN.findall(text.lower())).replace("'", "")
    return len(letters) >= SHORTEST and split(text) is not None


def split(text: str) -> list[str] | None:
    """Syllables of a text in pinyin, ``None`` if some letters make none. Digits are passed over."""
    found: list[str] = []
    for run in _LATIN.findall(text.lower().replace("ü", "v")):
        for part in run.split("'"):
            syllables = _split_run(part)
            if syllables is None:
                return None
            found += syllables
    return found


def _split_run(run: str) -> list[str] | None:
    """Fewest syllables that make up the run."""
    best: list[list[str] | None] = [[]] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            before = best[start]
            if before is not None and run[start:end] in syllables_known():
                now = best[end]
                if now is None or len(before) + 1 < len(now):
                    best[end] = [*before, run[start:end]]
    return best[-1]


def sound(text: str) -> list[str]:
    """Syllables of a Chinese text, other characters left out; pinyin is split into its syllables."""
    if is_pinyin(text):
        return split(text) or []
    return [part for part in lazy_pinyin(text, errors="ignore") if part]


def sound_pairs(text: str) -> list[str]:
    """Neighbouring syllables, for comparing wordings by sound; one syllable alone stands for itself."""
    parts = sound(text)
    if len(parts) < 2:
        return parts
    return [f"{a} {b}" for a, b in pairwise(parts)]
