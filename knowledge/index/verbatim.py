"""How much of a question a document says in the question's own words, longer stretches counting more.

Keyword legs know single words and pairs; that two documents hold the same pairs but only one of them the
whole phrase is seen here. Too slow for every document, quick for the best few.
"""

from __future__ import annotations

import re

#: Words of asking and marks end a stretch: no document says “请问有哪些”.
_BREAKS = re.compile(r"请问|有哪些|是什么|什么|怎么|怎样|如何|哪些|哪个|多少|吗|呢|的|了|[^\w]+")
#: From this many characters on a stretch is surely a phrase of the document.
PHRASE = 10


def verbatim_share(question: str, document: str) -> float:
    """Mean length of the document's stretches over the question's characters, in phrases, 0 to 1."""
    parts = [part for part in _BREAKS.split(question) if part]
    lengths = [length for part in parts for length in stretches(part, document)]
    return sum(min(length, PHRASE) for length in lengths) / (PHRASE * len(lengths)) if lengths else 0.0


def stretches(part: str, document: str) -> list[int]:
    """For each character the length of the longest stretch around it that the document contains."""
    found = [0] * len(part)
    end = 0
    for start in range(len(part)):
        end = max(end, start)
        while end < len(part) and part[start : end + 1] in document:
            end += 1
        for at in range(start, end):
            found[at] = max(found[at], end - start)
    return found
