"""Links in the content, looked at only on hosts that the administrator allows."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.resolver import ThreadedResolver

from knowledge.catalogue import Catalogue

TIMEOUT_SECONDS = 10.0
AT_ONCE = 4
REDIRECTS = 3
_REDIRECT = frozenset({301, 302, 303, 307, 308})

Allowed = Callable[[str], bool]


def addresses(catalogue: Catalogue) -> dict[str, list[str]]:
    """Every address in the content, and the titles of what links to it."""
    found: dict[str, list[str]] = {}
    for title, url in _links(catalogue):
        titles = found.setdefault(url, [])
        if title not in titles:
            titles.append(title)
    return found


def _links(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for policy in catalogue.policies.values():
        if policy.header.url:
            yield policy.header.title, policy.header.url
    for service in catalogue.services.values():
        urls = [source.url for source in service.sources.values()]
        urls += [channel.url for channel in service.channels]
        yield from ((service.name, url) for url in urls if url)


def only(hosts: Collection[str]) -> Allowed:
    """Whether an address is on one of these hosts, by http(s) on its usual port and without a password."""

    def allowed(url: str) -> bool:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        usual = port in (None, 443 if parts.scheme == "https" else 80)
        return (
            parts.scheme in ("http", "https")
            and usual
            and "@" not in parts.netloc
            and parts.hostname in hosts
        )

    return allowed


class PublicResolver(ThreadedResolver):
    """Names that lead into this machine or its network are not found: content must not reach inside."""

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> Any:
        """The public addresses of a host."""
        found = await super().resolve(host, port, family)
        public = [entry for entry in found if ipaddress.ip_address(entry["host"]).is_global]
        if not public:
            raise OSError("no public address")
        return public


async def check(
    links: Mapping[str, Iterable[str]], allowed: Allowed, http: aiohttp.ClientSession
) -> list[dict[str, Any]]:
    """The links that do not work, as JSON; those on other hosts are not touched."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(url: str) -> str | None:
        async with gate:
            return await _fault(url, allowed, http)

    wanted = [url for url in sorted(links) if allowed(url)]
    faults = await asyncio.gather(*map(one, wanted))
    return [
        {"url": url, "titles": list(links[url]), "why": why}
        for url, why in zip(wanted, faults, strict=True)
        if why is not None
    ]


async def _fault(url: str, allowed: Allowed, http: aiohttp.ClientSession) -> str | None:
    """What is wrong with an address; redirects are followed within the allowed hosts only."""
    for _ in range(REDIRECTS + 1):
        try:
            async with http.get(
                url, allow_redirects=False, timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
            ) as answer:
                status, target = answer.status, answer.headers.get("Location", "")
        except TimeoutError:
            return "没有回应"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return f"打不开（{type(error).__name__}）"
        if status not in _REDIRECT:
            return None if status < 400 else f"网站回答 {status}"
        url = urljoin(url, target)
        if not allowed(url):
            return f"转到了别的网站：{urlsplit(url).hostname or '?'}"
    return "反复跳转"
