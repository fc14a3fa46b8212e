"""Words and character pairs of Chinese text, for keyword search."""

from __future__ import annotations

import io
import logging
import re
import threading
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import jieba

from knowledge.language import DICTIONARY

jieba.setLogLevel(logging.WARNING)
_RUN = re.compile(r"[一-鿿]+|[a-z0-9]+")
#: Words that say how one asks, not what about.
STOP_WORDS = frozenset(
    "的 了 吗 呢 啊 吧 呀 嘛 么 我 你 您 他 她 它 我们 你们 咱 咱们 是 在 有 和 与 及 或 就 都 也 还 要 会 能 可以 可 "
    "怎么 怎样 咋 咋样 如何 什么 啥 哪 哪里 哪儿 哪些 哪个 谁 多少 几 请问 请 问 一下 想 想要 想问 知道 告诉 这 那 这个 那个 "
    "个 人 把 被 给 对 从 到 向 为 以 于 之 其 而 但 等 时候 应该 需要 应当 关于 方面 进行 通过 情况 以及 没有 不 没".split()
)


class Words:
    """A jieba tokenizer of our own (the global one is shared state) with the project's dictionary."""

    def __init__(self, dictionary: Path | None = DICTIONARY, extra: Iterable[str] = ()) -> None:
        self._jieba = jieba.Tokenizer()
        self._lock = threading.Lock()
        self._jieba.initialize()
        text = (
            dictionary.read_text(encoding="utf-8") if dictionary is not None and dictionary.is_file() else ""
        )
        self._teach(text)
        for word in extra:
            self._jieba.add_word(word)

    def _teach(self, text: str) -> None:
        """Add the words of a dictionary, and remember what it is like without them."""
        self.dictionary = text
        freq = self._jieba.FREQ
        taught = {line.split()[0] for line in text.splitlines() if line.strip()}
        parts = {word[:end] for word in taught for end in range(1, len(word) + 1)}
        self._general, self._total = {part: freq.get(part) for part in parts}, self._jieba.total
        self._jieba.load_userdict(io.StringIO(text))

    def retaught(self, text: str) -> Words:
        """The same general words with another dictionary; the words themselves are in memory once."""
        made = object.__new__(Words)
        made._jieba, made._lock = jieba.Tokenizer(), threading.Lock()
        with self._lock:
            freq = dict(self._jieba.FREQ)
        for part, count in self._general.items():
            if count is None:
                freq.pop(part, None)
            else:
                freq[part] = count
        made._jieba.FREQ, made._jieba.total, made._jieba.initialized = freq, self._total, True
        made._teach(text)
        return made

    def cut(self, text: str) -> list[str]:
        """Words of normalised text, lower case, with the shorter words inside long ones."""
        with self._lock:
            found = self._jieba.cut_for_search(text.lower())
            return [word for word in found if word not in STOP_WORDS and _RUN.match(word)]

    def every(self, text: str) -> list[str]:
        """All Chinese words of a text in their order, words of asking included."""
        with self._lock:
            return [word for word in self._jieba.cut(text) if "一" <= word[0] <= "鿿"]

    def segments(self, text: str) -> list[str]:
        """The text cut into words, nothing left out."""
        with self._lock:
            return list(self._jieba.cut(text))

    def general(self) -> dict[str, int]:
        """All words of the dictionaries with their counts in general text."""
        return {word: count for word, count in self._jieba.FREQ.items() if count}

    def frequency(self, word: str) -> int:
        """How often general text uses the word; 0 for unknown ones."""
        return int(self._jieba.FREQ.get(word) or 0)


@lru_cache(maxsize=1)
def words() -> Words:
    """The process-wide tokenizer with the project's dictionary."""
    return Words()


def words_of(dictionary: Path) -> Words:
    """The tokenizer with another dictionary, or the process-wide one where that has the same words."""
    if not dictionary.is_file():
        return words()
    return _with(dictionary.read_text(encoding="utf-8"))


@lru_cache(maxsize=2)  # that of the live version, and of a draft that is tried
def _with(text: str) -> Words:
    return words() if text == words().dictionary else words().retaught(text)


def dictionary_words(dictionary: Path = DICTIONARY) -> list[str]:
    """The words of the project's jieba dictionary, first column of each line."""
    if not dictionary.is_file():
        return []
    return [line.split()[0] for line in dictionary.read_text(encoding="utf-8").splitlines() if line.strip()]


def bigrams(text: str) -> list[str]:
    """Single Chinese characters, pairs of neighbours, and Latin or digit runs whole."""
    grams: list[str] = []
    for run in _RUN.findall(text.lower()):
        if run[0].isascii():
            grams.append(run)
            continue
        grams.extend(run)
        grams.extend(run[at : at + 2] for at in range(len(run) - 1))
    return grams


_SENTENCE_END = re.compile(r"(?<=[。！？；!?;\n])")


def sentences(text: str) -> list[str]:
    """Sentences with their closing marks; joined they give the text back."""
    return [part for part in _SENTENCE_END.split(text) if part]
