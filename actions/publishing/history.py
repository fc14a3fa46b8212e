"""The history of the content in a git repository: one commit a publication.

The repository (``content.git`` in the data folder) keeps the objects; the working files are those of
the content folder itself. Trees are made from the files, so that there is no index to fall out of step.
``git -C DATA_DIR/content.git log -p`` shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dulwich.errors import NotGitRepository
from dulwich.index import commit_tree
from dulwich.object_store import tree_lookup_path
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.refs import Ref
from dulwich.repo import Repo

from actions.publishing.errors import HistoryDamaged
from actions.publishing.files import ContentFolder

NAME = "content.git"
BRANCH = Ref(b"refs/heads/main")
FILE_MODE = 0o100644
#: China has one time and no summer time.
ZONE = 8 * 3600


@dataclass(frozen=True)
class Change:
    """What became of one file; ``None`` when there was or is none."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Signature:
    """Who wrote and who approved; accounts have no mail address."""

    author: str
    reviewer: str
    at: datetime

    def line(self, name: str) -> bytes:
        """As git writes people."""
        plain = "".join(part for part in name if part not in "<>\n\r\0")
        return f"{plain} <{plain}@console>".encode()


class History:
    """The repository of one content folder."""

    def __init__(self, repository: Path, content: ContentFolder) -> None:
        self._content = content
        self._repo = _opened(repository, content.folder)

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        self._repo.close()

    def head(self) -> str | None:
        """The latest commit."""
        try:
            return self._repo.refs[BRANCH].decode()
        except KeyError:
            return None

    def note(self, at: datetime) -> str:
        """The commit that holds the files as they stand; edits made outside the console get one of their own."""
        tree = self._tree({path: self._content.bytes_of(path) for path in self._content.paths()})
        head = self.head()
        if head is not None and self._commit(head).tree == tree:
            return head
        message = "在工作台之外改动的内容文件" if head else "开始记录内容文件"
        commit = self._add(tree, message, Signature("files", "files", at))
        self.advance(commit)
        return commit

    def prepare(self, changes: Mapping[str, str | None], message: str, signature: Signature) -> str:
        """A commit with these files changed, not yet the latest: nothing points to it."""
        files = {path: self._content.bytes_of(path) for path in self._content.paths()}
        for path, text in changes.items():
            if text is None:
                files.pop(path, None)
            else:
                files[path] = text.encode()
        return self._add(self._tree(files), message, signature)

    def advance(self, commit: str) -> None:
        """Make a commit the latest."""
        self._repo.refs[BRANCH] = ObjectID(commit.encode())

    def changes(self, commit: str) -> list[Change]:
        """What a commit changed."""
        after = self._commit(commit)
        before = self._commit(after.parents[0].decode()).tree if after.parents else None
        found = []
        for change in self._repo.object_store.tree_changes(before, after.tree):
            (old, new), _, (old_id, new_id) = change
            path = new or old
            assert path is not None
            found.append(Change(path.decode(), self._text(old_id), self._text(new_id)))
        return found

    def text(self, commit: str, path: str) -> str | None:
        """A file's text in a commit."""
        try:
            tree = self._commit(commit).tree
            _, blob = tree_lookup_path(self._repo.object_store.__getitem__, tree, path.encode())
        except KeyError:
            return None
        return self._text(blob)

    def log(self, limit: int = 50) -> Iterator[Commit]:
        """Commits, newest first."""
        if self.head() is not None:
            for entry in self._repo.get_walker(include=[self._repo.refs[BRANCH]], max_entries=limit):
                yield entry.commit

    def _tree(self, files: Mapping[str, bytes]) -> ObjectID:
        blobs = [(path, Blob.from_string(data)) for path, data in files.items()]
        missing = [(blob, path) for path, blob in blobs if blob.id not in self._repo.object_store]
        if missing:
            self._repo.object_store.add_objects(missing)
        return commit_tree(
            self._repo.object_store, [(path.encode(), blob.id, FILE_MODE) for path, blob in blobs]
        )

    def _add(self, tree: ObjectID, message: str, signature: Signature) -> str:
        commit = Commit()
        commit.tree = tree
        head = self.head()
        commit.parents = [ObjectID(head.encode())] if head else []
        commit.author = signature.line(signature.author)
        commit.committer = signature.line(signature.reviewer)
        commit.author_time = commit.commit_time = int(signature.at.astimezone(UTC).timestamp())
        commit.author_timezone = commit.commit_timezone = ZONE
        commit.encoding = b"UTF-8"
        commit.message = message.encode()
        self._repo.object_store.add_object(commit)
        return commit.id.decode()

    def _commit(self, name: str) -> Commit:
        try:
            found = self._repo.object_store[ObjectID(name.encode())]
        except KeyError as error:
            raise HistoryDamaged(f"内容的历史里找不到 {name}") from error
        assert isinstance(found, Commit)
        return found

    def _text(self, blob: ObjectID | None) -> str | None:
        if blob is None:
            return None
        found = self._repo.object_store[blob]
        assert isinstance(found, Blob)
        return found.data.decode("utf-8", "replace")


def _opened(repository: Path, worktree: Path) -> Repo:
    try:
        repo = Repo(str(repository))
    except NotGitRepository:
        repository.mkdir(parents=True, exist_ok=True)
        repo = Repo.init_bare(str(repository))
        repo.refs.set_symbolic_ref(Ref(b"HEAD"), BRANCH)
        # git commands given this repository find the files.
        config = repo.get_config()
        config.set((b"core",), b"bare", False)
        config.set((b"core",), b"worktree", str(worktree.absolute()).encode())
        config.write_to_path()
    return repo
