"""Answer from a policy passage: the sentences that answer, verbatim, with document and section."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np

from actions.answering.context import Context
from actions.answering.question import Reply
from actions.answering.replies import policy_source
from actions.answering.vocabulary import answering
from knowledge.index.chunk import Chunk
from knowledge.index.search import Hit
from knowledge.text.normalise import normalise
from knowledge.text.tokens import bigrams, sentences, words

#: Passages up to this many characters are shown whole.
SHORT = 180
MOST_SENTENCES = 4


def passage_reply(context: Context) -> Reply | None:
    """The best passage of a document in force, ``None`` when it is unlikely to answer."""
    hits = context.base.searcher.search(
        context.text, top=2, vector=context.vector, allowed=lambda chunk: usable(context, chunk)
    )
    if not hits or passage_confidence(context.text, hits) < answering().thresholds.passage:
        return None
    return _reply(context, hits[0])


def passage_among(context: Context, asked: str, documents: Collection[str]) -> Reply | None:
    """The best passage of some documents for what was asked, ``None`` when it is unlikely to answer."""
    vector = context.base.encoder.encode_queries([asked])[0]
    hits = context.base.searcher.search(
        asked, top=2, vector=vector, per_document=False,
        allowed=lambda chunk: chunk.document in documents and usable(context, chunk),
    )  # fmt: skip
    if not hits or passage_confidence(asked, hits) < answering().thresholds.passage:
        return None
    return _reply(context, hits[0])


def passage_confidence(question: str, hits: list[Hit]) -> float:
    """Probability that the best passage answers: by cosine, words covered, lead, and length asked."""
    curve = answering().passage
    lead = hits[0].score - (hits[1].score if len(hits) > 1 else 0.0)
    cover = coverage(question, hits[0].chunk)
    logit = (
        curve.constant + curve.cosine * hits[0].cosine + curve.cover * cover
        + curve.lead * lead + curve.length * math.log(max(len(question), 1))
    )  # fmt: skip
    return 1 / (1 + math.exp(-logit))


def usable(context: Context, chunk: Chunk) -> bool:
    """Whether a passage may be shown: it belongs to a policy that is in force today."""
    policy = context.base.catalogue.policies.get(chunk.document)
    return policy is not None and policy.header.in_force(context.today)


def coverage(question: str, chunk: Chunk) -> float:
    """Share of the question's words that the passage or its headings contain, 0 to 1."""
    asked = set(words().cut(question))
    if not asked:
        return 0.0
    text = normalise(chunk.searchable).lower()
    weights = {word: len(word) for word in asked}
    return sum(weight for word, weight in weights.items() if word in text) / sum(weights.values())


def _reply(context: Context, hit: Hit) -> Reply:
    policy = context.base.catalogue.policies[hit.chunk.document]
    return {
        "kind": "answer",
        "outcome": "answered",
        "text": f"{trimmed(context, hit.chunk.text)}\n\n{answering().texts.digest}",
        "sources": [policy_source(policy, hit.chunk.section)],
    }


def trimmed(context: Context, text: str) -> str:
    """The sentences of a passage that answer, in their order; a short passage stays whole."""
    if len(text) <= SHORT:
        return text
    parts = sentences(text)
    vectors = context.base.encoder.encode_passages(parts)
    asked = set(bigrams(context.text))
    shared = np.array([len(asked & set(bigrams(normalise(part)))) / max(len(asked), 1) for part in parts])
    scores = vectors @ context.vector + shared
    best = int(np.argmax(scores))
    keep = {best}
    for at in np.argsort(-scores):
        if len(keep) == MOST_SENTENCES or sum(len(parts[k]) for k in keep) > SHORT:
            break
        keep.add(int(at))
    first, last = min(keep), max(keep)
    shown = [parts[at] if at in keep else None for at in range(first, last + 1)]
    return "".join(part if part is not None else "" for part in shown).strip()
