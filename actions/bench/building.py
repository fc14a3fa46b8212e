"""How fast an index is built, from nothing, without a progress bar."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from actions.bench.rows import Row, ratio
from knowledge.index.build import Built, build, read_chunks
from knowledge.index.chunk import TARGET

DOCUMENTS, CHUNKS_EACH = 20, 15
LIMIT = 60.0


def document(number: int, texts: Sequence[str]) -> str:
    """A made-up policy whose sections each give one passage of about the usual length."""
    parts = [f"## 第{at}节\n\n{text}\n" for at, text in enumerate(texts, 1)]
    return f"---\ntitle: 测速文档{number}\n---\n" + "\n".join(parts)


def paragraphs(texts: Sequence[str], count: int, size: int = TARGET) -> list[str]:
    """Different paragraphs of ``size`` characters made of the texts, shifted each time they run out."""
    whole = "".join(texts)
    following = whole * (size // len(whole) + 1)
    step = size - size // 7
    return [(whole[at % len(whole) :] + following)[:size] for at in range(0, step * count, step)]


def write_content(folder: Path, texts: Sequence[str]) -> None:
    """Content of nothing but made-up policies."""
    policies = folder / "policies"
    policies.mkdir(parents=True)
    bodies = paragraphs(texts, DOCUMENTS * CHUNKS_EACH)
    for number in range(DOCUMENTS):
        mine = bodies[number * CHUNKS_EACH : (number + 1) * CHUNKS_EACH]
        (policies / f"bench-{number}.md").write_text(document(number, mine), encoding="utf-8")


def measure(scratch: Path, texts: Sequence[str]) -> list[Row]:
    """Build once from scratch."""
    write_content(scratch / "content", texts)
    built = build(scratch / "content", scratch / "index", quiet=True)
    lengths = [len(chunk.text) for chunk in read_chunks(built.version.folder)]
    return rows(built, lengths)


def rows(built: Built, lengths: Sequence[int]) -> list[Row]:
    """Passages a second, and how long they were."""
    section = "建索引(两个线程)"
    return [
        Row(section, "段落数", float(built.chunks), "段"),
        Row(section, "平均长度", ratio(sum(lengths), len(lengths)), "字"),
        Row(section, "速度", ratio(built.chunks, built.seconds), "段/秒", LIMIT),
    ]
