"""The front matter of a document as a form, for the person who confirms what was recognised."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wtforms import DateField, SelectField, StringField, TextAreaField, validators

from bot.web.console.forms import ConsoleForm, choices, text_field
from knowledge.formats.front_matter import derive_title, split
from knowledge.formats.policy import PolicyHeader, Status
from knowledge.importing.writing import compose, header_of


def _day(label: str) -> DateField:
    return DateField(label, [validators.Optional()], format="%Y-%m-%d")


class HeaderForm(ConsoleForm):
    """Fields of the front matter; those that a form does not have stay as they are."""

    title = text_field("标题", 200)

    def values(self) -> dict[str, Any]:
        """As front matter."""
        return {item.short_name: item.data for item in self if item.short_name != "title"}


class RowForm(HeaderForm):
    """A row of the table: what is recognised in nearly every document."""

    number = text_field("文号", 100, required=False)
    issuer = text_field("发文机关", 100, required=False)
    issued = _day("成文日期")
    effective = _day("施行日期")
    expires = _day("失效日期")
    status = SelectField("效力状态", choices=choices((one.value, one.value) for one in Status))


class MetadataForm(RowForm):
    """What a document says about itself."""

    url = StringField("官方网址", [validators.Optional(), validators.Length(max=500)])
    checked = _day("核对日期")
    repeals = TextAreaField("废止了哪些文件", description="一行一个：文号，或标题")

    def values(self) -> dict[str, Any]:
        """As front matter."""
        lines = tuple(line.strip() for line in (self.repeals.data or "").splitlines() if line.strip())
        return {**super().values(), "repeals": lines}

    def validate_url(self, field: StringField) -> None:
        """An address of an authority."""
        header, dropped = header_of("-", {"url": (field.data or "").strip()})
        if field.data and (dropped or header.url is None):
            raise validators.ValidationError("要写政府网站的网址，以 https:// 或 http:// 开头")


def form_of(text: str) -> MetadataForm:
    """The form filled from a file."""
    parts = split(text, Path())
    data: dict[str, Any] = parts.header.data if isinstance(parts.header.data, dict) else {}
    header, _ = header_of(str(data.get("title") or derive_title(parts.body)), data)
    return MetadataForm(
        data={**header.model_dump(), "status": header.status.value, "repeals": "\n".join(header.repeals)}
    )


def composed(form: HeaderForm, text: str) -> str:
    """The file with the form's values; what the form does not show stays."""
    parts = split(text, Path())
    data: dict[str, Any] = parts.header.data if isinstance(parts.header.data, dict) else {}
    kept = {name: value for name, value in data.items() if name in PolicyHeader.model_fields}
    header, _ = header_of((form.title.data or "").strip(), {**kept, **form.values()})
    return compose(header, parts.body.lstrip("\n")).decode()
