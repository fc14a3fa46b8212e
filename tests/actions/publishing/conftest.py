"""A small content folder with an index, a database, and the worker over them; the encoder is a fake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy.engine import Engine

from actions.answering.base import Base
from actions.publishing import drafts, jobs, review
from actions.publishing.acts import Acts
from actions.publishing.checking import Checks
from actions.publishing.draft import Draft
from actions.publishing.jobs import Job
from actions.publishing.publisher import Places, Publisher
from actions.publishing.review import Approval
from actions.publishing.worker import Worker
from actions.storage.engine import create_engine
from knowledge.index.build import build
from knowledge.index.live import Live
from knowledge.index.versions import Versions
from tests.knowledge.conftest import ContentFolder, content
from tests.knowledge.index.conftest import _own_words, encoder, index, source
from tests.knowledge.index.fakes import FakeEncoder

__all__ = ["_own_words", "content", "encoder", "index", "source"]

T = TypeVar("T")
AT_ONCE = Approval()
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass
class Office:
    """Editors, reviewers and the worker."""

    engine: Engine
    publisher: Publisher
    worker: Worker
    content: Path
    now: datetime = START
    reloads: list[str] = field(default_factory=list)

    def write(self, work: Callable[..., T], *given: Any, **named: Any) -> T:
        """One transaction."""
        with self.engine.begin() as connection:
            return work(connection, *given, **named)

    def draft(self, number: int) -> Draft:
        """A draft as it stands."""
        return self.write(drafts.get, number)

    def read(self, path: str) -> str | None:
        """A published file."""
        file = self.content / path
        return file.read_text(encoding="utf-8") if file.exists() else None

    def begin(self, actor: str = "editor", **texts: str | None) -> int:
        """A draft with files; underscores stand for slash and dot: ``policies__new_md``."""
        number = self.write(drafts.begin, "改一改", self.now, actor)
        for name, text in texts.items():
            path = name.replace("__", "/").replace("_md", ".md").replace("_yml", ".yml").replace("_", "-")
            self.put(number, path, text, actor)
        return number

    def put(self, number: int, path: str, text: str | None, actor: str = "editor", **more: Any) -> None:
        """Save a file in a draft."""
        self.write(drafts.put, number, path, text, self.read(path), self.now, actor, **more)

    def check(self, number: int) -> Job:
        """Have a draft checked."""
        return self.do(self.write(jobs.add, jobs.CHECK, number, "editor", self.now))

    def approve(self, number: int, approval: Approval = AT_ONCE, actor: str = "reviewer") -> int:
        """Submit and approve; the job."""
        self.write(review.submit, number, self.now, "editor")
        return self.write(review.approve, number, approval, self.now, actor)

    def do(self, job: int) -> Job:
        """Let the worker do what is due; the job as it ended."""
        while self.worker.step():
            pass
        return self.job(job)

    def job(self, number: int) -> Job:
        """A job as it stands."""
        found = self.write(jobs.get, number)
        assert found is not None
        return found

    def publish(self, number: int, approval: Approval = AT_ONCE) -> Job:
        """The whole way of a draft that is all right."""
        assert self.check(number).state == jobs.DONE
        return self.do(self.approve(number, approval))

    def later(self, **by: float) -> None:
        """Time goes on."""
        self.now += timedelta(**by)


@contextmanager
def opened(url: str, folder: Path, index: Path, encoder: FakeEncoder, data: Path) -> Iterator[Office]:
    """Over an index that holds the content as it stands."""
    build(folder, index, encoder=encoder, quiet=True)  # type: ignore[arg-type]
    live: Live[Base] = Live(index, lambda version: Base.load(version, encoder))  # type: ignore[arg-type]
    engine = create_engine(url)
    reloads: list[str] = []
    publisher = Publisher(
        Places(folder, index, data), encoder,  # type: ignore[arg-type]
        lambda: reloads.append(live.get().name),
    )  # fmt: skip
    made = Office(engine, publisher, None, folder, reloads=reloads)  # type: ignore[arg-type]
    made.worker = Worker(engine, publisher, Checks(publisher, live.get, Acts(None)), lambda: made.now)
    yield made
    engine.dispose()


@pytest.fixture
def office(
    database_url: str, source: ContentFolder, index: Path, encoder: FakeEncoder, tmp_path: Path
) -> Iterator[Office]:
    """A town's knowledge."""
    with opened(database_url, source.path, index, encoder, tmp_path / "data") as made:
        yield made


@pytest.fixture
def versions(index: Path) -> Versions:
    return Versions(index)
