"""One record of a draft, edited: three texts that may differ, and what becomes of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from actions.publishing.draft import Draft, DraftFile
from actions.publishing.errors import PublishingError
from actions.publishing.lookalikes import alike
from actions.publishing.record_lint import Beside, Remark, remarks
from actions.publishing.records import Record, Values, data_of, find, put, records
from actions.publishing.reference import Known
from actions.publishing.shapes import Shape
from knowledge.formats.yaml_lines import Value


class RecordStale(PublishingError):
    """Somebody else changed the record meanwhile; carries how it stands now."""

    code = "record_stale"

    def __init__(self, who: str, source: str) -> None:
        gone = "删去了" if not source else "改了"
        super().__init__(f"您编辑的时候，{who} {gone}这一条。两边的都在下面，请合并后再保存")
        self.source = source


@dataclass(frozen=True)
class Listed:
    """A record of a draft's file beside the published one."""

    record: Record
    #: 新增, 改了, 删了, or empty.
    change: str


def listed(shape: Shape, text: str | None, published: str | None) -> list[Listed] | None:
    """Records of a draft's file and those that it takes away; ``None`` when it cannot be taken apart."""
    now = records(shape, text) if text is not None else []
    before = records(shape, published) if published is not None else []
    if now is None or before is None:
        return None
    was = {one.key: one for one in before}
    found = [Listed(one, _change(one, was.pop(one.key, None))) for one in now]
    return [*found, *(Listed(one, "删了") for one in was.values())]


def _change(record: Record, before: Record | None) -> str:
    if before is None:
        return "新增"
    return "" if before.data == record.data else "改了"


def saved(shape: Shape, file: DraftFile, key: str, seen: str, values: Values, actor: str) -> str:
    """The file with a record as it was filled in; :class:`RecordStale` if somebody changed it since ``seen``."""
    text = file.text or ""
    held = find(shape, text, key) if key else None
    if key and (held is None or held.source != seen):
        # The latest change of the file may be one's own, of another record.
        who = file.changed_by if file.changed_by != actor else "同事"
        raise RecordStale(who, held.source if held else "")
    return put(shape, text, held, data_of(shape, values, held.data if held else None))


def told(
    shape: Shape, path: str, text: str, key: str, data: Mapping[str, Value], known: Known, today: date
) -> list[Remark]:
    """What is wrong with a record of a draft's file, and which phrasings are much like others."""
    rest = [one.data for one in records(shape, text) or () if one.key != key or not key]
    found = remarks(shape, data, Beside(known.catalogue, path, tuple(rest)), today)
    return [*found, *_likenesses(shape, data, known, found)]


def _likenesses(
    shape: Shape, data: Mapping[str, Value], known: Known, found: list[Remark]
) -> Iterator[Remark]:
    questions = data.get("questions")
    if shape.name != "answers" or not isinstance(questions, list):
        return
    own = frozenset(str(name) for name in (data.get("id"), data.get("service")) if name)
    told_of = {remark.row for remark in found if remark.field == "questions"}
    for at, other in enumerate(alike([str(text) for text in questions], own, known.sayings)):
        if other is not None and at not in told_of:
            message = f"和{other.saying.title}的说法“{other.saying.text}”很像，居民这样问可能答成另一件事"
            yield Remark("questions", at, message, warning=True)


def touching(shape: Shape, path: str, key: str, others: list[Draft]) -> list[Draft]:
    """Of the drafts that change a file, those that change this record."""
    return [draft for draft in others if (file := draft.file(path)) and _changes(shape, file, key)]


def _changes(shape: Shape, file: DraftFile, key: str) -> bool:
    now, before = (find(shape, text or "", key) for text in (file.text, file.base))
    return (now.data if now else None) != (before.data if before else None)
