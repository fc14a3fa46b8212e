"""What the residents of a measurement say: golden questions in a fixed order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from actions.evaluation.case import read_cases
from bot.instance import ROOT

GOLDEN = ROOT / "tests" / "golden"
POLICIES = ROOT / "knowledge" / "content" / "policies"
#: Shorter lines are titles and list entries.
PARAGRAPH = 40
SESSION = 6
#: The edge answers emergencies without Rasa, which would flatter it beside a system that cannot.
LEFT_OUT = "emergency"


def questions(folder: Path = GOLDEN) -> list[str]:
    """Every golden question but emergencies, shuffled the same way each time."""
    found = [case.q for stem, case in read_cases(folder) if stem != LEFT_OUT]
    random.Random(6).shuffle(found)  # noqa: S311 (an order, not a secret)
    return found


def sessions(texts: Sequence[str], messages: int, size: int = SESSION, start: int = 0) -> list[list[str]]:
    """Sessions of ``size`` messages, ``messages`` in all, from the question at ``start`` on, starting over when
    they run out."""
    endless = islice(cycle(texts), start, None)
    return [list(islice(endless, size)) for _ in range(max(messages // size, 1))]


def prose(folder: Path = POLICIES) -> list[str]:
    """Paragraphs of our policies: what passages are really made of."""
    lines = (line.strip() for path in sorted(folder.glob("*.md")) for line in split(path.read_text("utf-8")))
    return [line for line in lines if len(line) >= PARAGRAPH and line[0] not in "#-|>"]


def split(markdown: str) -> list[str]:
    """Lines of a document below its front matter."""
    return markdown.split("\n---\n", 1)[-1].split("\n")
