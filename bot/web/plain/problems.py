"""What can go wrong with forms beyond the edge's own problems.

Problem
├── FormForged 403      the form is not from a page of ours, or from too old a one
├── FormTooLarge 413    more than a message or a photo needs
└── FieldInvalid 422    a field that cannot be used, with a sentence of its own
"""

from __future__ import annotations

from http import HTTPStatus

from bot.web.problems import Problem


class FormForged(Problem):
    """The form is not from a page of ours, or from too old a one."""

    status, code = HTTPStatus.FORBIDDEN, "form_forged"


class FormTooLarge(Problem):
    """More than a message or a photo needs."""

    status, code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "upload_too_large"


class FieldInvalid(Problem):
    """A field that cannot be used; ``reason`` says why."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "field_invalid"
