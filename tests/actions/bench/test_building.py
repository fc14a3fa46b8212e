from __future__ import annotations

from pathlib import Path

from actions.bench.building import CHUNKS_EACH, DOCUMENTS, paragraphs, rows, write_content
from knowledge.catalogue import load
from knowledge.index.build import Built, chunks_of
from knowledge.index.versions import Version

TEXTS = ["办理时带上身份证和户口簿。" * 9, "窗口当场办结,不收费用。" * 14]


def test_made_up_content_is_sound_and_gives_the_passages_it_should(tmp_path: Path) -> None:
    write_content(tmp_path, TEXTS)
    catalogue = load(tmp_path)
    chunks = chunks_of(catalogue)
    assert len(catalogue.policies) == DOCUMENTS
    assert len(chunks) == DOCUMENTS * CHUNKS_EACH
    assert {len(chunk.text) for chunk in chunks} == {300}


def test_paragraphs_differ() -> None:
    found = paragraphs(["".join(map(chr, range(0x4E00, 0x4E00 + 5_000)))], 15)
    assert len(set(found)) == 15


def test_speed_is_held_against_the_target(tmp_path: Path) -> None:
    built = Built(Version("v", tmp_path, {}, live=False), 20, 300, 10.0)
    _, length, speed = rows(built, [299, 301])
    assert (length.value, speed.value, speed.reached) == (300, 30, False)
