"""The handbook's Markdown as pages of the console: safe, with anchors, links leading to pages that are served."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

PREFIX = "/console/handbook"
IMAGES = f"{PREFIX}/images"
#: The page that the folder itself opens.
FIRST = "README"
_MARKS = re.compile(r"[^\w\- ]")
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "loading"},
    "ol": {"start"},
    "code": {"class"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}


@dataclass(frozen=True)
class Chapter:
    """A page of the handbook: ``sections`` are its second-level headings as anchor and words."""

    title: str
    html: str
    sections: Sequence[tuple[str, str]]


def chapter(text: str, folder: str, known: Mapping[str, str]) -> Chapter:
    """One Markdown file of ``folder``; ``known`` says which page shows a file, links to others stay as words."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    headings = list(_headings(tokens))
    for token in tokens:
        _lead(token.children or [], folder, known)
    html = parser.renderer.render(tokens, parser.options, {})
    title = next((words for level, _, words in headings if level == "h1"), "")
    sections = [(anchor, words) for level, anchor, words in headings if level == "h2"]
    return Chapter(title, nh3.clean(html, attributes=_ATTRIBUTES, link_rel="noopener noreferrer"), sections)


def anchor_of(words: str) -> str:
    """The anchor of a heading, as code hosts make it, so that links work in both places."""
    return _MARKS.sub("", words.strip().lower()).replace(" ", "-")


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[str, str, str]]:
    """Level, anchor and words of each heading; the anchor is set on it."""
    taken: dict[str, int] = {}
    for token, inner in pairwise(tokens):
        if token.type != "heading_open":
            continue
        words = "".join(
            child.content for child in inner.children or [] if child.type in ("text", "code_inline")
        )
        anchor = anchor_of(words)
        taken[anchor] = taken.get(anchor, -1) + 1
        anchor = f"{anchor}-{taken[anchor]}" if taken[anchor] else anchor
        token.attrSet("id", anchor)
        yield token.tag, anchor, words


def _lead(children: Sequence[Token], folder: str, known: Mapping[str, str]) -> None:
    for child in children:
        if child.type == "link_open":
            address = _page(str(child.attrGet("href") or ""), folder, known)
            if address:
                child.attrSet("href", address)
            else:
                child.attrs.pop("href", None)
        elif child.type == "image":
            name = PurePosixPath(str(child.attrGet("src") or "")).name
            child.attrSet("src", f"{IMAGES}/{name}")
            child.attrSet("loading", "lazy")


def _page(address: str, folder: str, known: Mapping[str, str]) -> str:
    """Where a link leads within the console; empty when nowhere."""
    address = unquote(address)
    if address.startswith(("https://", "http://", "#")):
        return address
    path, _, anchor = address.partition("#")
    name = known.get(posixpath.normpath(posixpath.join(folder, path)))
    if name is None:
        return ""
    place = PREFIX if name == FIRST else f"{PREFIX}/{name}"
    return f"{place}#{anchor}" if anchor else place
