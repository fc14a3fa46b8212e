"""Whether a request comes from a page of ours, and whether it came over TLS."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web


def from_here(request: web.BaseRequest, proxies: int) -> bool:
    """Whether a browser sent the request from a page of this very origin; old browsers do not say."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc.lower() == host_of(request, proxies)


def host_of(request: web.BaseRequest, proxies: int) -> str:
    """Host and port as the browser knows them."""
    forwarded = request.headers.get("X-Forwarded-Host", "").split(",")[0].strip() if proxies else ""
    return (forwarded or request.host).lower()


def is_secure(request: web.BaseRequest, proxies: int) -> bool:
    """Whether the browser speaks TLS, to us or to the proxy that we trust."""
    forwarded = request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip()
    return request.secure or (proxies > 0 and forwarded == "https")
