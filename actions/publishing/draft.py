"""A draft: some content files as somebody wants them to be, on its way to being published.

草稿 → 待审核 → 已批准 → 已发布, with 退回 (may be edited again) and 撤销 (over).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How far a draft has come; the value is stored."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """In Chinese."""
        return _TITLES[self]


_TITLES = {
    State.DRAFT: "草稿",
    State.SUBMITTED: "待审核",
    State.APPROVED: "已批准",
    State.PUBLISHED: "已发布",
    State.RETURNED: "退回",
    State.WITHDRAWN: "撤销",
}
#: In these the texts may be changed.
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
#: In these nothing more happens.
OVER = frozenset({State.PUBLISHED, State.WITHDRAWN})


@dataclass(frozen=True)
class DraftFile:
    """One file of a draft; ``text`` is ``None`` when it is to be removed, ``base`` when it is new."""

    path: str
    text: str | None
    base: str | None
    changed_by: str
    changed_at: datetime

    @property
    def change(self) -> str:
        """What happens to the file, in Chinese."""
        if self.text is None:
            return "删除"
        return "新增" if self.base is None else "修改"


@dataclass(frozen=True)
class Draft:
    """A draft with its files."""

    number: int
    title: str
    author: str
    reviewer: str | None
    state: State
    created_at: datetime
    changed_at: datetime
    revision: int
    report: Mapping[str, Any] | None
    override: str
    remark: str
    publish_at: datetime | None
    expires_at: datetime | None
    files: tuple[DraftFile, ...] = field(default=())

    @property
    def editable(self) -> bool:
        """Whether texts may be changed."""
        return self.state in EDITABLE

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in OVER

    @property
    def checked(self) -> bool:
        """Whether the report is about the texts as they are."""
        return self.report is not None and self.report.get("revision") == self.revision

    @property
    def version(self) -> str | None:
        """The index version built of it, to try it with."""
        return (
            str(self.report["version"])
            if self.checked and self.report and self.report.get("version")
            else None
        )

    @property
    def texts(self) -> dict[str, str | None]:
        """What the files shall be."""
        return {file.path: file.text for file in self.files}

    @property
    def writers(self) -> frozenset[str]:
        """Everybody who had a hand in it."""
        return frozenset({self.author, *(file.changed_by for file in self.files)})

    def file(self, path: str) -> DraftFile | None:
        """A file of it."""
        return next((file for file in self.files if file.path == path), None)
