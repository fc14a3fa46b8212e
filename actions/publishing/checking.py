"""A draft checked: content lint, a version of its own, known questions asked of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from actions.answering.base import Base
from actions.evaluation.case import Case
from actions.publishing.acts import Acts
from actions.publishing.draft import Draft
from actions.publishing.gate import Remembered, compare
from actions.publishing.known import Known, changed_matters, known_questions, read_cases, unknown_matters
from actions.publishing.lint import language_faults
from actions.publishing.publisher import Publisher, Staged
from knowledge.catalogue import load
from knowledge.city_time import today
from knowledge.errors import Fault

Progress = Callable[[int, int], None]
#: A report is for people; whoever breaks more than this reads the first ones.
CHANGES_KEPT = 300


class Checks:
    """Checks drafts in the process that holds the encoder."""

    def __init__(self, publisher: Publisher, live: Callable[[], Base], acts: Acts) -> None:
        self._publisher = publisher
        self._live = live
        self._acts = acts
        self._remembered = Remembered()

    def check(self, draft: Draft, at: datetime, progress: Progress) -> dict[str, Any]:
        """What the gate finds: faults, or a version and which answers change."""
        self._publisher.conflicts({file.path: (file.base, file.text) for file in draft.files})
        with self._publisher.staged(draft.texts, at) as staged:
            return self.of(staged, draft, progress)

    def of(self, staged: Staged, draft: Draft, progress: Progress) -> dict[str, Any]:
        """The report on staged content."""
        catalogue = load(staged.folder, today=today(), lenient=True)
        cases, wrong = read_cases(staged.folder)
        faults = [
            *catalogue.faults,
            *wrong,
            *unknown_matters(cases, catalogue, staged.folder / "known_questions.yml"),
            *language_faults(staged.folder),
        ]
        report: dict[str, Any] = {
            "faults": _told(faults, staged, set(draft.texts)), "total": 0, "changes": [], "version": None,
        }  # fmt: skip
        if any(not fault.warning for fault in faults):
            return report
        version = self._publisher.version_of(staged)
        live = self._live()
        base = Base.load(version, live.encoder)
        asked = _asked(base, live, cases)
        compared = compare(asked, live, base, progress, self._remembered, self._acts)
        return {**report, **compared.as_json(CHANGES_KEPT), "version": version.name, "live": live.name}


def _asked(draft: Base, live: Base, cases: list[Case]) -> list[Known]:
    """What both versions know to be asked; an expectation cannot be lost along with what it expects."""
    published, _ = read_cases(live.catalogue.content)
    changed = changed_matters(draft.catalogue, live.catalogue)
    found = {known.text: known for known in known_questions(draft.catalogue, cases, changed)}
    for known in known_questions(live.catalogue, cases, changed):
        found.setdefault(known.text, known)
    before = [Known(case.q, case=case) for case in published if case not in cases]
    return [*found.values(), *before]


def _told(faults: list[Fault], staged: Staged, own: set[str]) -> list[dict[str, Any]]:
    """Every error, and hints about the draft's own files; paths as staff know them."""
    rows = []
    for fault in faults:
        path = fault.file
        name = path.relative_to(staged.folder).as_posix() if path.is_relative_to(staged.folder) else path.name
        if not fault.warning or name in own:
            message = fault.message.replace(f"{staged.folder}/", "")
            rows.append({"file": name, "line": fault.line, "message": message, "warning": fault.warning})
    return rows
