"""Where a request comes from, for rate limits and for pages that only this machine may see."""

from __future__ import annotations

import ipaddress

from aiohttp import web

#: One subscriber usually has a whole /64.
_IPV6_PREFIX = 64


def client_address(request: web.BaseRequest, proxies: int) -> str:
    """The client's address; behind ``proxies`` trusted proxies, the one that the outermost of them saw.

    Entries further left in X-Forwarded-For are the client's own claim and never used.
    """
    peer = request.remote or ""
    if proxies == 0:
        return peer
    hops = [
        hop.strip() for value in request.headers.getall("X-Forwarded-For", []) for hop in value.split(",")
    ]
    if len(hops) < proxies:
        return peer
    try:
        return str(ipaddress.ip_address(hops[-proxies]))
    except ValueError:
        return peer


def limit_key(address: str) -> str:
    """What a rate limit counts: the address, or for IPv6 its network."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, _IPV6_PREFIX), strict=False))
    return str(ip)


def is_local(request: web.BaseRequest, proxies: int) -> bool:
    """Whether the request was made on this machine and not merely forwarded by a proxy on it."""
    if proxies == 0 and ("X-Forwarded-For" in request.headers or "Forwarded" in request.headers):
        return False
    try:
        return ipaddress.ip_address(client_address(request, proxies)).is_loopback
    except ValueError:
        return False
