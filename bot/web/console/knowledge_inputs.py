"""Forms for records: from their shapes to inputs with what is wrong beside each, and back from what was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from multidict import MultiDict

from actions.publishing.record_lint import Remark
from actions.publishing.records import Entered, Values, tidy
from actions.publishing.reference import Known
from actions.publishing.shapes import Field, Shape

PREFIX = "f-"
#: Nobody fills in more of one kind, and a form that is sent by hand must not take memory.
MOST = 1000


@dataclass(frozen=True)
class Box:
    """One input; ``name`` is its id, too."""

    name: str
    label: str
    value: str
    field: Field
    faults: Sequence[Remark] = ()
    hints: Sequence[Remark] = ()


@dataclass(frozen=True)
class Group:
    """A field of the form: one box, or rows of boxes."""

    field: Field
    name: str
    rows: Sequence[Sequence[Box]]
    faults: Sequence[Remark] = ()
    hints: Sequence[Remark] = ()
    settled: bool = False

    @property
    def wrong(self) -> bool:
        """Whether anything in it must be corrected."""
        return bool(self.faults) or any(box.faults for row in self.rows for box in row)

    @property
    def box(self) -> Box:
        """The input of a field that has one."""
        return self.rows[0][0]


def groups(
    shape: Shape, values: Values, remarks: Sequence[Remark], known: Known, settled: bool, more: str = ""
) -> list[Group]:
    """The whole form; ``more`` names a field that is to have further blank inputs."""
    return [
        _group(one, values.get(one.key, ""), remarks, known, settled and one.settled, more == one.key)
        for one in shape.fields
    ]


def entered(shape: Shape, sent: MultiDict[str], known: Known) -> Values:
    """What somebody filled in; blank entries and rows are left out."""
    return {one.key: _read(one, sent, known) for one in shape.fields}


def _group(
    one: Field, value: Entered, remarks: Sequence[Remark], known: Known, settled: bool, more: bool
) -> Group:
    mine = [remark for remark in remarks if remark.field == one.key]
    if one.kind == "words":
        mine = [replace(remark, row=None) for remark in mine]
    whole = [remark for remark in mine if remark.row is None]
    rows = [
        _boxes(one, at, texts, [remark for remark in mine if remark.row == at], known)
        for at, texts in enumerate(_texts(one, value, more))
    ]
    faults, hints = _parted(whole)
    return Group(one, f"{PREFIX}{one.key}", rows, faults, hints, settled)


def _texts(one: Field, value: Entered, more: bool) -> list[list[str]]:
    """The texts of each row, blank ones for what may be added."""
    if isinstance(value, str):
        rows = [[value]]
    else:
        names = [column.key for column in one.columns]
        rows = [[row] if isinstance(row, str) else [row.get(name, "") for name in names] for row in value]
    width = max(1, len(one.columns))
    if one.kind == "words":
        return [["\n".join(row[0] for row in rows)]]
    if one.kind == "rows" and one.rows_as == "group":
        return rows[:1] or [[""] * width]
    if one.kind in ("list", "rows"):
        rows += [[""] * width] * max(one.spare + (5 if more else 0), one.least - len(rows))
    return rows


def _boxes(one: Field, at: int, texts: Sequence[str], remarks: Sequence[Remark], known: Known) -> list[Box]:
    single = one.kind not in ("list", "rows")
    columns = one.columns or [one]
    faults, hints = _parted(remarks)
    boxes = []
    for column, text in zip(columns, texts, strict=True):
        name = f"{PREFIX}{one.key}" if single else f"{PREFIX}{one.key}-{at}"
        name = f"{name}-{column.key}" if one.columns else name
        label = column.label if one.columns or single else f"{one.label} {at + 1}"
        shown = known.label(column.pick, text) if column.pick else text
        first = column is columns[0]
        boxes.append(Box(name, label, shown, column, faults if first else (), hints if first else ()))
    return boxes


def _parted(remarks: Sequence[Remark]) -> tuple[list[Remark], list[Remark]]:
    faults = [one for one in remarks if not one.warning]
    return faults, [one for one in remarks if one.warning]


def _read(one: Field, sent: MultiDict[str], known: Known) -> Entered:
    name = f"{PREFIX}{one.key}"
    if one.kind == "words":
        return [word for line in tidy(sent.get(name, "")).split("\n") if (word := line.strip())]
    if one.kind == "list":
        return [_text(one, sent.get(f"{name}-{at}", ""), known) for at in _filled(sent, name)]
    if one.kind == "rows":
        return list(_rows(one, name, sent, known))
    return _text(one, sent.get(name, ""), known)


def _rows(one: Field, name: str, sent: MultiDict[str], known: Known) -> Iterator[dict[str, str]]:
    for at in _filled(sent, name):
        keys = [f"{name}-{at}-{column.key}" for column in one.columns]
        row = {
            column.key: _text(column, sent.get(key, ""), known)
            for column, key in zip(one.columns, keys, strict=True)
        }
        if any(row.values()):
            yield row


def _filled(sent: Mapping[str, str], name: str) -> list[int]:
    """The numbers of the entries that say something, in their order."""
    found = set()
    for key, value in sent.items():
        number = key.removeprefix(f"{name}-").partition("-")[0] if key.startswith(f"{name}-") else ""
        if value.strip() and number.isascii() and number.isdigit() and int(number[:5]) < MOST:
            found.add(int(number[:5]))
    return sorted(found)


def _text(one: Field, text: str, known: Known) -> str:
    plain = tidy(text)
    if one.kind != "text":
        plain = " ".join(plain.split())
    return known.chosen(one.pick, plain) if one.pick else plain
