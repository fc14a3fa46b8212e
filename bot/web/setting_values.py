"""How the text of an environment variable becomes a value; a ``ValueError`` says in Chinese what is wanted."""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import limits
from limits import RateLimitItem

from actions.storage.engine import parse_url

_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_RATE = re.compile(r"[1-9][0-9]{0,8} ?/ ?([1-9][0-9]{0,3} ?)?(second|minute|hour|day)s?")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number between two bounds."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"须是 {low} 到 {high} 之间的整数")
        return int(text)

    return read


def decimal(low: float, high: float) -> Callable[[str], float]:
    """A number between two bounds."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise ValueError(f"须是 {low:g} 到 {high:g} 之间的数")
        return value

    return read


def flag(text: str) -> bool:
    """0 or 1."""
    if text not in ("0", "1"):
        raise ValueError("须是 0 或 1")
    return text == "1"


def level(text: str) -> str:
    """A log level."""
    if text.upper() not in LEVELS:
        raise ValueError("须是 " + "、".join(LEVELS) + " 之一")
    return text.upper()


def rate(text: str) -> RateLimitItem:
    """A rate such as ``30/minute``."""
    if not _RATE.fullmatch(text):
        raise ValueError("须写成“次数/时间”，如 30/minute、60/hour")
    return limits.parse(text)


def host(text: str) -> str:
    """An address to listen on: a name or an IP address."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        if _HOST_NAME.fullmatch(text):
            return text
        raise ValueError("须是主机名或 IP 地址") from None


def http_url(text: str) -> str:
    """The address of a service, without a slash at the end."""
    if _origin(text.rstrip("/")) is None:
        raise ValueError("须是 http://主机:端口 形式的地址")
    return text.rstrip("/")


def origins(text: str) -> frozenset[str]:
    """Web origins, separated by commas; 无 for none."""
    names = [] if text == "无" else [name.strip() for name in text.split(",") if name.strip()]
    found = [_origin(name) for name in names]
    if None in found:
        raise ValueError("须是逗号分隔的网站地址，只写到主机名和端口，如 https://www.example.gov.cn")
    return frozenset(name for name in found if name is not None)


def webhook_url(text: str) -> str:
    """The full address of a receiver; 无 for none."""
    if text == "无":
        return ""
    parts = urlsplit(text)
    if (
        _origin(f"{parts.scheme}://{parts.netloc}") is None
        or parts.fragment
        or re.search(r"[\s\x00-\x1f]", text)
    ):
        raise ValueError("须是 https:// 或 http:// 开头的完整地址，或写“无”")
    return text


def webhook_secret(text: str) -> str:
    """A key for signatures; 无 for none."""
    if text == "无":
        return ""
    if len(text) < 16:
        raise ValueError("至少要有 16 个字符")
    return text


def database_url(text: str) -> str:
    """A database address that the storage can open."""
    parse_url(text)
    return text


def _origin(text: str) -> str | None:
    """Scheme, host and port of ``text`` when it is nothing but these."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    if text.lower() != f"{parts.scheme}://{parts.netloc}".lower() or re.search(r"[\s\x00-\x1f]", text):
        return None
    return text.lower()
