"""What a form sent, once it is sure that a page of ours sent it."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from aiohttp import web
from aiohttp.web_request import FileField
from multidict import MultiDictProxy

from bot.web.plain.cookies import Visitor
from bot.web.plain.problems import FormForged, FormTooLarge
from bot.web.problems import BadRequest
from bot.web.same_origin import from_here

FIELD = "csrf_token"
#: The longest message allowed by any setting, every byte of it escaped, and room beside it.
TEXT_MAX_BYTES = 128 * 1024
#: One photo and the parts around it.
UPLOAD_MAX_BYTES = 5 * 1024 * 1024

Fields = MultiDictProxy[str | bytes | bytearray | FileField]
_FORM_ID = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True)
class Draft:
    """A message as the form has it; ``form_id`` names the page that it was written on."""

    text: str = ""
    form_id: str = ""

    @property
    def message_id(self) -> str:
        """The same for the same text from the same page: sending it twice does nothing twice."""
        return f"{self.form_id}-{hashlib.sha256(self.text.encode()).hexdigest()[:32]}"


def new_form_id() -> str:
    """A name for a page's forms."""
    return secrets.token_hex(8)


async def read_form(
    request: web.Request, visitor: Visitor, proxies: int, limit: int = TEXT_MAX_BYTES
) -> Fields:
    """The fields; :class:`FormForged` unless a page of ours was sent to this browser with this form."""
    if not from_here(request, proxies):
        raise FormForged(cause="origin")
    try:
        fields: Fields = await request.clone(client_max_size=limit).post()
    except web.HTTPRequestEntityTooLarge:
        raise FormTooLarge(megabytes=UPLOAD_MAX_BYTES // 1024 // 1024) from None
    except (
        UnicodeDecodeError,
        LookupError,
        ValueError,
        AssertionError,
        web.RequestPayloadError,
        ConnectionError,
    ):
        # Not the form's encoding, broken parts, or the browser is gone.
        raise BadRequest() from None
    if not hmac.compare_digest(field(fields, FIELD).encode(), visitor.form_token.encode()):
        raise FormForged(cause="token")
    return fields


def field(fields: Fields, name: str) -> str:
    """A field's text; empty when it is missing or a file."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def draft_of(fields: Fields) -> Draft:
    """The message: a button that was pressed, or what was typed."""
    # Browsers send line breaks as two characters, which would count twice.
    text = (field(fields, "choice") or field(fields, "text")).replace("\r\n", "\n")
    form_id = field(fields, "form_id")
    return Draft(text, form_id if _FORM_ID.fullmatch(form_id) else new_form_id())
