"""What can go wrong, told as GeoReport v2 wants it: a list of code (the HTTP status) and description."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy.exc import SQLAlchemyError

from actions.hotline.errors import HotlineError, KeyReused
from bot.web.boundary import OUTCOME, REQUEST_ID
from bot.web.open311.formats import ERRORS, Format, listed
from bot.web.problems import Problem, StorageUnavailable, TooManyMessages

log = structlog.get_logger("edge")


class Refused(Exception):
    """An error of the standard: a status, and what was wrong in one sentence."""

    def __init__(self, status: HTTPStatus, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


def not_found(what: str) -> Refused:
    """404."""
    return Refused(HTTPStatus.NOT_FOUND, what)


def bad(what: str) -> Refused:
    """400."""
    return Refused(HTTPStatus.BAD_REQUEST, what)


def format_of(request: web.Request) -> Format:
    """The format that the address asks for."""
    return Format(request.match_info["format"])


def told(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Handler:
    """The handler, with its errors written in the format asked for."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as error:
            return _write(request, error.status, error.description)
        except KeyReused as error:
            return _write(request, HTTPStatus.CONFLICT, error.sentence)
        except HotlineError as error:
            return _write(request, HTTPStatus.BAD_REQUEST, error.sentence)
        except SQLAlchemyError as error:
            log.error("storage_failed", request_id=request[REQUEST_ID], error=type(error).__name__)
            return _problem(request, StorageUnavailable(retry_after=5))
        except TooManyMessages as problem:
            return _problem(request, problem)

    return handle


def _problem(request: web.Request, problem: Problem) -> web.Response:
    response = _write(request, HTTPStatus(problem.status), problem.detail)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def _write(request: web.Request, status: HTTPStatus, description: str) -> web.Response:
    request[OUTCOME] = f"open311_{status.value}"
    errors = [{"code": status.value, "description": description}]
    return listed(format_of(request), ERRORS, errors, status.value)
