"""Words by their sound: read questions typed in pinyin, and mend words typed with characters of the same sound."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pypinyin import lazy_pinyin

from knowledge.text.pinyin import split
from knowledge.text.tokens import words

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
#: Two of these side by side sound like many terms (是想, 事项) but are no typing error.
FUNCTION = frozenset("是想先去几个一不了的就要在有没我你他她那这什时到把给只问里地得能会也都还再")


class Lexicon:
    """For each sequence of syllables the likeliest word and its log probability."""

    def __init__(self, words: dict[str, tuple[str, float]], terms: Iterable[str] = ()) -> None:
        self._words = words
        self._terms = sorted({term for term in terms if 2 <= len(term) <= LONGEST})
        self._by_sound = {_sound(term): term for term in self._terms}
        self._known = frozenset(self._terms)

    @classmethod
    def build(cls, own: Iterable[str]) -> Lexicon:
        """From our own words (repeated as often as they are used) and jieba's general ones."""
        used = Counter(own)
        for word in ASKING:
            used[word] += ASKED
        counts: Counter[str] = Counter(
            {word: n for word, n in words().general().items() if n >= GENERAL_FROM and _chinese(word)}
        )
        for word, count in used.items():
            counts[word] += OWN_WEIGHT * count
        total = sum(counts.values())
        best: dict[str, tuple[str, float]] = {}
        for word, count in counts.most_common():
            key = _sound(word)
            if key and key.count(" ") < LONGEST:
                best.setdefault(key, (word, round(math.log(count / total), 3)))
        return cls(best, (word for word, count in used.items() if count >= TERM_FROM))

    def save(self, path: Path) -> None:
        """Write as JSON."""
        rows = {"words": self._words, "terms": self._terms}
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Read what :meth:`save` wrote."""
        rows = json.loads(path.read_text(encoding="utf-8"))
        return cls({key: (word, weight) for key, (word, weight) in rows["words"].items()}, rows["terms"])

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
        """The text with our terms in place of odd runs that sound the same (身分正 → 身份证).

        Only runs of whole words are looked at, so that no word is torn (“买房提公积金” has no 提供).
        """
        tokens, written, at = words().segments(text), [], 0
        while at < len(tokens):
            end = at + 1
            for stop in range(min(len(tokens), at + LONGEST), at, -1):
                term = self._meant("".join(tokens[at:stop]))
                if term is not None:
                    end = stop
                    break
            written.append(term or tokens[at])
            at = end
        return "".join(written)

    def _meant(self, run: str) -> str | None:
        """The term that an odd run stands for; ``None`` for usual words and runs with function words."""
        if not 2 <= len(run) <= LONGEST or run in self._known or not _chinese(run):
            return None
        if _common(run) or (len(run) == 2 and FUNCTION & set(run)):
            return None
        return self._by_sound.get(_sound(run))

    def _extended(self, before: tuple[float, list[str]], syllables: list[str]) -> tuple[float, list[str]]:
        word, weight = self._words.get(" ".join(syllables), ("".join(syllables), -30.0 * len(syllables)))
        return before[0] + weight, [*before[1], word]


def _common(word: str) -> bool:
    """Whether general text uses the word: then it is no typing error."""
    return words().frequency(word) >= COMMON_FROM


def _chinese(text: str) -> bool:
    return all("一" <= char <= "鿿" for char in text)


@lru_cache(maxsize=100_000)
def _sound(text: str) -> str:
    return " ".join(lazy_pinyin(text, errors="ignore"))
