"""Document retrieval on a public question set, through the knowledge command line as a stranger uses it."""

from __future__ import annotations

import hashlib
import json
import math
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from actions.evaluation.figures import Figure
from knowledge.encoder.runtime import Encoder, encoder_folder
from knowledge.index.build import RECIPE

TOP = 10
#: One question in this many characters gets a typing error in the robustness slice.
TYPO_EVERY = 8


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def build_index(corpus: Path, scratch: Path) -> Path:
    """Import and index the corpus; an index built from the same corpus and encoder is used again."""
    key = hashlib.sha256(
        corpus.read_bytes() + Encoder.fingerprint_of(encoder_folder()).encode() + RECIPE.encode()
    )
    folder = scratch / key.hexdigest()[:16]
    index = folder / "index"
    if (index / "CURRENT").is_file():
        return index
    texts = folder / "texts"
    texts.mkdir(parents=True, exist_ok=True)
    for row in read_lines(corpus):
        (texts / f"{row['docid']}.txt").write_text(row["text"], encoding="utf-8")
    _knowledge("import", str(texts), "--into", str(folder / "content"), "--replace")
    _knowledge("build", "--content", str(folder / "content"), "--index", str(index))
    return index


def _knowledge(*arguments: str) -> str:
    command = [sys.executable, "-m", "knowledge", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=1800)  # noqa: S603
    return done.stdout


def search(index: Path, questions: Sequence[dict[str, Any]], scratch: Path) -> dict[str, list[str]]:
    """Documents found for each question, best first."""
    batch = scratch / "batch.jsonl"
    rows = (
        json.dumps({"id": row["id"], "question": row["question"]}, ensure_ascii=False) for row in questions
    )
    batch.write_text("\n".join(rows), encoding="utf-8")
    out = _knowledge("search", "--index", str(index), "--batch", str(batch), "--top", str(TOP), "--json")
    found = (json.loads(line) for line in out.splitlines())
    return {row["id"]: [hit["document"] for hit in row["hits"]] for row in found}


def ranking_figures(
    name: str, questions: Sequence[dict[str, Any]], found: dict[str, list[str]]
) -> list[Figure]:
    """nDCG@10 with one relevant document a question, and the share with it first."""
    ranks = [_rank(found[row["id"]], row["document"]) for row in questions]
    ndcg = sum(1 / math.log2(rank + 2) for rank in ranks if rank is not None) / len(ranks)
    first = sum(rank == 0 for rank in ranks) / len(ranks)
    targets = (0.92, 0.84) if name == "政策检索" else (None, None)
    return [
        Figure(f"{name} nDCG@10", ndcg, len(ranks), targets[0]),
        Figure(f"{name} R@1", first, len(ranks), targets[1]),
    ]


def _rank(documents: Sequence[str], wanted: str) -> int | None:
    return documents.index(wanted) if wanted in documents else None


def confusions(pairs: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """Characters that people type for others, from sentence pairs of equal length."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        if len(pair["right"]) == len(pair["wrong"]):
            for right, wrong in zip(pair["right"], pair["wrong"], strict=True):
                if right != wrong and "一" <= right <= "鿿" and "一" <= wrong <= "鿿":
                    found.setdefault(right, []).append(wrong)
    return found


def with_typos(questions: Sequence[dict[str, Any]], table: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The questions with typing errors from the table, the same ones at every run."""
    chance = random.Random(2026)  # noqa: S311 (not for secrets)
    spoiled = []
    for row in questions:
        text = list(row["question"])
        places = [at for at, char in enumerate(text) if char in table]
        for at in chance.sample(places, min(len(places), max(1, len(text) // TYPO_EVERY))):
            text[at] = chance.choice(table[text[at]])
        spoiled.append({**row, "question": "".join(text)})
    return spoiled


def evaluate(data: Path, scratch: Path) -> list[Figure]:
    """Retrieval figures on ``policy_qa``, plain and with typing errors."""
    questions = read_lines(data / "policy_qa" / "questions.jsonl")
    index = build_index(data / "policy_qa" / "corpus.jsonl", scratch)
    figures = ranking_figures("政策检索", questions, search(index, questions, scratch))
    pairs = data / "typos" / "pairs.jsonl"
    if pairs.is_file():
        spoiled = with_typos(questions, confusions(read_lines(pairs)))
        figures += ranking_figures("政策检索(有错别字)", spoiled, search(index, spoiled, scratch))
    return figures
