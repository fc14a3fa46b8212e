"""Documents of the catalogue that an imported one may replace: the same, an older version, or repealed by it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from heapq import nsmallest

from knowledge.catalogue import Catalogue
from knowledge.formats.policy import Policy
from knowledge.importing.understanding import Understood

#: Texts are compared by runs of so many characters ...
_RUN = 6
#: ... of which the ones with the smallest hashes are kept: a fair sample of a text of any length.
_SAMPLE = 400
#: From this share of common runs on, two texts are versions of one document.
SIMILAR = 0.5
_WORDLESS = re.compile(r"[\W_]+")
_VERSION = re.compile(
    r"(?:19|20)\d{2}年?(?:度|修订|修正|版)?|[（(](?:试行|暂行|修订|征求意见稿|修正)[^）)]{0,6}[）)]|重新|修订|修改|关于印发|的通知$"
)


class Reason(StrEnum):
    """Why a document is offered."""

    SAME_TEXT = "内容相同"
    SAME_NUMBER = "文号相同"
    SAME_TITLE = "标题相同"
    SIMILAR_TEXT = "内容相近"
    REPEALED = "被本文件废止"


@dataclass(frozen=True)
class Replacement:
    """A document that may be replaced."""

    id: str
    title: str
    reasons: tuple[Reason, ...]
    #: Share of the text in common, 0 to 1.
    similarity: float
    issued: date | None = None
    #: Whether the document in the catalogue is the newer one, so that it should not be replaced.
    newer: bool = False


def replacements(document: Understood, catalogue: Catalogue) -> tuple[Replacement, ...]:
    """What ``document`` may replace, the likeliest first."""
    header, _ = document.header()
    sample = sample_of(document.text)
    found = []
    for policy in catalogue.policies.values():
        shared = similarity(sample, sample_of(policy.body))
        reasons = tuple(_reasons(document, policy, shared))
        if reasons:
            issued = policy.header.issued
            newer = bool(header.issued and issued and issued > header.issued)
            found.append(Replacement(policy.id, policy.header.title, reasons, shared, issued, newer))
    order = list(Reason)
    return tuple(sorted(found, key=lambda one: (order.index(one.reasons[0]), -one.similarity, one.id)))


def _reasons(document: Understood, policy: Policy, shared: float) -> list[Reason]:
    header, _ = document.header()
    theirs = policy.header
    checks = {
        Reason.SAME_TEXT: _WORDLESS.sub("", document.text) == _WORDLESS.sub("", policy.body),
        Reason.SAME_NUMBER: bool(header.number) and header.number == theirs.number,
        Reason.SAME_TITLE: _core(header.title) == _core(theirs.title),
        Reason.SIMILAR_TEXT: shared >= SIMILAR,
        Reason.REPEALED: any(named in (theirs.number, theirs.title, policy.id) for named in header.repeals),
    }
    found = [reason for reason, holds in checks.items() if holds]
    return [reason for reason in found if reason is not Reason.SIMILAR_TEXT or Reason.SAME_TEXT not in found]


def _core(title: str) -> str:
    """A title without what differs between versions."""
    return _WORDLESS.sub("", _VERSION.sub("", title)) or title


@lru_cache(maxsize=4096)
def sample_of(text: str) -> frozenset[int]:
    """The sample of a text's runs that stands for it."""
    bare = _WORDLESS.sub("", text)
    runs = {bare[at : at + _RUN] for at in range(max(len(bare) - _RUN + 1, 1))}
    return frozenset(nsmallest(_SAMPLE, (_hash(run) for run in runs)))


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(errors="replace"), digest_size=8).digest(), "big")


def similarity(one: frozenset[int], other: frozenset[int]) -> float:
    """About the share of runs that two texts have in common (Jaccard, from the smallest hashes of both)."""
    union = nsmallest(_SAMPLE, one | other)
    return sum(run in one and run in other for run in union) / len(union) if union else 0.0
