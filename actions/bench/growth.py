"""How search time and recall change as the index grows.

Vectors are made from those of the built index: a real one chosen at random, moved by noise with the
real covariance. Independent noise would be spread over all directions, which real vectors are not,
and would say little about graphs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from actions.bench.rows import Row, percentile, ratio
from knowledge.index.build import read_chunks
from knowledge.index.dense import EXACT_UP_TO, HNSW_LINKS, Dense
from knowledge.index.keyword import Keywords
from knowledge.index.versions import Versions, index_folder
from knowledge.text.normalise import normalise
from knowledge.text.tokens import bigrams

Floats = npt.NDArray[np.float32]
SIZES, SIZES_FULL = (1_000, 10_000, 100_000), (1_000, 10_000, 100_000, 1_000_000)
QUERIES, NEAREST = 200, 10
#: How far a made-up vector lies from the real one it was made of, in standard deviations.
SPREAD = 0.6
#: Terms of a generated entry: a passage of 300 characters has about as many pairs.
TERMS, PIECE = 300, 50
BLOCK = 100_000


@dataclass(frozen=True)
class Grown:
    """One index at one size."""

    kind: str
    size: int
    #: Milliseconds, 95th percentile.
    p95: float
    #: Share of the exact nearest ten that were found; None where the search is exact or no vectors are.
    recall: float | None = None
    #: Seconds to build.
    built: float = 0.0


def like(real: Floats, count: int, rng: np.random.Generator) -> Floats:
    """``count`` unit vectors distributed like ``real``, in clusters around its rows."""
    centred = real - real.mean(axis=0)
    _, spread, directions = np.linalg.svd(centred, full_matrices=False)
    basis = (SPREAD * spread[:, None] * directions / np.sqrt(len(real))).astype(np.float32)
    made = np.empty((count, real.shape[1]), dtype=np.float32)
    for start in range(0, count, BLOCK):
        size = min(BLOCK, count - start)
        noise = rng.standard_normal((size, len(basis)), dtype=np.float32)
        made[start : start + size] = real[rng.integers(len(real), size=size)] + noise @ basis
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


def recall(found: Sequence[Iterable[int]], exact: Sequence[Iterable[int]]) -> float:
    """Share of the exact results that were found."""
    wanted = [set(row) for row in exact]
    hits = sum(len(want & set(row)) for want, row in zip(wanted, found, strict=True))
    return ratio(hits, sum(map(len, wanted)))


def p95(call: Callable[[Any], object], arguments: Iterable[Any]) -> float:
    """Milliseconds a call, 95th percentile."""
    spent: list[float] = []
    for argument in arguments:
        started = time.perf_counter()
        call(argument)
        spent.append((time.perf_counter() - started) * 1000)
    return percentile(spent, 0.95)


def dense(vectors: Floats, queries: Floats) -> list[Grown]:
    """Exact search and the graph, both as the index would build them."""
    flat, graph = faiss.IndexFlatIP(vectors.shape[1]), faiss.IndexHNSWFlat(
        vectors.shape[1], HNSW_LINKS, faiss.METRIC_INNER_PRODUCT
    )  # fmt: skip
    faiss.omp_set_num_threads(2)
    started = time.perf_counter()
    flat.add(vectors)
    between = time.perf_counter()
    graph.add(vectors)
    spent = (between - started, time.perf_counter() - between)
    faiss.omp_set_num_threads(1)  # as served
    exact, near = Dense(flat), Dense(graph)
    results = [[search.nearest(query, NEAREST)[0] for query in queries] for search in (exact, near)]
    found = recall([list(map(int, row)) for row in results[1]], [list(map(int, row)) for row in results[0]])
    times = [p95(partial(search.nearest, count=NEAREST), queries) for search in (exact, near)]
    return [
        Grown("Flat", len(vectors), times[0], None, spent[0]),
        Grown("HNSW", len(vectors), times[1], found, spent[1]),
    ]


def entries(pool: Sequence[Sequence[str]], count: int, seed: int) -> list[list[str]]:
    """Entries pasted together from pieces of real ones, so that terms keep their frequencies."""
    pick = random.Random(seed)  # noqa: S311 (a sample, not a secret)
    made: list[list[str]] = []
    for _ in range(count):
        entry: list[str] = []
        while len(entry) < TERMS:
            source = pool[pick.randrange(len(pool))]
            start = pick.randrange(max(len(source) - PIECE, 0) + 1)
            entry += source[start : start + PIECE]
        made.append(entry)
    return made


def keywords(pool: Sequence[Sequence[str]], asked: Sequence[Sequence[str]], size: int) -> Grown:
    """BM25 over generated entries, all entries scored, as the search does."""
    made = entries(pool, size, seed=size)
    started = time.perf_counter()
    index = Keywords.build(made)
    spent = time.perf_counter() - started
    return Grown(
        "BM25", size, p95(lambda terms: index.scores(terms), [list(terms) for terms in asked]), None, spent
    )


def live() -> Path:
    """Folder of the built index's live version."""
    return Versions(index_folder()).current().folder


def measure(folder: Path, texts: Sequence[str], *, full: bool = False) -> list[Grown]:
    """Grow every leg; BM25 stops at 100,000 entries, whose generation takes most of the time."""
    rng = np.random.default_rng(6)
    real = Dense.load(folder / "dense.faiss").vectors()
    queries = like(real, QUERIES, rng)
    found = [one for size in (SIZES_FULL if full else SIZES) for one in dense(like(real, size, rng), queries)]
    pool = [terms for chunk in read_chunks(folder) if (terms := bigrams(normalise(chunk.text)))]
    asked = [bigrams(normalise(text)) for text in texts[:QUERIES]]
    return found + [keywords(pool, asked, size) for size in SIZES]


def rows(grown: Sequence[Grown]) -> list[Row]:
    """Search time and recall at every size, and where the index type switches."""
    section = "规模增长(一个线程查询)"
    found: list[Row] = []
    for one in grown:
        found.append(Row(section, f"{one.kind} {one.size} 段 p95", one.p95, "毫秒"))
        if one.recall is not None:
            found.append(Row(section, f"{one.kind} {one.size} 段 召回@{NEAREST}", one.recall))
        found.append(Row(section, f"{one.kind} {one.size} 段 建立", one.built, "秒"))
    return [*found, Row(section, "超过多少段改用 HNSW", float(EXACT_UP_TO), "段")]
