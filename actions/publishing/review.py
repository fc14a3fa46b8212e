"""The way of a draft from one pair of eyes to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from actions.publishing import attachments, drafts, jobs
from actions.publishing.draft import EDITABLE, Draft, State
from actions.publishing.errors import KnownBroken, OwnDraft, StepRefused
from actions.staff import audit
from actions.staff.audit import Entry

#: Whoever did one of these to a draft is one of its writers.
WRITING = frozenset({"draft.begin", "draft.edit", "draft.remove", "draft.merge", "draft.drop"})


@dataclass(frozen=True)
class Approval:
    """What a reviewer decides with an approval: when, until when, and why known questions may break."""

    publish_at: datetime | None = None
    expires_at: datetime | None = None
    override: str = ""


def submit(connection: Connection, number: int, at: datetime, actor: str) -> None:
    """Hand a checked draft to the reviewers."""
    draft = _in(connection, number, EDITABLE)
    if not draft.files:
        raise StepRefused("草稿里还没有文件")
    uploaded = attachments.unconfirmed(
        connection, [path for path, text in draft.texts.items() if text is not None]
    )
    if uploaded:
        raise StepRefused(f"这些上传的文件还没有核对标题、文号、日期：{'、'.join(uploaded)}")
    drafts.require_checked(draft)
    _step(connection, draft, State.SUBMITTED, at, actor, remark="")


def approve(connection: Connection, number: int, approval: Approval, at: datetime, actor: str) -> int:
    """Approve and have it published, now or at the time given; the number of the job."""
    draft = _in(connection, number, frozenset({State.SUBMITTED}))
    if had_a_hand(connection, draft, actor):
        raise OwnDraft()
    report = drafts.require_checked(draft)
    broken = [change["question"] for change in report["changes"] if change["broken"]]
    override = approval.override.strip()
    if broken and not override:
        raise KnownBroken(broken)
    due = approval.publish_at or at
    if approval.expires_at is not None and approval.expires_at <= due:
        raise StepRefused("到期时间要晚于发布时间")
    _step(
        connection, draft, State.APPROVED, at, actor, reason=override, reviewer=actor, override=override if broken else "",
        publish_at=approval.publish_at, expires_at=approval.expires_at,
    )  # fmt: skip
    return jobs.add(connection, jobs.PUBLISH, number, actor, due)


def had_a_hand(connection: Connection, draft: Draft, actor: str) -> bool:
    """Whether somebody wrote any of it, also where another person saved the file after them."""
    done = audit.done_by(connection, f"draft:{draft.number}", actor)
    return actor in draft.writers or bool(WRITING & done)


def give_back(connection: Connection, number: int, reason: str, at: datetime, actor: str) -> None:
    """Send a draft back to its author; one that waits for its time is not published."""
    draft = _in(connection, number, frozenset({State.SUBMITTED, State.APPROVED}))
    if not reason.strip():
        raise StepRefused("请写退回的理由")
    publishing = jobs.latest(connection, number, jobs.PUBLISH)
    if publishing is not None and publishing.waiting and publishing.attempts:
        raise StepRefused("正在发布，等它做完再说；发布以后可以在“发布记录”里回退")
    jobs.cancel(connection, jobs.PUBLISH, number, at)
    _step(
        connection,
        draft,
        State.RETURNED,
        at,
        actor,
        reason=reason.strip(),
        remark=reason.strip(),
        publish_at=None,
    )


def withdraw(connection: Connection, number: int, at: datetime, actor: str, may_review: bool) -> None:
    """Give a draft up: its author, or a reviewer."""
    draft = _in(connection, number, frozenset({State.DRAFT, State.RETURNED, State.SUBMITTED}))
    if actor != draft.author and not may_review:
        raise StepRefused("只有起草人或审核人可以撤销")
    _step(connection, draft, State.WITHDRAWN, at, actor)


def _in(connection: Connection, number: int, states: frozenset[State]) -> Draft:
    draft = drafts.get(connection, number)
    if draft.state not in states:
        raise StepRefused(f"这份草稿现在是“{draft.state.label}”，不能这样做")
    return draft


def _step(
    connection: Connection,
    draft: Draft,
    state: State,
    at: datetime,
    actor: str,
    reason: str = "",
    **values: object,
) -> None:
    drafts.update(connection, draft.number, state=state.value, changed_at=at, **values)
    before, after = {"state": draft.state.label}, {"state": state.label}
    record = Entry(at, actor, f"draft.{state.value}", f"draft:{draft.number}", before, after, reason)
    audit.record(connection, record)
