"""From what a resident typed to what may be logged, stored and passed on."""

from __future__ import annotations

import re
import unicodedata

from actions.privacy import mask
from bot.web.problems import MessageEmpty, MessageTooLong
from knowledge.text.normalise import normalise

#: Slashes and what looks like one: the dialogue server executes a message that starts with “/”.
_SLASHES = frozenset("/\\／＼⁄∕∖⧸⧹⟋⟍╱╲丿〳")

#: Sent on when nothing can be read: slashes alone, or characters that nobody sees.
NOTHING_SAID = "？"

#: An intent's name, with or without entities: after a slash it is no question of a resident.
_COMMAND = re.compile(r"[a-z_]+\s*(\{.*\})?", re.IGNORECASE | re.DOTALL)

#: Blanks of every kind, written so that it means the same to every reader of the published schema.
SOMETHING = "[^\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]"


def clean(text: str) -> str:
    """``text`` normalised and masked: fit to be stored."""
    return mask(normalise(text))


def hear(text: str, max_chars: int) -> str:
    """``text`` normalised, defused and masked; a typed error when it is blank or too long."""
    if len(text) > max_chars:
        raise MessageTooLong(limit=max_chars)
    if not re.search(SOMETHING, text):
        raise MessageEmpty()
    # A ligature may normalise to many characters; nobody writes questions in ligatures.
    return mask(defuse(normalise(text)[:max_chars]))


def defuse(text: str) -> str:
    """``text`` without slashes at its start, however they are mixed with blanks and hidden characters."""
    start = 0
    while start < len(text) and _may_hide_a_command(text[start]):
        start += 1
    rest = text[start:].strip()
    is_command = start > 0 and _COMMAND.fullmatch(rest) is not None
    return NOTHING_SAID if is_command or not rest else rest


def _may_hide_a_command(char: str) -> bool:
    return char in _SLASHES or char.isspace() or unicodedata.category(char) in ("Cc", "Cf")
