"""Pages: templates filled in with what every page shows, and what several pages need."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

import jinja2
from aiohttp import web

from bot.web.boundary import REQUEST_ID
from bot.web.console.access import STAFF
from bot.web.console.cookies import SESSION
from bot.web.console.forgery import token_of
from bot.web.console.section import NAVIGATION
from bot.web.problems import Problem
from knowledge.city_time import CHINA

TEMPLATES = Path(__file__).parent / "templates"
#: China has one time and no summer time.
PAGE_SIZE = 50
#: What waits in the session for the next page.
FLASHES = "flashes"

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a long list. ``number`` counts from 1."""

    items: Sequence[T]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.size))


def page_number(request: web.Request) -> int:
    """Which page of a list is asked for; 1 when that cannot be read."""
    text = request.query.get("page", "1")
    return min(max(1, int(text)), 1_000_000) if text.isascii() and text.isdigit() and len(text) < 8 else 1


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """The templates. Everything filled in is escaped, and a name that is missing is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["moment"] = moment
    made.filters["other_page"] = other_page
    made.filters["readable"] = readable
    return made


def other_page(query: Mapping[str, str], number: int) -> str:
    """A list's address with another page number and the same filters."""
    return urlencode([*((key, value) for key, value in query.items() if key != "page"), ("page", number)])


def readable(values: Mapping[str, Any]) -> str:
    """Recorded values, a line each."""
    return "\n".join(f"{name}：{_plain(value)}" for name, value in values.items())


def moment(value: datetime | None) -> str:
    """A moment as people here read it."""
    return "" if value is None else value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def page(request: web.Request, template: str, status: int = 200, **values: Any) -> web.Response:
    """A template as a response: navigation, messages and the form token are filled in."""
    session = request.get(SESSION)
    account = request.get(STAFF)
    shown = {
        "staff": account,
        "here": request.path,
        "query": request.query,
        "navigation": request[NAVIGATION].of(account),
        "flashes": (session.take(FLASHES) or []) if session else [],
        "csrf_token": token_of(session) if session is not None else "",
        **values,
    }
    text = environment().get_template(template).render(shown)
    return web.Response(text=text, status=status, content_type="text/html")


def flash(request: web.Request, text: str, kind: str = "done") -> None:
    """Show a sentence on the next page. ``kind``: done, note or fault."""
    session = request[SESSION]
    session.keep(FLASHES, [*session.data.get(FLASHES, []), {"text": text, "kind": kind}])


def see_other(path: str) -> web.Response:
    """Go on to another page, after a form was taken."""
    return web.Response(status=303, headers={"Location": path})


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> web.Response:
    """A table as a file for a spreadsheet: with a byte order mark, and nothing in it is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    disposition = f"attachment; filename*=UTF-8''{quote(name)}.csv"
    return web.Response(
        body=text.getvalue().encode("utf-8-sig"),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": disposition},
    )


def wants_page(request: web.Request) -> bool:
    """Whether a person with a browser asks, not a script."""
    return "text/html" in request.headers.get("Accept", "")


def problem_page(request: web.Request, problem: Problem) -> web.Response:
    """A problem told as a page."""
    request_id = request.get(REQUEST_ID, "")
    told = page(request, "problem.html", int(problem.status), problem=problem, request_id=request_id)
    if problem.retry_after is not None:
        told.headers["Retry-After"] = str(problem.retry_after)
    return told


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return "无" if value is None else str(value)


def _cell(value: object) -> str:
    text = moment(value) if isinstance(value, datetime) else "" if value is None else str(value)
    # Spreadsheets run what begins like a formula.
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
