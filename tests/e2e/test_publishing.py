"""A publication on the real system: the check hears dialogue acts, all processes switch, a crash loses no job."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy.engine import Engine

from actions.publishing import drafts, jobs, publications, review
from actions.publishing.jobs import Job
from actions.publishing.review import Approval
from actions.storage.engine import create_engine, default_url
from bot.instance import Instance
from tests.e2e.processes import Part, is_dead, process, running, wait_until, wait_until_ready
from tests.e2e.resident import Resident
from tests.e2e.system import with_own_content

T = TypeVar("T")
PATH, PAGE, QUESTION = "services/id-card.yml", "/services/id-card", "身份证补办要多久"
BEFORE, AFTER = "60日", "57日"
#: A check asks two thousand questions of two versions; tests may run beside other work.
CHECKED_WITHIN, PUBLISHED_WITHIN, SWITCHED_WITHIN = 300.0, 120.0, 60.0


@dataclass(frozen=True)
class Staff:
    """Editor and reviewer of a running system, who work through its database as the console does."""

    instance: Instance
    engine: Engine

    def write(self, work: Callable[..., T], *given: Any) -> T:
        """One transaction."""
        with self.engine.begin() as connection:
            return work(connection, *given)

    def begin(self) -> int:
        """A draft that changes how long the card takes."""
        now = datetime.now(UTC)
        text = (self.content / PATH).read_text(encoding="utf-8")
        assert text.count("value: 60") == 1
        number = self.write(drafts.begin, "改时限", now, "editor")
        self.write(drafts.put, number, PATH, text.replace("value: 60", "value: 57"), text, now, "editor")
        return number

    def check(self, number: int) -> int:
        """Ask for a check; the job."""
        return self.write(jobs.add, jobs.CHECK, number, "editor", datetime.now(UTC))

    def approve(self, number: int) -> int:
        """Submit and approve; the job."""
        self.write(review.submit, number, datetime.now(UTC), "editor")
        return self.write(review.approve, number, Approval(), datetime.now(UTC), "reviewer")

    def revert(self) -> int:
        """Take the latest publication back; the job."""
        (latest, *_), _ = self.write(publications.listed, 0, 1)
        return self.write(jobs.add, jobs.REVERT, latest.number, "reviewer", datetime.now(UTC), "试完了")

    def job(self, number: int) -> Job:
        """A job as it stands."""
        found = self.write(jobs.get, number)
        assert found is not None
        return found

    def wait_for(self, number: int, within: float) -> Job:
        """A job that is over."""
        wait_until(lambda: not self.job(number).waiting, f"任务 {number} 做完", within)
        return self.job(number)

    @property
    def content(self) -> Path:
        """What residents are answered from."""
        return Path(self.instance.environment["CONTENT_DIR"])

    def told(self) -> str:
        """What the action server says to a resident."""
        someone = Resident(self.instance.url)
        someone.open()
        return str(someone.say(QUESTION).replies[0]["text"])

    def shown(self) -> str:
        """What the edge shows of the service."""
        with urllib.request.urlopen(self.instance.url + PAGE, timeout=30) as page:
            return str(page.read().decode())


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """A system with its own copy of the content and of the index."""
    folder = tmp_path_factory.mktemp("publishing")
    with with_own_content(folder) as own:
        engine = create_engine(default_url(folder / "data"))
        yield Staff(own, engine)
        engine.dispose()


def test_every_process_switches_to_what_was_published_and_back(staff: Staff) -> None:
    number = staff.begin()
    checked = staff.wait_for(staff.check(number), CHECKED_WITHIN)
    assert checked.state == jobs.DONE, checked.message
    report = staff.write(drafts.get, number).report
    assert report is not None
    assert report["heard"], "对话服务没有说出对话动作"
    assert report["changed"] > 0
    assert BEFORE in staff.told()
    assert AFTER not in staff.shown()
    done = staff.wait_for(staff.approve(number), PUBLISHED_WITHIN)
    assert done.state == jobs.DONE, done.message
    wait_until(lambda: AFTER in staff.told(), "对话里的新回答", SWITCHED_WITHIN)
    wait_until(lambda: AFTER in staff.shown(), "页面上的新内容", SWITCHED_WITHIN)
    done = staff.wait_for(staff.revert(), PUBLISHED_WITHIN)
    assert done.state == jobs.DONE, done.message
    wait_until(lambda: BEFORE in staff.told(), "对话里原来的回答", SWITCHED_WITHIN)
    wait_until(lambda: AFTER not in staff.shown(), "页面上原来的内容", SWITCHED_WITHIN)


def test_a_check_goes_on_after_the_process_that_made_it_was_killed(staff: Staff) -> None:
    job = staff.check(staff.begin())
    wait_until(lambda: staff.job(job).done > 0, "检查开始", CHECKED_WITHIN)
    victim = running(staff.instance, Part.ACTIONS)
    victim.kill()
    wait_until(lambda: is_dead(victim), "被杀掉")
    wait_until(
        lambda: process(staff.instance, Part.ACTIONS) not in (None, victim), "重新启动", SWITCHED_WITHIN
    )
    wait_until_ready(staff.instance)
    done = staff.wait_for(job, CHECKED_WITHIN)
    assert (done.state, done.attempts) == (jobs.DONE, 2), done.message
    assert BEFORE in staff.told()
