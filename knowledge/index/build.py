"""Build an index version from content files: atomic, with a progress bar, reusing known vectors."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from knowledge.catalogue import Catalogue, load
from knowledge.catalogue.folders import is_content, language_files, visible_files
from knowledge.encoder.runtime import Encoder, encoder_folder
from knowledge.errors import ContentChanged, EncoderError, IndexProblem
from knowledge.guide import LABELS, aspect_text
from knowledge.index.chunk import Chunk, chunk_document
from knowledge.index.dense import Dense
from knowledge.index.phrase import Phrase, Target, phrases, subject_of
from knowledge.index.subjects import SUBJECTS, Subjects
from knowledge.index.terms import write_keywords, write_lexicon
from knowledge.index.versions import Version, Versions, checksum, verify
from knowledge.language import DICTIONARY, REPLIES
from knowledge.text.tokens import words_of

Floats = npt.NDArray[np.float32]
BATCH = 32
#: Raised whenever the files of a version change their meaning, so that older ones are rebuilt.
RECIPE = "11"


@dataclass(frozen=True)
class Built:
    """What a build made."""

    version: Version
    documents: int
    chunks: int
    seconds: float


def chunks_of(catalogue: Catalogue) -> list[Chunk]:
    """All passages of a catalogue: policies by section, services by aspect."""
    found: list[Chunk] = []
    for policy in catalogue.policies.values():
        found += chunk_document(policy.id, policy.header.title, policy.body)
    for service in catalogue.services.values():
        for aspect, label in LABELS.items():
            text = aspect_text(service, aspect)
            if not text.only_gaps:
                found.append(Chunk(service.id, "service", service.name, label, aspect.value, text.text))
        for faq in service.faq:
            found.append(Chunk(service.id, "service", service.name, faq.question, "faq", faq.answer))
    return found


def build(
    content: Path, index: Path, *, encoder: Encoder | None = None, live: bool = True, quiet: bool = False,
    known: Path | None = None,
) -> Built:  # fmt: skip
    """Build a version from ``content`` and, if ``live``, swap it in.

    Vectors of texts that the live version of the index ``known`` (this one unless named) has are reused.

    Raises :class:`knowledge.errors.ContentError` for faulty content, ``IndexLocked`` when another
    process is building and ``ContentChanged`` when files were edited meanwhile; the live version
    stays as it was in each case.
    """
    started = time.monotonic()
    state = digest(content)
    catalogue = load(content)
    encoder = encoder or Encoder.load(threads=2)
    chunks, wordings = chunks_of(catalogue), list(phrases(catalogue))
    versions = Versions(index)
    with versions.writing() as scratch:
        before = _previous(Versions(known or index), encoder)
        _write_lines(scratch / "chunks.jsonl", [asdict(chunk) for chunk in chunks])
        _write_lines(scratch / "phrases.jsonl", [asdict(phrase) for phrase in wordings])
        vectors = _encode(encoder, chunks, wordings, _known_vectors(before), quiet=quiet)
        Dense.build(vectors[: len(chunks)]).save(scratch / "dense.faiss")
        np.save(scratch / "phrases.npy", vectors[len(chunks) :])
        subjects = _learn(catalogue, wordings, vectors[len(chunks) :], before, scratch / SUBJECTS)
        _copy_content(content, scratch)
        if digest(scratch / "content") != state:
            raise ContentChanged("内容文件在生成索引时又有改动,没有启用新版本,请再运行一次")
        own = words_of(scratch / DICTIONARY.name)
        write_keywords(scratch, chunks, own)
        write_lexicon(scratch / "lexicon.json", chunks, wordings, own)
        documents = len(catalogue.policies) + len(catalogue.services)
        version = versions.seal(scratch, {"documents": documents, "chunks": len(chunks), "phrases": len(wordings),
                                          "encoder": encoder.fingerprint, "recipe": RECIPE, "content": state,
                                          "subjects": subjects})  # fmt: skip
        if live:
            versions.make_live(version.name)
            version = versions.current()
        versions.prune()
    return Built(version, documents, len(chunks), time.monotonic() - started)


def is_current(content: Path, index: Path, fingerprint: str | None = None) -> bool:
    """Whether the live version was built from exactly these files by this encoder (the built one) and recipe."""
    try:
        live = Versions(index).current()
        verify(live)
        fingerprint = fingerprint or Encoder.fingerprint_of(encoder_folder())
    except (IndexProblem, EncoderError):
        return False
    facts = live.manifest
    return (facts.get("recipe"), facts.get("encoder"), facts.get("content")) == (
        RECIPE,
        fingerprint,
        digest(content),
    )


def digest(content: Path) -> str:
    """One hash over all content files and what stands in for those about language."""
    language, found = language_files(content), hashlib.sha256()
    texts = [path for path in _content_files(content) if path not in language]
    # Replies are taken from the program unless others were published: they are no part of an index.
    for path in [*texts, *(path for path in language if path.name != REPLIES.name or _differ(path, REPLIES))]:
        if path.is_file():
            found.update(f"{path.name}\0{checksum(path)}\0".encode())
    return found.hexdigest()


def _differ(one: Path, other: Path) -> bool:
    return one.is_file() and one != other and one.read_bytes() != other.read_bytes()


def _content_files(content: Path) -> list[Path]:
    return [path for path in visible_files(content) if is_content(path)]


def _write_lines(path: Path, rows: Sequence[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def text_key(kind: str, text: str) -> str:
    """Key of an encoded text; questions and passages have different vectors."""
    return hashlib.sha256(f"{kind}\0{text}".encode()).hexdigest()


def _previous(versions: Versions, encoder: Encoder) -> Version | None:
    """The live version, if the same encoder made its vectors."""
    try:
        version = versions.current()
        verify(version)
    except IndexProblem:  # nothing there, or damaged: a build is what mends it
        return None
    return version if version.manifest.get("encoder") == encoder.fingerprint else None


def _learn(
    catalogue: Catalogue, wordings: Sequence[Phrase], vectors: Floats, before: Version | None, path: Path
) -> str:
    """Write what tells subjects apart, and give the hash of what it was learnt from.

    Learning takes seconds; what the version before learnt from the same wordings is copied.
    """
    names = [subject_of(catalogue, phrase) for phrase in wordings]
    lines = (f"{name}\t{phrase.compared}\n" for name, phrase in zip(names, wordings, strict=True))
    learnt_from = hashlib.sha256("".join([RECIPE, *lines]).encode()).hexdigest()
    if before is not None and before.manifest.get("subjects") == learnt_from:
        shutil.copyfile(before.folder / path.name, path)
    else:
        Subjects.learnt(vectors, names).save(path)
    return learnt_from


def _known_vectors(version: Version | None) -> dict[str, Floats]:
    """Vectors of a version by text."""
    known: dict[str, Floats] = {}
    if version is None:
        return known
    passages = Dense.load(version.folder / "dense.faiss").vectors()
    for chunk, vector in zip(read_chunks(version.folder), passages, strict=True):
        known[text_key("passage", chunk.searchable)] = vector
    for phrase, vector in zip(
        read_phrases(version.folder), np.load(version.folder / "phrases.npy"), strict=True
    ):
        known[text_key("query", phrase.compared)] = vector
    return known


def _encode(
    encoder: Encoder,
    chunks: Sequence[Chunk],
    wordings: Sequence[Phrase],
    known: dict[str, Floats],
    *,
    quiet: bool,
) -> Floats:
    """Vectors of all passages, then of all phrases; texts that were encoded before are looked up."""
    texts = [("passage", chunk.searchable) for chunk in chunks] + [
        ("query", phrase.compared) for phrase in wordings
    ]
    keys = [text_key(kind, text) for kind, text in texts]
    wanted = {key: at for at, key in enumerate(keys) if key not in known}
    order = sorted(wanted.values(), key=lambda at: len(texts[at][1]))
    with tqdm(total=len(order), desc="向量", unit="段", disable=quiet or not order) as bar:
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            for kind, encode in (("passage", encoder.encode_passages), ("query", encoder.encode_queries)):
                some = [at for at in batch if texts[at][0] == kind]
                for at, vector in zip(some, encode([texts[at][1] for at in some]), strict=True):
                    known[keys[at]] = vector
            bar.update(len(batch))
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, encoder.dimension), np.float32)


def _copy_content(content: Path, scratch: Path) -> None:
    """Keep the content that a version was built from, so that answers and index never disagree."""
    for path in language_files(content):
        if path.is_file():
            shutil.copyfile(path, scratch / path.name)
    for path in _content_files(content):
        copy = scratch / "content" / path.relative_to(content)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def read_chunks(folder: Path) -> list[Chunk]:
    """The passages of a version."""
    with (folder / "chunks.jsonl").open(encoding="utf-8") as lines:
        return [Chunk(**json.loads(line)) for line in lines]


def read_phrases(folder: Path) -> list[Phrase]:
    """The phrases of a version."""
    with (folder / "phrases.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Phrase(**{**row, "target": Target(row["target"])}) for row in rows]
