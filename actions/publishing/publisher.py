"""Making a draft into a version, and a version into what residents read; and taking it back."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from actions.publishing.errors import Conflicts
from actions.publishing.files import ContentFolder
from actions.publishing.history import NAME, History, Signature
from actions.publishing.pending import Pending, PendingFile
from knowledge.encoder.runtime import Encoder
from knowledge.errors import AppError, ContentChanged, IndexProblem
from knowledge.index.build import RECIPE, build, digest
from knowledge.index.versions import Version, Versions

log = logging.getLogger(__name__)
Texts = Mapping[str, str | None]


@dataclass(frozen=True)
class Places:
    """Where everything lies."""

    content: Path
    index: Path
    data: Path

    @property
    def drafts(self) -> Path:
        """Versions that are not published have an index folder of their own: nobody goes live by accident."""
        return self.data / "publishing" / "index"

    def history(self) -> History:
        """The repository; to be closed."""
        return History(self.data / NAME, ContentFolder(self.content))


@dataclass(frozen=True)
class Staged:
    """A copy of the content with a draft's changes in it; ``commit`` is what it was copied from."""

    folder: Path
    commit: str


class Publisher:
    """Builds versions of changed content and puts them into use; one at a time, in one process."""

    def __init__(self, places: Places, encoder: Encoder, published: Callable[[], object]) -> None:
        self.places = places
        self._content = ContentFolder(places.content)
        self._versions = Versions(places.index)
        self._encoder = encoder
        self._published = published
        self.pending = PendingFile(places.data / "publishing" / "pending.json")

    @contextmanager
    def staged(self, texts: Texts, at: datetime) -> Iterator[Staged]:
        """The content as it would be."""
        root = self.places.data / "publishing"
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="staged-", dir=root) as folder:
            with self.places.history() as history:
                commit = history.note(at)
            copy = ContentFolder(Path(folder))
            for path in self._content.paths():
                target = copy.folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self._content.place(path), target)
            copy.replace(texts)
            yield Staged(copy.folder, commit)

    def version_of(self, staged: Staged) -> Version:
        """A version of staged content: one that is there already, or built now beside the published ones."""
        state = digest(staged.folder)
        for versions in (self._versions, Versions(self.places.drafts)):
            for version in versions.all():
                facts = version.manifest
                built = (facts.get("recipe"), facts.get("encoder"), facts.get("content"))
                if built == (RECIPE, self._encoder.fingerprint, state):
                    return version
        built_now = build(
            staged.folder,
            self.places.drafts,
            encoder=self._encoder,
            live=False,
            quiet=True,
            known=self.places.index,
        )
        return built_now.version

    def draft_version(self, name: str) -> Version:
        """A version by name, published or not; ``IndexMissing`` when it is gone."""
        try:
            return Versions(self.places.drafts).get(name)
        except IndexProblem:
            return self._versions.get(name)

    def conflicts(self, expected: Mapping[str, tuple[str | None, ...]]) -> None:
        """Raise :class:`Conflicts` unless each file is one of the texts that it may be now."""
        wrong = [path for path, texts in expected.items() if self._content.read(path) not in texts]
        if wrong:
            raise Conflicts(wrong)

    def put_into_use(
        self, job: int, staged: Staged, texts: Texts, message: str, signature: Signature
    ) -> Pending:
        """Make staged content what residents are answered from.

        Everything that needs room on the disk is written first. The writers' lock keeps the watcher of
        the folder from publishing half of the files.
        """
        version = self.version_of(staged)
        with self._versions.writing() as scratch:
            self._versions.adopt(version, scratch)
            with self.places.history() as history:
                if history.note(signature.at) != staged.commit:
                    raise ContentChanged("内容文件刚刚在别处有改动，请重试")
                commit = history.prepare(texts, message, signature)
                pending = Pending(job, commit, version.name)
                self.pending.keep(pending)
                try:
                    self._finish(history, pending)
                except Exception:
                    self._undo(history, pending, staged.commit)
                    raise
        self._tell()
        return pending

    def recover(self) -> Pending | None:
        """Finish what a crash left half done, before anybody looks at the folder."""
        pending = self.pending.read()
        if pending is not None:
            with self._versions.writing(), self.places.history() as history:
                self._finish(history, pending)
            self._tell()
        return pending

    def _tell(self) -> None:
        """Have the new version loaded. It is live, whatever goes wrong with that."""
        try:
            self._published()
        except Exception:  # the next question loads it
            log.exception("the published version could not be loaded ahead")

    def _finish(self, history: History, pending: Pending) -> None:
        self._content.replace({change.path: change.after for change in history.changes(pending.commit)})
        history.advance(pending.commit)
        self._versions.make_live(pending.version)

    def _undo(self, history: History, pending: Pending, before: str) -> None:
        """The last steps failed, which need next to no room: as it was. Else the file of what is pending stays."""
        with suppress(OSError, AppError):
            self._content.replace({change.path: change.before for change in history.changes(pending.commit)})
            history.advance(before)
            self.pending.forget()
