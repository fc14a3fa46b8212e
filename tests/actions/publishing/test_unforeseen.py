"""What nobody foresaw ends a job, never the worker; and no job is lost or done twice."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from actions.publishing import jobs, publications, review, worker
from actions.publishing.draft import State
from actions.publishing.errors import StepRefused
from actions.publishing.files import ContentFolder
from actions.publishing.history import History
from actions.publishing.pending import Pending
from knowledge.index.versions import Versions
from knowledge.index.watching import Watcher
from tests.actions.publishing.conftest import Office

NEW = "---\ntitle: 新办法\n---\n\n# 新办法\n\n第一条 新办法自发布之日起施行,由市政务服务中心解释。\n"
PATH = "policies/new.md"
PATIENCE = 30.0


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"没有等到：{what}"
        time.sleep(0.01)


def fails(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@contextmanager
def working(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Thread]:
    """The worker in its thread."""
    monkeypatch.setattr(worker, "EVERY_SECONDS", 0.01)
    thread = threading.Thread(target=office.worker.run)
    thread.start()
    try:
        yield thread
    finally:
        office.worker.stop()
        thread.join(timeout=PATIENCE)
    assert not thread.is_alive()


def test_an_unforeseen_error_fails_its_job_with_a_sentence_and_the_next_one_is_done(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = office.begin(policies__a_md=NEW), office.begin(policies__b_md=NEW)
    with working(office, monkeypatch) as thread, caplog.at_level(logging.ERROR):
        with monkeypatch.context() as patched:
            patched.setattr("actions.publishing.checking.compare", fails(KeyError("unforeseen")))
            job = office.write(jobs.add, jobs.CHECK, first, "editor", office.now)
            wait_until(lambda: not office.job(job).waiting, "失败")
        assert (office.job(job).state, office.job(job).message) == (jobs.FAILED, worker.UNFORESEEN)
        assert "KeyError" in caplog.text
        job = office.write(jobs.add, jobs.CHECK, second, "editor", office.now)
        wait_until(lambda: office.job(job).state == jobs.DONE, "下一件")
        assert thread.is_alive()
    assert office.draft(first).report is None


@pytest.mark.parametrize(
    "step", ["files.ContentFolder.replace", "history.History.advance", "publisher.Versions.make_live"]
)
def test_an_unforeseen_error_in_the_middle_of_publishing_is_undone(
    office: Office, versions: Versions, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before, job = versions.current_name(), approved(office)
    with monkeypatch.context() as patched:
        module, owner, name = step.split(".")
        real = ContentFolder.replace if name == "replace" else History.advance
        error = fails(KeyError("unforeseen"))

        def once(first: object, *more: object) -> None:
            """The real folder or branch fails the first time, so that it can be put back."""
            if isinstance(first, ContentFolder) and "staged-" in str(first.folder):
                real(first, *more)  # type: ignore[arg-type]
                return
            patched.setattr(f"actions.publishing.{module}.{owner}.{name}", real)
            error()

        patched.setattr(f"actions.publishing.{module}.{owner}.{name}", error if name == "make_live" else once)
        done = office.do(job)
    assert (done.state, done.message) == (jobs.FAILED, worker.UNFORESEEN)
    assert (office.read(PATH), versions.current_name()) == (None, before)
    assert office.publisher.pending.read() is None
    assert office.draft(done.subject).state is State.SUBMITTED
    again = office.write(review.approve, done.subject, review.Approval(), office.now, "reviewer")
    assert office.do(again).state == jobs.DONE
    assert office.read(PATH) == NEW


def approved(office: Office) -> int:
    """A draft that is ready to be published; the job."""
    number = office.begin(policies__new_md=NEW)
    office.check(number)
    return office.approve(number)


def test_what_can_be_neither_finished_nor_undone_is_gone_on_with(
    office: Office, index: Path, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, job = versions.current_name(), approved(office)
    other = office.write(jobs.add, jobs.CHECK, office.begin(policies__b_md=NEW), "editor", office.now)
    full = fails(OSError(28, "No space left on device"))
    with monkeypatch.context() as patched:
        patched.setattr("actions.publishing.publisher.Versions.make_live", full)
        patched.setattr("actions.publishing.publisher.Publisher._undo", lambda *_: None)
        stuck = office.do(job)
        assert (stuck.state, "磁盘已满" in stuck.message) == (jobs.QUEUED, True)
        with pytest.raises(StepRefused, match="正在发布"):
            office.write(review.give_back, stuck.subject, "算了", office.now, "reviewer")
        # Half a publication lies in the folder: nothing else is built on it, and nobody publishes it.
        assert office.worker.unfinished()
        held = Watcher(office.content, index, None, fails(AssertionError()), held=office.worker.unfinished)  # type: ignore[arg-type]
        assert held.publish() is False
        office.later(seconds=60)
        office.do(job)
        assert office.job(other).state == jobs.QUEUED
        assert versions.current_name() == before
    for _ in range(jobs.ATTEMPTS):
        office.write(jobs.requeue, office.now, job)
    office.later(seconds=60)
    assert office.do(job).state == jobs.DONE
    assert (office.read(PATH), office.job(other).state) == (NEW, jobs.DONE)
    assert office.write(publications.listed, 0, 10)[1] == 1
    assert not office.worker.unfinished()


def test_a_database_that_is_away_for_a_moment_loses_no_job_and_does_none_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = approved(office)
    real, calls = jobs.finish, []

    def flaky(*given: object) -> None:
        calls.append(given)
        if len(calls) <= 2:
            raise OperationalError("update", {}, Exception("database is locked"))
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "finish", flaky)
    with working(office, monkeypatch):
        wait_until(lambda: not office.job(job).waiting, "发布")
    assert office.job(job).state == jobs.DONE
    assert office.write(publications.listed, 0, 10)[1] == 1
    with office.publisher.places.history() as history:
        assert len(list(history.log())) == 2


def test_a_job_that_always_takes_the_process_down_is_given_up_in_the_end(office: Office) -> None:
    job = approved(office)
    for attempt in range(1, jobs.ATTEMPTS + 1):
        claimed = office.write(jobs.claim, office.now)
        assert (claimed.number, claimed.attempts) == (job, attempt)
        given_up = office.write(jobs.requeue, office.now)
    assert [each.number for each in given_up] == [job]
    assert office.job(job).state == jobs.FAILED
    assert "3 次" in office.job(job).message


def test_the_draft_of_a_publication_that_was_given_up_can_be_approved_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = approved(office)
    for _ in range(jobs.ATTEMPTS - 1):
        office.write(jobs.claim, office.now)
        office.write(jobs.requeue, office.now)
    office.write(jobs.claim, office.now)
    with working(office, monkeypatch):
        wait_until(lambda: office.job(job).state == jobs.FAILED, "放弃")
    assert office.draft(office.job(job).subject).state is State.SUBMITTED


def test_a_second_process_waits_while_the_first_one_works(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = office.write(jobs.add, jobs.CHECK, office.begin(policies__new_md=NEW), "editor", office.now)
    locked, release = multiprocessing.get_context("spawn").Pipe()
    root = office.publisher.places.data / "publishing"
    root.mkdir(parents=True, exist_ok=True)
    other = multiprocessing.get_context("spawn").Process(target=_hold, args=(root / "worker.lock", release))
    other.start()
    assert locked.recv() == "locked"
    with working(office, monkeypatch):
        office.write(jobs.claim, office.now - timedelta(days=1))
        assert office.job(job).state == jobs.QUEUED
        # Killed, it leaves the work to whoever waits.
        other.kill()
        other.join()
        wait_until(lambda: office.job(job).state == jobs.DONE, "接手")


def _hold(lock: Path, told: Connection) -> None:
    from filelock import FileLock

    with FileLock(lock):
        told.send("locked")
        told.recv()
        os._exit(1)


def test_recovering_never_keeps_residents_from_being_answered(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job = approved(office)
    office.publisher.pending.keep(Pending(job, "0" * 40, "none"))
    office.worker.recover()
    assert "not finished yet" in caplog.text
    assert office.worker.unfinished()


def test_a_version_that_cannot_be_loaded_ahead_is_published_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = approved(office)
    monkeypatch.setattr(office.publisher, "_published", fails(RuntimeError("no memory")))
    assert office.do(job).state == jobs.DONE
    assert office.read(PATH) == NEW
