"""Does the publishing jobs, one after the other, in a thread of the process that holds the encoder."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from actions.publishing import drafts, jobs, publications
from actions.publishing.checking import Checks
from actions.publishing.draft import Draft, State
from actions.publishing.errors import KnownBroken, StepRefused
from actions.publishing.history import Signature
from actions.publishing.jobs import Job
from actions.publishing.pending import Pending
from actions.publishing.publisher import Publisher, Staged
from actions.storage.engine import READ_ONLY
from knowledge.errors import AppError, IndexLocked
from knowledge.formats.text_file import os_reason

log = logging.getLogger(__name__)
#: Somebody waits in front of the page.
EVERY_SECONDS = 0.5
#: The watcher of the folder may be building.
LOCK_TRIES, LOCK_SECONDS = 30, 1.0


class Worker:
    """Claims jobs and says what came of each."""

    def __init__(
        self, engine: Engine, publisher: Publisher, checks: Checks,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self._engine = engine
        self._publisher = publisher
        self._checks = checks
        self._clock = clock
        self._stop = threading.Event()

    def recover(self) -> None:
        """Finish what a crash interrupted, before anything else looks at the files."""
        pending = self._publisher.pending.read()
        if pending is None:
            return
        with self._reading() as connection:
            job = jobs.get(connection, pending.job)
        if job is None or not job.waiting:
            self._publisher.pending.forget()
            return
        self._publisher.recover()

    def run(self) -> None:
        """Work until told to stop."""
        ready = False
        while not self._stop.wait(EVERY_SECONDS):
            try:
                if not ready:
                    with self._engine.begin() as connection:
                        jobs.requeue(connection)
                    ready = True
                while not self._stop.is_set() and self.step():
                    pass
            except SQLAlchemyError as error:
                # The edge makes the tables; a database that is away comes back.
                log.debug("publishing waits for the database: %s", type(error).__name__)

    def stop(self) -> None:
        """Finish after the job under way."""
        self._stop.set()

    def step(self) -> bool:
        """Do the job that is due; ``False`` when there is none."""
        with self._reading() as connection:
            if not jobs.due(connection, self._clock()):
                return False
        with self._engine.begin() as connection:
            job = jobs.claim(connection, self._clock())
        if job is None:
            return False
        try:
            message, ok = self._do(job), True
        except IndexLocked:
            message, ok = "另一个进程一直在更新索引，没有做成，请稍后再试", False
        except AppError as error:
            message, ok = str(error), False
        except OSError as error:
            message, ok = f"{os_reason(error)}，没有做成；现在用的版本没有变", False
        with self._engine.begin() as connection:
            jobs.finish(connection, job.number, ok, message, self._clock())
            if not ok and job.kind == jobs.PUBLISH:
                _to_review(connection, job.subject)
        log.info("publishing job %s %s: %s", job.kind, job.subject, "done" if ok else "failed")
        return True

    def _do(self, job: Job) -> str:
        match job.kind:
            case jobs.CHECK:
                return self._check(job)
            case jobs.PUBLISH:
                return self._patiently(lambda: self._publish(job))
            case _:
                return self._patiently(lambda: self._revert(job))

    def _patiently(self, work: Callable[[], str]) -> str:
        for _ in range(LOCK_TRIES):
            try:
                return work()
            except IndexLocked:
                if self._stop.wait(LOCK_SECONDS):
                    break
        return work()

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(**{READ_ONLY: True})

    def _draft(self, number: int) -> Draft:
        with self._reading() as connection:
            return drafts.get(connection, number)

    def _check(self, job: Job) -> str:
        draft = self._draft(job.subject)
        report = self._checks.check(draft, self._clock(), self._progress(job))
        with self._engine.begin() as connection:
            drafts.keep_report(connection, draft.number, draft.revision, report)
        if report["version"] is None:
            return "内容有错误，请改正后再检查"
        wrong = sum(bool(change["broken"]) for change in report["changes"])
        return f"问了 {report['total']} 个已知问题，{report['changed']} 个回答有变化，{wrong} 个答不对了"

    def _publish(self, job: Job) -> str:
        draft = self._draft(job.subject)
        done = self._done(job)
        if done is None:
            if draft.state is not State.APPROVED:
                raise StepRefused("草稿没有经过批准")
            done = self._put(job, draft)
        with self._engine.begin() as connection:
            number = publications.record(connection, draft, done, self._clock())
            jobs.finish(connection, job.number, True, "已发布", self._clock())
        self._publisher.pending.forget()
        return f"已发布（第 {number} 次发布）"

    def _put(self, job: Job, draft: Draft) -> Pending:
        self._publisher.conflicts({file.path: (file.base,) for file in draft.files})
        report = drafts.require_checked(draft)
        with self._publisher.staged(draft.texts, self._clock()) as staged:
            if self._publisher.version_of(staged).name != report["version"]:
                # Something else was published since the check: the known questions are asked anew.
                report = self._again(job, draft, report, staged)
            signature = Signature(draft.author, draft.reviewer or "", self._clock())
            reason = f"\n理由：{draft.override}" if draft.override else ""
            message = f"{draft.title}\n\n草稿：{draft.number}\n起草：{draft.author}\n审核：{draft.reviewer}{reason}\n"
            return self._publisher.put_into_use(job.number, staged, draft.texts, message, signature)

    def _again(self, job: Job, draft: Draft, before: dict[str, Any], staged: Staged) -> dict[str, Any]:
        report = self._checks.of(staged, draft, self._progress(job))
        with self._engine.begin() as connection:
            drafts.keep_report(connection, draft.number, draft.revision, report)
        allowed = {change["question"] for change in before["changes"] if change["broken"]}
        new = [c["question"] for c in report["changes"] if c["broken"] and c["question"] not in allowed]
        if report["version"] is None:
            raise StepRefused("别处的改动发布以后，草稿的内容有错误，请重新检查")
        if new:
            raise KnownBroken(new)
        return report

    def _revert(self, job: Job) -> str:
        with self._reading() as connection:
            publication = publications.get(connection, job.subject)
        if publication.reverted_by is not None:
            return "已经回退过了"
        done = self._done(job)
        if done is None:
            with self._publisher.places.history() as history:
                changes = history.changes(publication.commit)
            self._publisher.conflicts({change.path: (change.after,) for change in changes})
            texts = {change.path: change.before for change in changes}
            message = f"回退：{publication.title}\n\n理由：{job.reason}\n操作：{job.actor}\n"
            with self._publisher.staged(texts, self._clock()) as staged:
                signature = Signature(job.actor, job.actor, self._clock())
                done = self._publisher.put_into_use(job.number, staged, texts, message, signature)
        with self._engine.begin() as connection:
            publications.record_revert(connection, publication, done, self._clock(), job.actor, job.reason)
            jobs.finish(connection, job.number, True, "已回退", self._clock())
        self._publisher.pending.forget()
        return "已回退"

    def _done(self, job: Job) -> Pending | None:
        """What was put into use before a crash, to be recorded only."""
        pending = self._publisher.pending.read()
        return self._publisher.recover() if pending is not None and pending.job == job.number else None

    def _progress(self, job: Job) -> Callable[[int, int], None]:
        def tell(done: int, total: int) -> None:
            with self._engine.begin() as connection:
                jobs.progress(connection, job.number, done, total)

        return tell


def _to_review(connection: Connection, number: int) -> None:
    """What could not be published is to be looked at again."""
    if drafts.get(connection, number).state is State.APPROVED:
        drafts.update(connection, number, state=State.SUBMITTED.value)
