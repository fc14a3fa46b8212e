"""Does the publishing jobs, one after the other, in a thread of the process that holds the encoder.

Whatever goes wrong is the end of a job, never of the thread; only a job that has begun to change what
residents read is tried until it is finished.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from filelock import FileLock, Timeout
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
#: A publication that could be neither finished nor undone, for want of room, is gone on with after this.
AGAIN = timedelta(seconds=30)
UNFORESEEN = "程序出了没有料到的错误，没有做成，详情已记入日志，请告诉系统管理员；现在用的版本没有变"


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
        """Finish what a crash interrupted, before anything else looks at the files.

        What keeps that from being done, such as a full disk, must not keep residents from being answered.
        """
        try:
            if self._begun() is not None:
                self._publisher.recover()
        except Exception:  # the worker tries again, and tells on the draft's page
            log.exception("an interrupted publication is not finished yet")

    def unfinished(self) -> bool:
        """Whether the content folder may hold half of a publication."""
        return self._publisher.pending.read() is not None

    def run(self) -> None:
        """Work until told to stop; one process at a time, or a job would be done twice."""
        root = self._publisher.places.data / "publishing"
        while not self._stop.wait(EVERY_SECONDS):
            try:
                root.mkdir(parents=True, exist_ok=True)
                with FileLock(root / "worker.lock", timeout=0):
                    self._work()
            except Timeout:
                continue
            except (SQLAlchemyError, OSError) as error:
                # The edge makes the tables; a database that is away, or a full disk, comes back.
                log.debug("publishing waits: %s", type(error).__name__)
            except Exception:  # without this thread nothing would ever be published again
                log.exception("publishing goes on after an error that nobody foresaw")

    def _work(self) -> None:
        """Take up what was running when something broke off, then do what is due."""
        begun = self._begun()
        with self._engine.begin() as connection:
            for job in jobs.requeue(connection, self._clock(), begun):
                log.error("publishing job %s %s is given up", job.kind, job.subject)
                _to_review(connection, job)
        while True:
            while not self._stop.is_set() and self.step():
                pass
            if self._stop.wait(EVERY_SECONDS):
                return

    def stop(self) -> None:
        """Finish after the job under way."""
        self._stop.set()

    def step(self) -> bool:
        """Do the job that is due; ``False`` when there is none. Before one that has begun, no other."""
        begun = self._begun()
        with self._reading() as connection:
            if not jobs.due(connection, self._clock(), begun):
                return False
        with self._engine.begin() as connection:
            job = jobs.claim(connection, self._clock(), begun)
        if job is None:
            return False
        message, ok = self._outcome(job)
        begun = None if ok else self._begun()
        with self._engine.begin() as connection:
            if begun == job.number:
                jobs.postpone(connection, job.number, message, self._clock() + AGAIN)
                return True
            jobs.finish(connection, job.number, ok, message, self._clock())
            if not ok:
                _to_review(connection, job)
        log.info("publishing job %s %s: %s", job.kind, job.subject, "done" if ok else "failed")
        return True

    def _outcome(self, job: Job) -> tuple[str, bool]:
        """What came of a job, for people; only the database may keep it from coming to an end."""
        try:
            return self._do(job), True
        except IndexLocked:
            return "另一个进程一直在更新索引，没有做成，请稍后再试", False
        except AppError as error:
            return str(error), False
        except OSError as error:
            return f"{os_reason(error)}，没有做成；现在用的版本没有变", False
        except SQLAlchemyError:
            raise
        except Exception:  # one job's trouble is not that of the next
            log.exception("publishing job %s %s failed", job.kind, job.subject)
            return UNFORESEEN, False

    def _begun(self) -> int | None:
        """The job that has begun to change what residents read and is still to be finished."""
        pending = self._publisher.pending.read()
        if pending is None:
            return None
        with self._reading() as connection:
            job = jobs.get(connection, pending.job)
        if job is not None and job.waiting:
            return job.number
        self._publisher.pending.forget()
        return None

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
        total, changed, wrong = report["total"], report["changed"], report["wrong"]
        return f"问了 {total} 个已知问题，{wrong} 个答不对了，{changed - wrong} 个回答有变化，{total - changed} 个没变"

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


def _to_review(connection: Connection, job: Job) -> None:
    """What could not be published is to be looked at again."""
    if job.kind == jobs.PUBLISH and drafts.get(connection, job.subject).state is State.APPROVED:
        drafts.update(connection, job.subject, state=State.SUBMITTED.value)
