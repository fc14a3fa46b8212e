"""Words by their sound: read questions typed in pinyin, and mend words typed with characters of the same sound."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pypinyin import lazy_pinyin

from knowledge.text.pinyin import split
from knowledge.text.tokens import Words, words

#: How much more a word counts that our own content uses than one of general text.
OWN_WEIGHT = 2000
#: General words rarer than this are left out: they would only add wrong readings.
GENERAL_FROM = 150
LONGEST = 8
#: A word that our content uses this often is a term that typing errors are mended to.
TERM_FROM = 3
#: A run that general text uses this often is left alone.
COMMON_FROM = 20

#: How people ask, which official texts never do; without them 要带什么 reads as 要待什么.
ASKING = (
    "带什么 要带 要带什么 需要什么 什么材料 哪些材料 多久 多长时间 几天 怎么办 如何 在哪 在哪里 哪里 去哪里 多少钱 收费吗 要钱吗 "
    "流程 条件 可以吗 能不能 是什么 有哪些 网上 手机 怎么弄 怎么领 怎么申请 几个工作日 需要 什么时候"
).split()
ASKED = 20
#: What a changed character costs, as a logarithm: typing errors are rare.
CHANGED = 5.7
#: A sound that is only alike (zh and z, eng and en) costs as much again for a whole word.
ALIKE = 7.0
_CHINESE = re.compile("[一-鿿]+")
_RETROFLEX = re.compile("(?<![a-z])([zcs])h")
_NASAL = re.compile("(?<=n)g(?![a-z])")


class Lexicon:
    """For each sequence of syllables the likeliest word and its log probability."""

    def __init__(
        self, words_by_sound: dict[str, tuple[str, float]], terms: Iterable[str] = (),
        general: Words | None = None,
    ) -> None:  # fmt: skip
        self._words = words_by_sound
        self._general = general or words()
        self._terms = sorted({term for term in terms if 2 <= len(term) <= LONGEST})
        self._known = frozenset(self._terms)
        self._alike = self._by_likeness()
        #: All counts together, told by any word that only general text uses.
        self._total = max(
            (self._general.frequency(word) / math.exp(weight) for word, weight in words_by_sound.values()),
            default=1.0,
        )

    def _by_likeness(self) -> dict[str, str]:
        """For each blurred sound the likeliest term."""
        likeliest = sorted(
            (weight, sound, word) for sound, (word, weight) in self._words.items() if word in self._known
        )
        return {_blurred(sound): word for _, sound, word in likeliest}

    @classmethod
    def build(cls, own: Iterable[str], general: Words | None = None) -> Lexicon:
        """From our own words (repeated as often as they are used) and jieba's general ones."""
        general = general or words()
        used = Counter(own)
        for word in ASKING:
            used[word] += ASKED
        counts: Counter[str] = Counter(
            {word: n for word, n in general.general().items() if n >= GENERAL_FROM and _chinese(word)}
        )
        for word, count in used.items():
            counts[word] += OWN_WEIGHT * count
        total = sum(counts.values())
        best: dict[str, tuple[str, float]] = {}
        for word, count in counts.most_common():
            key = _sound(word)
            if key and key.count(" ") < LONGEST:
                best.setdefault(key, (word, round(math.log(count / total), 3)))
        return cls(best, (word for word, count in used.items() if count >= TERM_FROM), general)

    def save(self, path: Path) -> None:
        """Write as JSON."""
        rows = {"words": self._words, "terms": self._terms}
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path, general: Words | None = None) -> Lexicon:
        """Read what :meth:`save` wrote."""
        rows = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            {key: (word, weight) for key, (word, weight) in rows["words"].items()}, rows["terms"], general
        )

    def characters(self, text: str) -> str:
        """The likeliest reading of a text in pinyin; syllables without a word stay as they are."""
        parts = split(text) or []
        best: list[tuple[float, list[str]]] = [(0.0, [])]
        for end in range(1, len(parts) + 1):
            options = [
                self._extended(best[start], parts[start:end]) for start in range(max(0, end - LONGEST), end)
            ]
            best.append(max(options, key=lambda option: option[0]))
        return "".join(best[-1][1])

    def mended(self, text: str) -> str:
        """The text with our terms in place of odd characters that sound the same (身分正 → 身份证).

        The likeliest reading counts: of all ways to cut the text into words as they stand and into terms
        that sound like a part of it, where each character changed costs ``CHANGED``.
        """
        return _CHINESE.sub(lambda run: self._read(run[0]), text)

    def _read(self, run: str) -> str:
        syllables = lazy_pinyin(run)
        if len(syllables) != len(run):  # a character without a reading
            return run
        best: list[tuple[float, str]] = [(0.0, "")]
        for end in range(1, len(run) + 1):
            options = []
            for start in range(max(0, end - LONGEST), end):
                weight, word = self._reading(run[start:end], " ".join(syllables[start:end]))
                options.append((best[start][0] + weight, best[start][1] + word))
            best.append(max(options))
        return best[-1][1]

    def _reading(self, part: str, sound: str) -> tuple[float, str]:
        """The likelier of a part as it stands and of the term that sounds like it."""
        term, weight = self._words.get(sound, ("", -math.inf))
        if term == part:
            return weight, part
        frequency = self._general.frequency(part)
        standing = math.log(max(frequency, 1) / self._total) if frequency or len(part) == 1 else -math.inf
        if len(part) < 2 or frequency >= COMMON_FROM:
            return standing, part
        if term not in self._known:
            return self._alike_reading(part, sound, standing)
        return max((standing, part), (weight - CHANGED * _changed(part, term), term))

    def _alike_reading(self, part: str, sound: str, standing: float) -> tuple[float, str]:
        """The likelier of a part as it stands and of the term that sounds nearly like it (变跟, 变更)."""
        term = self._alike.get(_blurred(sound))
        if term is None or len(term) != len(part):
            return standing, part
        weight = self._words[_sound(term)][1]
        return max((standing, part), (weight - CHANGED * _changed(part, term) - ALIKE, term))

    def _extended(self, before: tuple[float, list[str]], syllables: list[str]) -> tuple[float, list[str]]:
        word, weight = self._words.get(" ".join(syllables), ("".join(syllables), -30.0 * len(syllables)))
        return before[0] + weight, [*before[1], word]


def _chinese(text: str) -> bool:
    return all("一" <= char <= "鿿" for char in text)


def _changed(one: str, other: str) -> int:
    return sum(mine != theirs for mine, theirs in zip(one, other, strict=True))


def _blurred(sound: str) -> str:
    """Syllables without what many speakers of the north do not tell apart in writing."""
    return _NASAL.sub("", _RETROFLEX.sub(r"\1", sound))


@lru_cache(maxsize=100_000)
def _sound(text: str) -> str:
    return " ".join(lazy_pinyin(text, errors="ignore"))
