"""What can go wrong at the edge, and how it is told: RFC 9457 problem documents.

Problem(AppError)             status and code; the sentence stands in knowledge/vocabulary/errors.yml
├── BadRequest 400            ├── JsonInvalid 400
├── TokenMissing 401          ├── SessionExpired 401
├── ReplyUnknown 404          ├── MessageIdReused 409
├── BodyTooLarge 413          ├── MessageTooLong 413
├── MediaTypeUnsupported 415
├── BodyInvalid 422           ├── MessageEmpty 422
├── TooManyMessages 429       ├── TooManySessions 429       ├── ConversationBusy 429
├── BotUnavailable 503        ├── TurnFailed 503            ├── StorageUnavailable 503
├── NotReady 503
└── InternalError 500
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from importlib.resources import files

import yaml
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from knowledge.errors import AppError

PROBLEM_JSON = "application/problem+json"


class Problem(AppError):
    """An error that the client is told about. ``words`` fill the sentence, ``extra`` joins the document."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "internal_error"

    def __init__(
        self,
        *,
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, object] | None = None,
        cause: str | None = None,
        **words: object,
    ) -> None:
        super().__init__(self.code)
        self.retry_after = retry_after
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        #: For the log: what failed, never what anybody wrote.
        self.cause = cause
        self.words = words

    @property
    def detail(self) -> str:
        """The Chinese sentence."""
        return sentences()[self.code].format(**self.words)


class BadRequest(Problem):
    """The request cannot be understood."""

    status, code = HTTPStatus.BAD_REQUEST, "bad_request"


class JsonInvalid(Problem):
    """The body is not JSON."""

    status, code = HTTPStatus.BAD_REQUEST, "json_invalid"


class TokenMissing(Problem):
    """No bearer token, or not in the right form."""

    status, code = HTTPStatus.UNAUTHORIZED, "token_missing"


class SessionExpired(Problem):
    """The token belongs to no session, or no longer."""

    status, code = HTTPStatus.UNAUTHORIZED, "session_expired"


class ReplyUnknown(Problem):
    """Feedback on a reply that this session never got."""

    status, code = HTTPStatus.NOT_FOUND, "reply_unknown"


class MessageIdReused(Problem):
    """A message id comes again with another text."""

    status, code = HTTPStatus.CONFLICT, "message_id_reused"


class BodyTooLarge(Problem):
    """The body is larger than any message needs."""

    status, code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large"


class MessageTooLong(Problem):
    """The text has more characters than allowed."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "message_too_long"


class MediaTypeUnsupported(Problem):
    """The body is not declared as JSON."""

    status, code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type_unsupported"


class BodyInvalid(Problem):
    """JSON of another shape than wanted."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "body_invalid"


class MessageEmpty(Problem):
    """Nothing but blanks."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "message_empty"


class TooManyMessages(Problem):
    """The rate limit of the session or the address."""

    status, code = HTTPStatus.TOO_MANY_REQUESTS, "too_many_messages"


class TooManySessions(Problem):
    """The rate limit for new sessions."""

    status, code = HTTPStatus.TOO_MANY_REQUESTS, "too_many_sessions"


class ConversationBusy(Problem):
    """Too many messages of one session wait for their turn."""

    status, code = HTTPStatus.TOO_MANY_REQUESTS, "conversation_busy"


class BotUnavailable(Problem):
    """The dialogue server does not answer at all."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "bot_unavailable"


class TurnFailed(Problem):
    """The dialogue server answered with nothing usable, or too late."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "turn_failed"


class StorageUnavailable(Problem):
    """The database cannot be read or written."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "storage_unavailable"


class NotReady(Problem):
    """Readiness was asked for, and something is missing."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "not_ready"


class InternalError(Problem):
    """A fault of ours that nobody foresaw."""


#: Errors that aiohttp raises itself: unknown routes, wrong methods, bodies over the limit.
_HTTP_CODES = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
}


class HttpProblem(Problem):
    """One of aiohttp's own errors, told like ours."""

    def __init__(self, error: web.HTTPException) -> None:
        self.status = HTTPStatus(error.status)
        self.code = _HTTP_CODES.get(self.status, "http_error")
        allow = error.headers.get("Allow")
        super().__init__(headers={"Allow": allow} if allow is not None else None)


class FieldFault(BaseModel):
    """One field that is not as wanted; never what was in it."""

    field: str
    reason: str = Field(description="错误种类，如 missing、string_type、extra_forbidden")


class ProblemDocument(BaseModel):
    """RFC 9457 problem document."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="固定为 about:blank；用 code 区分")
    title: str
    status: int
    code: str = Field(description="稳定的错误代码")
    detail: str = Field(description="给居民看的一句中文")
    request_id: str
    errors: list[FieldFault] | SkipJsonSchema[None] = None


@lru_cache(maxsize=1)
def sentences() -> dict[str, str]:
    """Code → sentence, as staff wrote them."""
    text = (files("knowledge") / "vocabulary" / "errors.yml").read_text("utf-8")
    read = yaml.safe_load(text)
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        raise AppError("knowledge/vocabulary/errors.yml：须是“错误代码: 一句话”的列表")
    return {str(code): sentence for code, sentence in read.items()}


def response(problem: Problem, request_id: str) -> web.Response:
    """The problem as an HTTP response."""
    status = HTTPStatus(problem.status)
    document = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "code": problem.code,
        "detail": problem.detail,
        "request_id": request_id,
        **problem.extra,
    }
    headers = dict(problem.headers)
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    body = json.dumps(document, ensure_ascii=False).encode()
    return web.Response(
        body=body, status=status.value, headers=headers, content_type=PROBLEM_JSON, charset="utf-8"
    )


def body_invalid(faults: Sequence[tuple[str, str]]) -> BodyInvalid:
    """A ``BodyInvalid`` that names the fields."""
    errors = [FieldFault(field=name, reason=reason).model_dump() for name, reason in faults]
    names = "、".join(dict.fromkeys(name for name, _ in faults))
    return BodyInvalid(extra={"errors": errors}, fields=names)
