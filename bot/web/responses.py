"""JSON responses, with Chinese written as it is."""

from __future__ import annotations

import json

from aiohttp import web


def json_response(document: object, status: int = 200) -> web.Response:
    """``document`` as JSON."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return web.Response(body=body, status=status, content_type="application/json", charset="utf-8")
