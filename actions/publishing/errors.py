"""What can go wrong with publishing; the sentences are for the member of staff who reads them.

AppError
└── PublishingError
    ├── PathRefused        not the name of a content file
    ├── FileUnknown        no such file
    ├── DraftUnknown       no such draft or publication
    ├── StepRefused        not possible in the draft's present state, or not for this person
    │   └── OwnDraft       authors do not approve their own
    ├── TextStale          somebody else saved the file meanwhile; carries their text
    ├── NotChecked         the draft was changed since it was checked, or never was
    ├── Conflicts          published files were changed since the draft was begun
    ├── KnownBroken        known questions lose their answer and nobody gave a reason
    └── HistoryDamaged     the history cannot be read
"""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.errors import AppError


class PublishingError(AppError):
    """Base of what can go wrong with publishing."""

    code = "publishing_error"


class PathRefused(PublishingError):
    """Not the name of a content file; the message says what is wrong with it."""

    code = "path_refused"


class FileUnknown(PublishingError):
    """No such content file."""

    code = "file_unknown"

    def __init__(self) -> None:
        super().__init__("没有这个文件")


class DraftUnknown(PublishingError):
    """No such draft or publication."""

    code = "draft_unknown"

    def __init__(self) -> None:
        super().__init__("没有这份草稿")


class StepRefused(PublishingError):
    """Not possible in the draft's present state, or not for this person; the message says why."""

    code = "step_refused"


class OwnDraft(StepRefused):
    """Four eyes: authors do not approve their own."""

    code = "own_draft"

    def __init__(self) -> None:
        super().__init__("自己参与编辑的草稿要由另一位同事审核")


class TextStale(PublishingError):
    """Somebody else saved the file while it was being edited."""

    code = "text_stale"

    def __init__(self, text: str | None, who: str) -> None:
        super().__init__(f"您编辑的时候，{who} 保存了这个文件。两边的文字都在下面，请合并后再保存")
        self.text = text


class NotChecked(PublishingError):
    """The draft was changed since it was checked, or never was."""

    code = "not_checked"

    def __init__(self) -> None:
        super().__init__("请先检查草稿：检查会生成试用版本，并对照已知问题")


class Conflicts(PublishingError):
    """Published files were changed since the draft was begun."""

    code = "conflicts"

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(f"这些文件在起草以后已有新的发布，请先合并：{'、'.join(paths)}")
        self.paths = tuple(paths)


class KnownBroken(PublishingError):
    """Known questions lose their answer."""

    code = "known_broken"

    def __init__(self, questions: Sequence[str]) -> None:
        more = f"等 {len(questions)} 个" if len(questions) > 3 else ""
        super().__init__(f"已知问题答不对了：{'；'.join(questions[:3])}{more}。要发布须由审核人写明理由")
        self.questions = tuple(questions)


class HistoryDamaged(PublishingError):
    """The history cannot be read."""

    code = "history_damaged"
