"""What a client asks for or files: query and body read into plain values, or a ``Refused``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl

from aiohttp import web

from actions.hotline.numbers import read_number
from bot.web.open311.errors import Refused, bad
from knowledge.city_time import CHINA

BODY_MAX_BYTES = 256 * 1024
FIELDS = 100
SPAN = timedelta(days=90)
PAGE_SIZE = 100
PAGE_LIMIT = 500
LIST_LIMIT = 100
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,64})\](?:\[\])?")
#: A plus that a form decoder took for a blank.
_LOST_PLUS = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)")

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Search:
    """Which requests are wanted."""

    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: frozenset[str] = frozenset()
    start: datetime | None = None
    end: datetime | None = None
    page: int = 1
    page_size: int = PAGE_SIZE


def read_search(query: Fields, now: datetime) -> Search:
    """The filters of a list of requests; the last 90 days when no dates are given."""
    page = _whole(query, "page", 1, 100_000)
    page_size = _whole(query, "page_size", PAGE_SIZE, PAGE_LIMIT)
    if query.get("service_request_id"):
        wanted = _list(query, "service_request_id")
        numbers = tuple(read_number(number) or number for number in wanted)
        return Search(numbers=numbers, page=page, page_size=page_size)
    statuses = frozenset(_list(query, "status"))
    if not statuses <= {"open", "closed"}:
        raise bad("status 只能是 open、closed，或用逗号分开的两者")
    start, end = _dates(query, now)
    return Search((), _list(query, "service_code"), statuses, start, end, page, page_size)


def _dates(query: Fields, now: datetime) -> tuple[datetime, datetime]:
    start, end = _moment(query, "start_date"), _moment(query, "end_date")
    try:
        if start is None:
            end = end or now + timedelta(days=1)
            return end - SPAN, end
        end = end or start + SPAN
    except OverflowError:
        raise bad("日期超出了范围") from None
    if not timedelta(0) <= end - start <= SPAN:
        raise bad("end_date 要在 start_date 之后，两者最多相隔 90 天")
    return start, end


def _moment(query: Fields, name: str) -> datetime | None:
    text = _LOST_PLUS.sub("+", query.get(name, "").strip())
    if not text:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return datetime.combine(date.fromisoformat(text), time(), CHINA)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad(f"{name} 要写成 2026-03-01T08:00:00+08:00 这样的时间") from None


def _whole(query: Fields, name: str, default: int, limit: int) -> int:
    text = query.get(name, "").strip() or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= limit:
        raise bad(f"{name} 要写 1 到 {limit} 的整数")
    return int(text)


def _list(query: Fields, name: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in query.get(name, "").split(",") if part.strip())
    if len(found) > LIST_LIMIT or any(len(part) > 64 for part in found):
        raise bad(f"{name} 最多写 {LIST_LIMIT} 个，用逗号分开")
    # PostgreSQL refuses the character that no code has.
    return tuple(part.replace("\x00", "") for part in found)


async def read_fields(request: web.Request) -> dict[str, str]:
    """The body's fields, form-encoded or JSON, over those of the query."""
    raw = await _read(request)
    fields = dict(request.query)
    if request.content_type == "application/json":
        return fields | _from_json(raw)
    if request.content_type != "application/x-www-form-urlencoded":
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "请求内容要用 application/x-www-form-urlencoded 或 application/json",
        )
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=FIELDS, errors="strict")
    except ValueError:
        raise bad("请求内容不是正确的 UTF-8 表单") from None
    for name, value in pairs:
        # A list of values comes as the same name again.
        fields[name] = f"{fields[name]}、{value}" if name.endswith("[]") and name in fields else value
    return fields


async def _read(request: web.Request) -> bytes:
    too_large = Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "请求内容太大，最多 256 KB")
    if (request.content_length or 0) > BODY_MAX_BYTES:
        raise too_large
    read = bytearray()
    try:
        async for part in request.content.iter_any():
            read += part
            if len(read) > BODY_MAX_BYTES:
                raise too_large
    except (web.RequestPayloadError, ConnectionError):
        raise bad("请求内容没有收全") from None
    return bytes(read)


def _from_json(raw: bytes) -> dict[str, str]:
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        raise bad("请求内容不是正确的 JSON") from None
    if not isinstance(document, dict) or len(document) > FIELDS:
        raise bad("请求内容要是一个 JSON 对象")
    fields: dict[str, str] = {}
    for name, value in document.items():
        if name == "attribute" and isinstance(value, dict):
            fields |= {f"attribute[{code}]": _text(answer) for code, answer in value.items()}
        elif value is not None:
            fields[name] = _text(value)
    return fields


def _text(value: object) -> str:
    if isinstance(value, list):
        return "、".join(_text(part) for part in value[:FIELDS])
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return json.dumps(value)
    raise bad("字段要写文字或数字")


def attributes(fields: Fields) -> dict[str, str]:
    """Answers to the service's questions, by their codes."""
    named = ((_ATTRIBUTE.fullmatch(name), value) for name, value in fields.items())
    return {match[1]: value for match, value in named if match}


def coordinate(fields: Fields, name: str) -> float | None:
    """A latitude or longitude."""
    text = fields.get(name, "").strip()
    if not text:
        return None
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,20})?", text):
        raise bad(f"{name} 要写成 35.0672 这样的小数")
    return float(text)
