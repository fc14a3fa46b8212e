"""The process that reads one intricate file: bytes come in, JSON goes out, and what it may use is limited.

Run as ``python -m knowledge.importing.reader SUFFIX``. A file made to exhaust memory or time ends this process,
not the one that serves people.
"""

from __future__ import annotations

import json
import logging
import resource
import sys

from knowledge.importing.extracted import Extracted
from knowledge.importing.kinds import kind_of
from knowledge.importing.limits import MEGABYTE, limits
from knowledge.importing.recognised import Finding
from knowledge.importing.refusal import Refusal


def packed(found: Extracted) -> dict[str, object]:
    """What an extractor found, as JSON knows it."""
    metadata = {field: finding.model_dump(mode="json") for field, finding in found.metadata.items()}
    return {"body": found.body, "title": found.title, "metadata": metadata, "notes": found.notes}


def unpacked(answer: dict[str, object]) -> Extracted:
    """The other way round; raises :class:`Refusal` when the file was refused."""
    if "reason" in answer:
        raise Refusal(str(answer["reason"]), told=str(answer["told"]))
    metadata, notes = answer["metadata"], answer["notes"]
    if not isinstance(metadata, dict) or not isinstance(notes, list):
        raise Refusal("reader_failed")
    findings = {str(field): Finding.model_validate(value) for field, value in metadata.items()}
    return Extracted(str(answer["body"]), str(answer["title"]), findings, tuple(map(str, notes)))


def main() -> None:
    """Read a file from standard input, write what was found or why it was refused."""
    bounds = limits()
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory_mb * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The libraries remark on every oddity of a font.
    logging.disable(logging.ERROR)
    try:
        answer = packed(kind_of(sys.argv[1]).extract(sys.stdin.buffer.read()))
    except Refusal as refusal:
        answer = {"reason": refusal.reason, "told": str(refusal)}
    except MemoryError:
        answer = {"reason": "too_much_memory", "told": str(Refusal("too_much_memory"))}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
