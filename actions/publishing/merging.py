"""Two people's changes of one text put together, line by line, where they do not touch the same lines."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from actions.publishing import entries
from actions.publishing.records import records
from actions.publishing.shapes import Shape, shape_of


def merged(base: str, mine: str, theirs: str) -> str | None:
    """The text with both changes; ``None`` when both changed the same place in different ways."""
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    old, one, other = (text.splitlines(keepends=True) for text in (base, mine, theirs))
    if old and not all(text.endswith("\n") for text in (base, mine, theirs)):
        return None
    out: list[str] = []
    at_old = at_one = at_other = 0
    for stop_old, stop_one, stop_other, same in _common(old, one, other):
        part = _part(old[at_old:stop_old], one[at_one:stop_one], other[at_other:stop_other])
        if part is None:
            return None
        out += part + old[stop_old : stop_old + same]
        at_old, at_one, at_other = stop_old + same, stop_one + same, stop_other + same
    return "".join(out)


def _part(old: list[str], one: list[str], other: list[str]) -> list[str] | None:
    """What becomes of a stretch between lines that all three have."""
    if one == other or other == old:
        return one
    return other if one == old else None


def _common(old: list[str], one: list[str], other: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches that all three texts have: where they begin in each, and how long they are; the end last."""
    in_one, in_other = _places(old, one), _places(old, other)
    at = 0
    while at < len(old):
        length = 0
        while _goes_on(in_one, at, length) and _goes_on(in_other, at, length):
            length += 1
        if length:
            yield at, in_one[at], in_other[at], length
        at += max(1, length)
    yield len(old), len(one), len(other), 0


def _goes_on(places: dict[int, int], at: int, length: int) -> bool:
    return at in places and places.get(at + length) == places[at] + length


def _places(old: list[str], new: list[str]) -> dict[int, int]:
    """Where each line that was kept stands now."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {block.a + at: block.b + at for block in blocks for at in range(block.size)}


def merged_file(path: str, base: str | None, mine: str | None, theirs: str | None) -> str | None:
    """A content file with both changes; of lists, each record counts by itself."""
    if base is None or mine is None or theirs is None:
        return None
    shape = shape_of(path)
    if shape is not None and shape.layout == "words":
        return _words(base, mine, theirs)
    found = merged(base, mine, theirs)
    return found if found is not None or shape is None else _records(shape, base, mine, theirs)


def _records(shape: Shape, base: str, mine: str, theirs: str) -> str | None:
    """Their file with what I changed, by the names of the records."""
    if shape.layout != "list":
        return None
    old, own, other = (_by_key(shape, text) for text in (base, mine, theirs))
    if old is None or own is None or other is None:
        return None
    result = entries.split(theirs)
    assert result is not None
    keys = list(other)
    for key in dict.fromkeys([*old, *own]):
        was, now, there = old.get(key), own.get(key), other.get(key)
        if now in (was, there):
            continue
        if there != was:
            return None
        if now is None:
            result = result.without(keys.index(key))
            keys.remove(key)
        elif was is None:
            result = result.added(now)
            keys.append(key)
        else:
            result = result.replaced(keys.index(key), now)
    return result.text


def _by_key(shape: Shape, text: str) -> dict[str, str] | None:
    found = records(shape, text)
    if found is None or len({one.key for one in found}) < len(found):
        return None
    return {one.key: one.source for one in found}


def _words(base: str, mine: str, theirs: str) -> str:
    """Lines of a list of words: those that either side took out or added."""
    old, own = base.splitlines(), mine.splitlines()
    gone = set(old) - set(own)
    kept = [line for line in theirs.splitlines() if line not in gone]
    return "".join(f"{line}\n" for line in [*kept, *(line for line in own if line not in {*old, *kept})])
