"""What an extractor makes of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Extracted:
    """Text of a document as Markdown, and what the file says about itself."""

    body: str
    title: str = ""
    #: Values for the front matter, as written in the file; what does not fit is dropped later.
    metadata: Mapping[str, str] = field(default_factory=dict)
    #: Remarks for the person who imports.
    notes: tuple[str, ...] = ()


Extractor = Callable[[bytes], Extracted]
