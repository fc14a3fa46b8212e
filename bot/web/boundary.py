"""The middleware around every handler: request id, log line, counting, and errors told as problems."""

from __future__ import annotations

import time
import uuid
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from sqlalchemy.exc import SQLAlchemyError

from bot.web import cross_origin, problems
from bot.web.logs import places
from bot.web.metrics import Metrics
from bot.web.problems import HttpProblem, InternalError, Problem, StorageUnavailable

REQUEST_ID = web.RequestKey("request_id", str)
#: What the log line says of the result, beyond the status.
OUTCOME = web.RequestKey("outcome", str)
#: How a problem is told to whoever asks here, where that is not by a problem document.
TELL: web.RequestKey[Callable[[Problem], web.Response]] = web.RequestKey("tell")

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {framed_by}"
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY.format(framed_by="'none'"),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=()",
    "Cache-Control": "no-store",
}

log = structlog.get_logger("edge")


def boundary(metrics: Metrics, origins: frozenset[str]) -> Middleware:
    """Outermost middleware: every request gets an id, a log line and a response."""

    @web.middleware
    async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.perf_counter()
        request[REQUEST_ID] = uuid.uuid4().hex
        request[OUTCOME] = "ok"
        response = cross_origin.preflight(request, origins) or await _respond(request, handler)
        route = _route(request)
        metrics.request(request.method, route, response.status)
        log.info(
            "request",
            request_id=request[REQUEST_ID],
            method=request.method[:16],
            route=route,
            status=response.status,
            ms=round((time.perf_counter() - started) * 1000, 1),
            outcome=request[OUTCOME],
        )
        return response

    return observe


def finishing(origins: frozenset[str]) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Headers that every response carries; a handler may have set its own."""

    async def finish(request: web.Request, response: web.StreamResponse) -> None:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-ID"] = request.get(REQUEST_ID, "")
        response.headers.pop("Server", None)
        cross_origin.allow(request, response, origins)

    return finish


async def _respond(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Problem as problem:
        return _told(request, problem)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _told(request, HttpProblem(error))
    except SQLAlchemyError as error:
        log.error(
            "storage_failed", request_id=request[REQUEST_ID], error=type(error).__name__, places=places(error)
        )
        return _told(request, StorageUnavailable(retry_after=5))
    except Exception as error:  # noqa: BLE001
        # The one broad except: the last place where a fault nobody foresaw can become a clear answer.
        log.error(
            "unexpected_error",
            request_id=request[REQUEST_ID],
            error=type(error).__qualname__,
            places=places(error),
        )
        return _told(request, InternalError())


def _told(request: web.Request, problem: Problem) -> web.Response:
    request[OUTCOME] = problem.code if problem.cause is None else f"{problem.code}: {problem.cause}"
    tell = request.get(TELL)
    return problems.response(problem, request[REQUEST_ID]) if tell is None else tell(problem)


def _route(request: web.Request) -> str:
    """The route's pattern; never the path, which is the client's choice."""
    resource = request.match_info.route.resource
    return "unmatched" if resource is None else resource.canonical
