"""Forms: WTForms with its messages in Chinese, filled from the request's guarded fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from aiohttp import web
from multidict import MultiDict
from wtforms import Form, PasswordField, SelectMultipleField, StringField, validators, widgets
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from bot.web.console.forgery import FORM


class ConsoleForm(Form):
    """Base of the console's forms. The token is looked at before any form is made (``forgery``)."""

    class Meta:
        locales = ("zh_CN", "zh")

    def add_error(self, field: str, sentence: str) -> None:
        """Show a sentence at a field, found wrong by the core after the form itself was right."""
        self[field].errors = [*self[field].errors, sentence]


F = TypeVar("F", bound=ConsoleForm)


def filled(shape: type[F], request: web.Request) -> F:
    """A form with what was sent."""
    fields: MultiDict[str] = request.get(FORM) or MultiDict()
    return shape(fields)


def text_field(label: str, longest: int, hint: str = "", required: bool = True) -> StringField:
    """A line of text without blanks around it."""
    first = validators.InputRequired("请填写") if required else validators.Optional()
    return StringField(
        label,
        [first, validators.Length(max=longest, message=f"最多 {longest} 个字")],
        filters=[lambda text: text.strip() if text else text],
        description=hint,
    )


def password_field(label: str, hint: str = "", autocomplete: str = "new-password") -> PasswordField:
    """A password; browsers' password stores know what it is for."""
    return PasswordField(
        label,
        [validators.InputRequired("请填写"), validators.Length(max=256, message="太长了")],
        description=hint,
        render_kw={"autocomplete": autocomplete},
    )


def choices(pairs: Iterable[tuple[str, str]]) -> Any:
    """Values and labels for a field to choose from."""
    return [SelectChoice(value, label) for value, label in pairs]


class Checkboxes(SelectMultipleField):
    """Several choices, as boxes to tick under one legend."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()
