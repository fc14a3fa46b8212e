"""Pages made on the server: templates in which everything filled in is escaped."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup, escape

from knowledge.city_time import CHINA

#: China has one time and no summer time.
_LONG_QUOTATION = re.compile("(“[^”]{16,}”)")


def environment(*folders: Path) -> jinja2.Environment:
    """The templates of some folders, the first one first; a name that is missing is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        paragraphs=paragraphs, moment=moment, host=host, https=https, digits=digits, quoted=quoted
    )
    return made


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text."""
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]


def moment(value: datetime) -> str:
    """A moment as people here read it."""
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def https(address: str | None) -> str:
    """An address that may be a link; empty for any other."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    sound = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
    return address if sound and not re.search(r"[\s\x00-\x1f]", address) else ""


def host(address: str) -> str:
    """Where a link leads, for people to see."""
    return urlsplit(address).hostname or ""


def digits(number: str) -> str:
    """A number as a ``tel:`` address has it."""
    return re.sub("[^0-9-]", "", number)


def quoted(text: str) -> Markup:
    """A text in which long quotations, passages taken over word for word, stand out."""
    pieces = _LONG_QUOTATION.split(text)
    marked = [Markup('<mark title="文件原文">{}</mark>').format(piece) if at % 2 else escape(piece)
              for at, piece in enumerate(pieces)]  # fmt: skip
    return Markup("").join(marked)
