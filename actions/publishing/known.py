"""Known questions: what residents are known to ask, and what must not stop being answered.

Every phrasing of a curated answer and every name of a service is one; staff add others with the matter
that is right in ``known_questions.yml`` of the content folder. Of matters that a draft leaves as they are, a few
phrasings are asked: all of them would take minutes, and they say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.evaluation.case import Case
from actions.publishing.files import KNOWN_QUESTIONS
from knowledge.catalogue import Catalogue
from knowledge.catalogue.model import surface_forms
from knowledge.errors import Fault
from knowledge.formats.messages import check
from knowledge.formats.yaml_lines import read_yaml

#: Phrasings asked of a matter that has not changed.
ENOUGH = 8


@dataclass(frozen=True)
class Known:
    """A question; ``answer`` is the curated answer whose phrasing it is, ``case`` what staff expect."""

    text: str
    answer: str | None = None
    case: Case | None = None


def known_questions(catalogue: Catalogue, cases: list[Case], changed: Collection[str] = ()) -> list[Known]:
    """Known questions, each once: what staff expect first, all phrasings of what changed, a few of the rest."""
    found = {case.q: Known(case.q, case=case) for case in cases}
    for answer in catalogue.answers.values():
        for question in _some(answer.questions, answer.id in changed):
            found.setdefault(question, Known(question, answer=answer.id))
    for service in catalogue.services.values():
        for name in _some(list(surface_forms(service)), service.id in changed):
            found.setdefault(name, Known(name))
    return list(found.values())


def changed_matters(one: Catalogue, other: Catalogue) -> set[str]:
    """Answers and services that are not the same in both."""
    pairs = ((one.answers, other.answers), (one.services, other.services))
    return {name for left, right in pairs for name in {*left, *right} if left.get(name) != right.get(name)}


def _some(phrasings: Sequence[str], every: bool) -> Sequence[str]:
    """All phrasings, or the first and others spread evenly over the rest."""
    if every or len(phrasings) <= ENOUGH:
        return phrasings
    return [phrasings[at * len(phrasings) // ENOUGH] for at in range(ENOUGH)]


def read_cases(content: Path) -> tuple[list[Case], list[Fault]]:
    """What staff expect, and what is wrong with the file; a folder without one has none."""
    path = content / KNOWN_QUESTIONS
    if not path.is_file():
        return [], []
    document = read_yaml(path)
    faults = list(document.faults)
    if not isinstance(document.data, list):
        return [], faults or [document.lines.fault((), "整个文件要写成列表，每条以“- ”开头")]
    cases: list[Case] = []
    for at, row in enumerate(document.data):
        case, wrong = check(Case, row, document.lines, (at,))
        faults += wrong
        if case is not None:
            cases.append(case)
    return cases, faults


def unknown_matters(cases: list[Case], catalogue: Catalogue, path: Path) -> Iterator[Fault]:
    """Expectations that name what there is not."""
    for case in cases:
        for name in (*case.services, *case.documents):
            if not catalogue.knows(name):
                yield Fault(path, 0, f"“{case.q}”期望的“{name}”不在知识库里", warning=True)
