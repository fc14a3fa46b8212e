"""What can go wrong with the portal's pages."""

from __future__ import annotations

from http import HTTPStatus

from bot.web.problems import Problem


class ServiceUnknown(Problem):
    """No such guide, or no longer."""

    status, code = HTTPStatus.NOT_FOUND, "service_unknown"
