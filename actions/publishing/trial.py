"""Try it: what a resident would be told by the published version and by a draft's, and how it was found."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

from actions.answering.base import Base
from actions.answering.context import Context
from actions.answering.question import Question
from actions.answering.vocabulary import answering
from actions.publishing.acts import Act
from actions.publishing.chat import act_names
from actions.publishing.gate import ask, heard_as
from actions.publishing.publisher import Publisher
from knowledge.index.search import WEIGHTS, Hit
from knowledge.text.asking import subject

#: A draft's version takes some memory; it goes when nobody has tried it for so long.
KEEP_SECONDS = 600.0
PASSAGES, MATTERS = 8, 6
#: Of a passage the first sentences are shown, and those that the answer took.
SENTENCES = 2
#: What each leg counts in the fused score; the best few are read word by word as well.
SHARES = dict(WEIGHTS)


class Trials:
    """Keeps the version of the draft that is being tried."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._lock = threading.Lock()
        self._base: Base | None = None
        self._used = 0.0

    def base(self, name: str, live: Base) -> Base:
        """A draft's version, loaded."""
        with self._lock:
            if self._base is None or self._base.name != name:
                self._base = Base.load(self._publisher.draft_version(name), live.encoder)
            self._used = time.monotonic()
            return self._base

    def tidy(self) -> None:
        """Let go of what nobody uses."""
        with self._lock:
            if self._base is not None and time.monotonic() - self._used > KEEP_SECONDS:
                self._base = None


def told(base: Base, text: str, after: Sequence[str], acts: Sequence[Act]) -> dict[str, Any]:
    """The replies to a question and what led to them; ``acts`` are those of the messages before and of this one."""
    context = Context(Question(heard_as(text)), base)
    thresholds = answering().thresholds
    answer = ask(base, text, after, acts)
    return {
        "version": base.name,
        "outcome": answer.outcome,
        "text": answer.text,
        "aside": answer.aside,
        "sources": list(answer.reply.get("sources") or ()),
        "service": answer.reply.get("service"),
        "asked": context.text,
        "about": subject(context.text),
        "confidence": round(context.confidence, 3),
        "sure": thresholds.sure,
        "matters": [
            {
                "kind": match.phrase.target.value, "id": base.subject_of(match), "phrase": match.phrase.text,
                "score": round(match.score, 3), "meaning": round(match.meaning, 3), "wording": round(match.wording, 3),
            }
            for match in context.matches[:MATTERS]
        ],
        "weights": SHARES,
        "passages": [_passage(hit, answer.text) for hit in base.searcher.search(context.text, PASSAGES)],
    }  # fmt: skip


def act_told(act: Act) -> dict[str, Any]:
    """A dialogue act for people."""
    name = act_names().get(act.name, act.name) if act.name else "听不准"
    return {"heard": act.confidence >= 0, "name": name, "confidence": round(max(act.confidence, 0.0), 2)}


def _passage(hit: Hit, answer: str) -> dict[str, Any]:
    """A passage with each leg's score, the fused one, and which of its sentences the answer took."""
    sentences = [part for part in hit.chunk.text.replace("\n", "。").split("。") if part.strip()]
    chosen = [part.strip() in answer for part in sentences]
    shown = [at for at in range(len(sentences)) if chosen[at] or at < SENTENCES]
    return {
        "document": hit.chunk.document, "title": hit.chunk.title, "section": hit.chunk.section,
        "score": round(hit.score, 3), "cosine": round(hit.cosine, 3),
        "legs": {leg: round(value, 3) for leg, value in hit.legs.items()},
        "sentences": [{"text": f"{sentences[at]}。", "chosen": chosen[at]} for at in shown],
        "more": len(sentences) - len(shown),
    }  # fmt: skip
