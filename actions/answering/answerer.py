"""The answerer: the live knowledge and the steps over it."""

from __future__ import annotations

import json
import logging
import time
from datetime import date
from functools import lru_cache
from pathlib import Path

from actions.answering.base import Base
from actions.answering.context import Context
from actions.answering.continued import remembered
from actions.answering.question import Answered, Question
from actions.answering.steps import STEPS, admit
from knowledge import city_time
from knowledge.encoder.runtime import Encoder, shared
from knowledge.index.live import Live
from knowledge.index.versions import Version, index_folder
from knowledge.memory import give_back

log = logging.getLogger(__name__)


class Answerer:
    """Answers questions from the live index version; safe to call from several threads."""

    def __init__(self, live: Live[Base]) -> None:
        self._live = live

    def answer(self, question: Question) -> Answered:
        """At least one reply, the same on one day from one version to the same question at the same point."""
        base, today = self._live.get(), city_time.today()
        kept = base.answers.get((today, question), lambda: _document(worked_out(question, base, today)))
        return Answered(**json.loads(kept))

    @property
    def encoder(self) -> Encoder:
        """The encoder in use, for whoever builds the next version in this process."""
        return self._live.get().encoder

    @property
    def base(self) -> Base:
        """The knowledge that is live now."""
        return self._live.get()

    def warm(self) -> str:
        """Load everything, answer once, and give the name of the live version."""
        base = self._live.get()
        base.searcher.search("身份证丢了怎么补办", top=1)
        self.answer(Question("身份证丢了怎么补办"))
        return base.name


def worked_out(question: Question, base: Base, today: date) -> Answered:
    """Run the steps until one answers."""
    context = Context(question, base, today)
    for step in STEPS:
        started = time.perf_counter()
        answered = step(context)
        log.debug("step %s took %.1f ms", step.__name__, (time.perf_counter() - started) * 1000)
        if answered is not None:
            return remembered(question, context.text, answered)
    return admit(context)


def _document(answered: Answered) -> str:
    return json.dumps(vars(answered), ensure_ascii=False)


def answerer_over(index: Path) -> Answerer:
    """An answerer over the live version in an index folder."""
    encoder = shared()

    def loaded(version: Version) -> Base:
        base = Base.load(version, encoder)
        give_back()
        return base

    return Answerer(Live(index, loaded))


@lru_cache(maxsize=1)
def answerer() -> Answerer:
    """The process-wide answerer over the index in ``INDEX_DIR`` or ``DATA_DIR``."""
    return answerer_over(index_folder())
