"""Two answers held against each other: what differs is marked, and what both say at length is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Of a stretch that both have, so much is shown at either end.
AROUND = 24
#: A stretch of one side alone longer than this is cut; the whole text stands below it.
LONGEST = 1200
#: Words, numbers and single characters of Chinese: the smallest thing that is said to differ.
_TOKEN = re.compile(r"[A-Za-z0-9.%]+|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；;！？!?\n]*[。；;！？!?\n]+|[^。；;！？!?\n]+")
#: Parts of sentences are compared only where little text is left.
_FINE = 600


@dataclass(frozen=True)
class Piece:
    """A stretch of one side; ``differs`` from the other side, or ``skipped``: a mark that something is left out."""

    text: str
    differs: bool = False
    skipped: bool = False


Pieces = tuple[Piece, ...]


def contrast(before: str, after: str) -> tuple[Pieces, Pieces]:
    """The pieces of both sides."""
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, old, new in _stretches(before, after):
        if tag == "equal":
            left.append(Piece(old))
            right.append(Piece(new))
            continue
        for side, text in ((left, old), (right, new)):
            if text:
                side.append(Piece(text, differs=True))
    return _shortened(left), _shortened(right)


def _stretches(before: str, after: str) -> list[tuple[str, str, str]]:
    """Sentence by sentence; a sentence that was reworded, word by word."""
    found: list[tuple[str, str, str]] = []
    for tag, old, new in _aligned(_SENTENCE.findall(before), _SENTENCE.findall(after)):
        if tag == "replace" and len(old) + len(new) <= _FINE:
            found += _reworded(old, new)
        else:
            found.append((tag, old, new))
    return found


def _reworded(old: str, new: str) -> list[tuple[str, str, str]]:
    """Word by word, unless next to nothing is the same: a patchwork says less than two sentences."""
    fine = _aligned(_TOKEN.findall(old), _TOKEN.findall(new))
    same = sum(len(text) for tag, text, _ in fine if tag == "equal")
    return fine if same * 2 >= max(len(old), len(new)) else [("replace", old, new)]


def _aligned(old: list[str], new: list[str]) -> list[tuple[str, str, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(tag, "".join(old[i1:i2]), "".join(new[j1:j2])) for tag, i1, i2, j1, j2 in matcher.get_opcodes()]


def _shortened(pieces: list[Piece]) -> Pieces:
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        if piece.differs:
            found.append(Piece(piece.text[:LONGEST], differs=True))
            if len(piece.text) > LONGEST:
                found.append(Piece("……", skipped=True))
            continue
        # Only the ends that touch a difference are of use.
        head = AROUND if at else 0
        tail = AROUND if at < len(pieces) - 1 else 0
        if len(piece.text) <= head + tail + AROUND:
            found.append(piece)
            continue
        ends = (piece.text[:head], "……", piece.text[len(piece.text) - tail :] if tail else "")
        found += [Piece(text, skipped=text == "……") for text in ends if text]
    return tuple(found)
