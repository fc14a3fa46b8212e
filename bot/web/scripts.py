"""Scripts and sheets as they are sent: without comments, and modules that always come together as one.

A person edits plain modules and restarts; a phone on a slow line fetches one file, not twelve.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/|^[ \t]*//[^\n]*", re.S | re.M)
_INDENT = re.compile(r"^[ \t]+", re.M)
_BLANK = re.compile(r"\n{2,}")
_FROM = re.compile(r'^(import|export) (\{[^}]*\}) from "\./([^"]+)";\n', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const)\b)", re.M)

#: Reads a module by its file name.
Read = Callable[[str], str]


def thin(text: str) -> str:
    """A script or sheet without comments, indentation and blank lines."""
    return _BLANK.sub("\n", _INDENT.sub("", _COMMENT.sub("", text))).lstrip("\n")


def joined(name: str, read: Read) -> str:
    """A module with all that it imports, as one module with the same exports.

    Names declared at the top of these modules must differ. What is imported only when needed
    (``import("./share.js")``) stays a file of its own.
    """
    *needed, entry = modules(name, read)
    parts = [_EXPORT.sub("", _FROM.sub("", read(each))) for each in needed]
    return "\n".join([*parts, _FROM.sub(_kept, read(entry))])


def modules(name: str, read: Read) -> list[str]:
    """A module and all that it imports, each after what it needs."""
    return list(dict.fromkeys(_in_order(name, read)))


def _in_order(name: str, read: Read) -> Iterator[str]:
    for _, _, needed in _FROM.findall(read(name)):
        yield from _in_order(needed, read)
    yield name


def _kept(found: re.Match[str]) -> str:
    """What the entry hands on it still exports; what it imports is already there."""
    return f"export {found[2]};\n" if found[1] == "export" else ""
