"""Work lists: open questions in groups, content that needs somebody's eye, dead links."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiohttp import web
from multidict import MultiDict
from sqlalchemy.engine import Connection
from wtforms import TextAreaField, validators

from actions.insight import drafting, results
from actions.insight.results import MARKS, Mark, Result
from actions.publishing import drafts
from actions.publishing.errors import PublishingError
from actions.publishing.files import SYNONYMS
from actions.publishing.undone import undone
from actions.services import ratings
from actions.services.ratings import POOR, Rating
from bot.web.console.access import STAFF, allows
from bot.web.console.figures_tables import OUTCOMES
from bot.web.console.forgery import FORM
from bot.web.console.forms import ConsoleForm, filled
from bot.web.console.pages import flash, page, see_other
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Entry, Parts, Section
from knowledge.city_time import day_of
from knowledge.index.state import kept_faults

READ = "knowledge.read"
EDIT = "knowledge.edit"
ALLOW = "links.allow"
PATH = "/console/worklists"
LINKS = f"{PATH}/links"
RUN_SECONDS = 600
#: How ``python -m actions.insight`` begins the sentence about what it could not do.
UNDONE = "没有完成："
RATED_WITHIN = timedelta(days=90)
DRAFTS = "/console/knowledge/drafts"
#: As many as a work list shows of a group.
MOST_QUESTIONS = 5

log = structlog.get_logger("edge")


class HostsForm(ConsoleForm):
    """The hosts whose links may be looked at."""

    hosts = TextAreaField(
        "允许检查的网站", [validators.Length(max=4000, message="太长了")],
        description="一行一个主机名，如 www.gov.cn。空着就完全不检查。只检查公网上的这些网站，不跟着跳转到别处。",
    )  # fmt: skip

    def names(self) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in (self.hosts.data or "").splitlines() if line.strip()]

    def validate_hosts(self, _field: TextAreaField) -> None:
        """Each is the name of a host."""
        for name in self.names():
            try:
                results.host_name(name)
            except ValueError as error:
                raise validators.ValidationError(f"“{name[:60]}”：{error}") from error


class Runs:
    """Computations in processes of their own, one of a kind at a time."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._environ = environ
        self._tasks: dict[str, asyncio.Task[None]] = {}
        #: What the latest run of a kind failed of, for people.
        self.failed: dict[str, str] = {}

    def under_way(self, what: str) -> bool:
        """Whether one is running."""
        task = self._tasks.get(what)
        return task is not None and not task.done()

    def start(self, what: str) -> bool:
        """Start one; False when it is running already."""
        if self.under_way(what):
            return False
        self._tasks[what] = asyncio.create_task(self._run(what))
        return True

    async def wait(self, what: str) -> None:
        """Until it is done."""
        if what in self._tasks:
            await self._tasks[what]

    async def _run(self, what: str) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "actions.insight", what, env=self._environ,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self.failed.pop(what, None)
        try:
            _, told = await asyncio.wait_for(process.communicate(), RUN_SECONDS)
        except (TimeoutError, asyncio.CancelledError) as error:
            process.kill()
            await process.wait()
            if isinstance(error, asyncio.CancelledError):
                raise
            self.failed[what] = f"用了 {RUN_SECONDS // 60} 分钟还没有做完"
            log.error("insight_failed", what=what, status="timeout")
            return
        if process.returncode:
            said = told.decode("utf-8", "replace").strip()
            last = said.rpartition("\n")[2]
            self.failed[what] = (
                last.removeprefix(UNDONE) if last.startswith(UNDONE) else "程序出错，详情已记入日志"
            )
            log.error("insight_failed", what=what, status=process.returncode, told=said[-300:])


class WorkLists:
    """``/console/worklists``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        settings = parts.settings
        self.runs = Runs(
            {**os.environ, "DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir)}
        )

    def section(self) -> Section:
        """Routes and entries."""
        routes = [
            web.get("/worklists", self.show),
            web.post("/worklists/run/{what}", self.run),
            web.post("/worklists/marks", self.mark),
            web.post("/worklists/drafts", self.begin),
            web.get("/worklists/links", self.show_hosts),
            web.post("/worklists/links", self.set_hosts),
        ]
        entries = [Entry("工作清单", PATH, READ), Entry("死链检查", LINKS, ALLOW)]
        return Section(routes, "知识库", entries)

    @allows(READ)
    async def show(self, request: web.Request) -> web.Response:
        """All lists."""
        since = self._parts.clock() - RATED_WITHIN
        questions, content, links, marked, poor = await self._parts.database.read(_read, since)
        missed = await self._parts.database.read(undone)
        groups = questions.content if questions else {}
        return page(
            request, "worklists.html", questions=questions, content=content, links=links, poor=poor,
            missed=missed,
            lists=[
                ("unanswered", "没有答上来的问题", list(_open(groups.get("unanswered", []), marked, questions))),
                ("rated", "评价“没用”的问题", list(_open(groups.get("rated", []), marked, questions))),
            ],
            faults=kept_faults(self._parts.settings.data_dir / "content-faults.json"),
            running={what: self.runs.under_way(what) for what in ("lists", "links")},
            failed=self.runs.failed, outcomes=OUTCOMES, marks=MARKS, may_edit=request[STAFF].may(EDIT), kinds=drafting.KINDS,
            synonyms=SYNONYMS,
        )  # fmt: skip

    @allows(EDIT)
    async def run(self, request: web.Request) -> web.Response:
        """Start a computation."""
        what = request.match_info["what"]
        if what not in ("lists", "links"):
            raise PageUnknown()
        started = self.runs.start(what)
        flash(request, "已开始，一般一两分钟完成，之后刷新本页" if started else "正在进行，请稍后刷新本页")
        return see_other(PATH)

    @allows(EDIT)
    async def mark(self, request: web.Request) -> web.Response:
        """Say of a group of questions that it is done or not ours."""
        fields: MultiDict[str] = request.get(FORM) or MultiDict()
        state, keys = fields.get("state", ""), fields.getall("key", [])
        if state not in MARKS or not keys or any(len(key) != 64 for key in keys):
            raise PageUnknown()
        await self._parts.database.write(results.mark, keys, state, self._parts.clock(), request[STAFF].name)
        flash(request, f"已标为“{MARKS[state]}”")
        return see_other(PATH)

    @allows(EDIT)
    async def begin(self, request: web.Request) -> web.Response:
        """Begin an answer or a document for a group, in a draft."""
        fields: MultiDict[str] = request.get(FORM) or MultiDict()
        kind, questions = fields.get("kind", ""), fields.getall("question", [])[:MOST_QUESTIONS]
        if kind not in drafting.KINDS or not all(text.strip() for text in questions) or not questions:
            raise PageUnknown()
        try:
            number, path = await self._parts.database.write(
                _begin, kind, questions, self._parts.clock(), request[STAFF].name
            )
        except PublishingError as error:
            flash(request, str(error), "fault")
            return see_other(PATH)
        flash(request, "已写进草稿，请填写内容；写好提交审核")
        return see_other(f"{DRAFTS}/{number}/edit?path={path}")

    @allows(ALLOW)
    async def show_hosts(self, request: web.Request) -> web.Response:
        """The allowed hosts."""
        hosts = await self._parts.database.read(results.hosts)
        return page(request, "worklist_links.html", form=HostsForm(data={"hosts": "\n".join(hosts)}))

    @allows(ALLOW)
    async def set_hosts(self, request: web.Request) -> web.Response:
        """Allow hosts."""
        form = filled(HostsForm, request)
        if not form.validate():
            return page(request, "worklist_links.html", 422, form=form)
        await self._parts.database.write(
            results.set_hosts, form.names(), self._parts.clock(), request[STAFF].name
        )
        flash(request, "已保存")
        return see_other(LINKS)


Read = tuple[Result | None, Result | None, Result | None, dict[str, Mark], list[Rating]]


def _read(connection: Connection, since: Any) -> Read:
    kept = [results.kept(connection, name) for name in ("questions", "content", "links")]
    poor = ratings.ratings(connection, since=since, scores=POOR, limit=50)
    return kept[0], kept[1], kept[2], results.marks(connection), poor


def _open(
    groups: list[dict[str, Any]], marked: dict[str, Mark], run: Result | None
) -> Iterator[dict[str, Any]]:
    """The groups that nobody dealt with since they were made."""
    for group in groups:
        later = [
            key in marked and run is not None and marked[key].at >= run.computed_at for key in group["keys"]
        ]
        if not all(later):
            yield {**group, "last": day_of(datetime.fromisoformat(group["last"]))}


def _begin(
    connection: Connection, kind: str, questions: list[str], at: datetime, actor: str
) -> tuple[int, str]:
    """A file with these questions in the person's open draft, or in a new one; draft and path."""
    name = f"asked-{day_of(at):%Y%m%d}-{results.key_of(questions[0])[:8]}"
    path, text = drafting.begun(kind, name, questions, day_of(at))
    draft = drafts.open_of(connection, actor)
    number = draft.number if draft else drafts.begin(connection, f"回答：{questions[0]}", at, actor)
    drafts.put(connection, number, path, text, None, at, actor, None, True)
    return number, path
