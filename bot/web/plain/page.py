"""Pages of ``/chat``, filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web

from bot.web.boundary import REQUEST_ID
from bot.web.greeting import greeting
from bot.web.plain.cookies import Visitor
from bot.web.plain.forms import Draft, new_form_id
from bot.web.plain.transcript import SHOWN, Conversation, choices_of
from bot.web.problems import Problem
from bot.web.rendering import environment

TEMPLATES = Path(__file__).parent / "templates"
REASONS = ("答的不是我问的", "内容过时了", "看不懂", "没说清去哪办、带什么", "其他")
REASON_MAX_CHARS = 300
#: What a redirect may have said.
NOTES = {
    "deleted": "对话已经删除，不能恢复。",
    "over": "上次对话太久没有用，已经结束，下面是新的对话。",
    "new": "上次对话太久没有用，已经结束，您的话发到了新的对话里。",
    "photo": "照片已经上传。",
}
TITLES = {
    403: "没有执行", 404: "没有找到", 413: "内容太大", 422: "填写有误", 429: "请稍后再试",
    500: "出错了", 503: "暂时不能用",
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """What the chat page shows."""

    conversation: Conversation
    visitor: Visitor
    max_chars: int
    notes: Sequence[str] = ()
    #: What was typed and not sent, or is offered by a link.
    draft: Draft = field(default_factory=Draft)
    problem: Problem | None = None
    #: The field that the problem is about.
    at: str = "say"


def chat_page(request: web.Request, page: Page, announcement: str) -> web.Response:
    """The conversation with its forms."""
    turns, shows_all = page.conversation.turns, "all" in request.query
    shown = turns if shows_all else turns[-SHOWN:]
    values = {
        "page": page,
        "turns": shown,
        "earlier": len(turns) - len(shown),
        "greeting": greeting().reply(),
        "announcement": announcement,
        "notes": [NOTES[note] for note in page.notes if note in NOTES],
        "form": page.conversation.form,
        "form_id": page.draft.form_id or new_form_id(),
        "reasons": REASONS,
        "reason_max_chars": REASON_MAX_CHARS,
    }
    response = _html(
        "chat.html", page.visitor, 200 if page.problem is None else page.problem.status, **values
    )
    return _told_to_wait(response, page.problem)


def delete_page(visitor: Visitor) -> web.Response:
    """The question before a conversation is deleted."""
    return _html("delete.html", visitor)


def problem_page(request: web.Request, visitor: Visitor, problem: Problem) -> web.Response:
    """A problem that belongs to no field of the page."""
    title = TITLES.get(int(problem.status), "没有成功")
    request_id = request.get(REQUEST_ID, "")
    response = _html(
        "problem.html", visitor, problem.status, problem=problem, title=title, request_id=request_id
    )
    return _told_to_wait(response, problem)


@lru_cache(maxsize=1)
def templates() -> jinja2.Environment:
    """The templates of ``/chat``."""
    made = environment(TEMPLATES)
    made.filters["choices"] = choices_of
    return made


def _html(template: str, visitor: Visitor, status: int = 200, **values: Any) -> web.Response:
    text = templates().get_template(template).render(visitor=visitor, **values)
    return web.Response(text=text, status=int(status), content_type="text/html")


def _told_to_wait(response: web.Response, problem: Problem | None) -> web.Response:
    if problem is not None and problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response
