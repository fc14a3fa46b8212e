"""What can go wrong in the console beyond the edge's own problems.

Problem
├── SignInNeeded 401     nobody is signed in, or no longer
├── NotAllowed 403       the person's roles do not include this
├── RequestForged 403    the request does not come from a page of the console
├── PageUnknown 404      no such page or record
├── InvitationVoid 404   the one-time link is unknown, used or too old
├── FormTooLarge 413     the form is larger than the page takes
└── EditConflict 409     somebody else changed it meanwhile
"""

from __future__ import annotations

from http import HTTPStatus

from bot.web.problems import Problem


class SignInNeeded(Problem):
    """Nobody is signed in, or no longer."""

    status, code = HTTPStatus.UNAUTHORIZED, "sign_in_needed"


class NotAllowed(Problem):
    """The person's roles do not include this."""

    status, code = HTTPStatus.FORBIDDEN, "not_allowed"


class RequestForged(Problem):
    """The request does not come from a page of the console, or the page is too old."""

    status, code = HTTPStatus.FORBIDDEN, "request_forged"


class PageUnknown(Problem):
    """No such page or record."""

    status, code = HTTPStatus.NOT_FOUND, "page_unknown"


class InvitationVoid(Problem):
    """The one-time link is unknown, used or too old."""

    status, code = HTTPStatus.NOT_FOUND, "invitation_void"


class FormTooLarge(Problem):
    """The form is larger than the page takes."""

    status, code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "form_too_large"


class EditConflict(Problem):
    """Somebody else changed it meanwhile."""

    status, code = HTTPStatus.CONFLICT, "edit_conflict"
