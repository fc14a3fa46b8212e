"""Dialogue acts of texts, as the running dialogue server hears them; without it they are unknown."""

from __future__ import annotations

import http.client
import json
import logging
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

log = logging.getLogger(__name__)
#: As many as the channel takes at once (``bot/nlu/acts.py``), and how long it may take for them.
BATCH, LENGTH = 25, 500
SECONDS = 10.0
#: A dialogue server that did not answer is left alone for so long: two thousand questions would wait in vain.
ALONE_SECONDS = 30.0
#: The dialogue server's name for "no act is sure enough".
FALLBACK = "nlu_fallback"
PATH = "/webhooks/acts/"


class Act(BaseModel):
    """What a text does in a dialogue, and how sure that is; without a name it is not known."""

    model_config = ConfigDict(frozen=True)

    name: str | None
    confidence: float


#: Heard, but not sure; and not heard at all.
UNSURE, UNHEARD = Act(name=None, confidence=0.0), Act(name=None, confidence=-1.0)


class _Heard(BaseModel):
    model: str | None
    acts: list[Act]


class Acts:
    """Asks the dialogue server, once for each text and model."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._model: str | None = None
        self._known: dict[str, Act] = {}
        self._alone_until = float("-inf")

    def of(self, texts: Sequence[str]) -> list[Act]:
        """An act for each text; ``UNHEARD`` while the dialogue server does not answer, and of what it never gets."""
        with self._lock:
            wanted = [text for text in dict.fromkeys(texts) if text not in self._known and _sayable(text)]
            for batch in _batches(wanted):
                if not self._learn(batch):
                    break
            return [self._known.get(text, UNHEARD) for text in texts]

    def _learn(self, texts: Sequence[str]) -> bool:
        heard = self._ask(texts)
        if heard is None or len(heard.acts) != len(texts):
            return False
        if heard.model != self._model:
            # Trained anew: what the one before heard is not what residents get.
            self._model, self._known = heard.model, {}
        self._known.update(
            (text, UNSURE if act.name == FALLBACK else act)
            for text, act in zip(texts, heard.acts, strict=True)
        )
        return True

    def _ask(self, texts: Sequence[str]) -> _Heard | None:
        if self._url is None or time.monotonic() < self._alone_until:
            return None
        body = json.dumps({"texts": list(texts)}).encode()
        request = urllib.request.Request(  # noqa: S310  # our own address, on loopback
            self._url + PATH, body, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return _Heard.model_validate_json(answer.read())
        except (OSError, http.client.HTTPException, ValidationError) as error:
            log.warning("the dialogue server tells no dialogue acts: %s", type(error).__name__)
            self._alone_until = time.monotonic() + ALONE_SECONDS
            return None


def _sayable(text: str) -> bool:
    return bool(text.strip()) and len(text) <= LENGTH and not text.lstrip().startswith("/")


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), BATCH):
        yield texts[start : start + BATCH]
