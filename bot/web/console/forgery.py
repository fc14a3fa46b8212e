"""Requests that change something must come from a page of ours: origin, and a token of the session.

The token is made from the session's cookie (which scripts cannot read) and stands in every form as
``csrf_token``; scripts send it as ``X-CSRF-Token``. An upload sends it as its first part.
"""

from __future__ import annotations

import hmac

from aiohttp import BodyPartReader, MultipartReader, web
from multidict import MultiDict

from bot.web.console.access import Rule
from bot.web.console.cookies import Session
from bot.web.console.problems import FormTooLarge, RequestForged
from bot.web.problems import BadRequest
from bot.web.same_origin import from_here

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

#: The fields of a form, once its token was found right; without the token.
FORM = web.RequestKey("form", MultiDict)
#: The parts of an upload after its token, still to be read.
UPLOAD = web.RequestKey("upload", MultipartReader)


def token_of(session: Session) -> str:
    """The token of a session's forms."""
    return hmac.digest(session.token.encode(), b"console form", "sha256").hex()


async def check_request(request: web.Request, session: Session, rule: Rule, proxies: int) -> None:
    """Read the body far enough to find the token; :class:`RequestForged` when it is not right."""
    if request.method in _SAFE:
        return
    if not from_here(request, proxies):
        raise RequestForged(cause="origin")
    token = request.headers.get(HEADER) or await _token_of_body(request, rule)
    if not hmac.compare_digest(token.encode(), token_of(session).encode()):
        raise RequestForged(cause="token")


async def _token_of_body(request: web.Request, rule: Rule) -> str:
    if request.content_type == "multipart/form-data":
        return await _token_of_upload(request)
    if request.content_type != "application/x-www-form-urlencoded":
        return ""
    # The edge as a whole takes small bodies only; a page of the console says for itself.
    whole = request.clone(client_max_size=rule.max_bytes)
    try:
        fields: MultiDict[str] = MultiDict(
            (name, value) for name, value in (await whole.post()).items() if isinstance(value, str)
        )
    except web.HTTPRequestEntityTooLarge:
        raise FormTooLarge() from None
    except (UnicodeDecodeError, ValueError):
        raise BadRequest() from None
    token = fields.pop(FIELD, "")
    request[FORM] = fields
    return token


async def _token_of_upload(request: web.Request) -> str:
    try:
        reader = await request.multipart()
        part = await reader.next()
        if not isinstance(part, BodyPartReader) or part.name != FIELD:
            return ""
        token = (await part.read_chunk(256)).decode("ascii", "replace")
    except (ValueError, AssertionError):
        raise BadRequest() from None
    request[UPLOAD] = reader
    return token
