"""Requests from pages of other sites (CORS): only those in ``EMBED_ORIGINS``, only to the chat API.

Tokens travel in a header, never in a cookie, so that credentials mode stays off.
"""

from __future__ import annotations

from aiohttp import web

PATHS = "/api/chat/"
_METHODS = "GET, POST, DELETE"
_HEADERS = "Authorization, Content-Type"


def allow(request: web.BaseRequest, response: web.StreamResponse, origins: frozenset[str]) -> None:
    """Tell the browser that the page may read the response, if it may."""
    if not origins or not request.path.startswith(PATHS):
        return
    response.headers["Vary"] = "Origin"
    origin = request.headers.get("Origin", "").lower()
    if origin not in origins:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-ID"


def preflight(request: web.BaseRequest, origins: frozenset[str]) -> web.Response | None:
    """The answer when a browser asks for an allowed origin whether it may send the real request."""
    asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    if not asks or not request.path.startswith(PATHS):
        return None
    if request.headers.get("Origin", "").lower() not in origins:
        return None
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": _METHODS,
            "Access-Control-Allow-Headers": _HEADERS,
            "Access-Control-Max-Age": "600",
        },
    )
