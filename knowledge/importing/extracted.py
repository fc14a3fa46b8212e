"""What an extractor makes of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from knowledge.importing.recognised import Finding


@dataclass(frozen=True)
class Extracted:
    """Text of a document as Markdown, and what the file says about itself."""

    body: str
    title: str = ""
    #: Values for the front matter; what does not fit is dropped later.
    metadata: Mapping[str, Finding] = field(default_factory=dict)
    #: Remarks for the person who imports.
    notes: tuple[str, ...] = ()


Extractor = Callable[[bytes], Extracted]
