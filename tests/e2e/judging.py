"""Holds what came back against what a conversation file expects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.web.reply import Reply
from tests.e2e.conversation import Expectation
from tests.e2e.resident import Answer

#: Replies of these kinds state facts, so that an answer of theirs names its source.
SOURCED = {"answer", "service"}


@dataclass(frozen=True)
class Heard:
    """The replies to one message, taken together."""

    replies: Sequence[dict[str, Any]]

    @property
    def first(self) -> dict[str, Any]:
        """The reply that the outcome of the turn is taken from."""
        return self.replies[0]

    @property
    def text(self) -> str:
        """All that is said."""
        return "\n".join(reply["text"] for reply in self.replies)

    @property
    def sources(self) -> list[dict[str, str]]:
        """The sources of all replies."""
        return self._parts("sources")

    @property
    def choices(self) -> dict[str, str]:
        """Titles of buttons and what each sends."""
        return {choice["title"]: choice["text"] for choice in self._parts("choices")}

    @property
    def numbers(self) -> list[str]:
        """Numbers offered for calling."""
        return [contact["number"] for contact in self._parts("contacts")]

    def _parts(self, name: str) -> list[dict[str, str]]:
        return [part for reply in self.replies for part in reply.get(name, ())]


def problem_faults(answer: Answer, expected: Expectation) -> Iterator[str]:
    """What is wrong with a refusal of the message."""
    if answer.status < 400:
        yield f"应当拒收({expected.problem}),却答复了:{answer.body}"
        return
    if answer.headers["Content-Type"].partition(";")[0] != "application/problem+json":
        yield f"不是问题说明:{answer.headers['Content-Type']}"
    yield from _equal("code", expected.problem, answer.body["code"])
    yield from _equal("status", answer.status, answer.body["status"])
    yield from _equal("request_id", answer.headers["X-Request-ID"], answer.body["request_id"])
    yield from _text(answer.body["detail"], expected)


def reply_faults(answer: Answer, expected: Expectation) -> Iterator[str]:
    """What is wrong with an answer."""
    if answer.status != 200:
        yield f"应当答复,却得到 {answer.status}:{answer.body}"
        return
    heard = Heard(answer.replies)
    service = heard.first.get("service") or {}
    if heard.first["outcome"] not in expected.outcome:
        yield f"outcome 应为 {'、'.join(expected.outcome)},得到 {heard.first['outcome']}"
    yield from _wanted("kind", expected.kind, heard.first["kind"])
    yield from _wanted("service", expected.service, service.get("id"))
    yield from _wanted("aspect", expected.aspect, service.get("aspect"))
    yield from _among("document", expected.document, [source["document"] for source in heard.sources])
    yield from _among("number", expected.number, [source.get("number") for source in heard.sources])
    titles = [source["title"] for source in heard.sources]
    if expected.cites is not None and not any(expected.cites in title for title in titles):
        yield f"出处里应有“{expected.cites}”,只有 {titles}"
    for title in expected.choices:
        yield from _among("choices", title, list(heard.choices))
    yield from (f"不该有按钮“{title}”" for title in expected.choices_not if title in heard.choices)
    if expected.choices_at_most is not None and len(heard.choices) > expected.choices_at_most:
        yield f"按钮最多 {expected.choices_at_most} 个,却有 {list(heard.choices)}"
    yield from _among("calls", expected.calls, heard.numbers)
    yield from _guide_faults(heard, expected)
    yield from _text(heard.text, expected)
    for reply in heard.replies:
        yield from _contract_faults(reply)


def _guide_faults(heard: Heard, expected: Expectation) -> Iterator[str]:
    """What is wrong with the open question of a form, the checklist, the offer to rate."""
    fields = [reply["form"]["field"]["id"] for reply in heard.replies if "form" in reply]
    yield from _among("asks", expected.asks, fields)
    subjects = [reply["rating"]["subject"] for reply in heard.replies if "rating" in reply]
    yield from _among("rates", expected.rates, subjects)
    guide = heard.first.get("guide") or {}
    materials = guide.get("materials") or []
    listed = {
        "brings": [material["name"] for material in materials if "exempt" not in material],
        "exempts": [material["name"] for material in materials if "exempt" in material],
    }
    for name, found in listed.items():
        wanted = getattr(expected, name)
        if wanted is not None:
            yield from _equal(name, list(wanted), found)
    total = guide.get("time_total", "")
    if expected.total is not None and not total.startswith(expected.total):
        yield f"总时长应以“{expected.total}”开头,得到“{total}”"


def _contract_faults(reply: dict[str, Any]) -> Iterator[str]:
    """What no reply may do, whatever was asked."""
    if Reply.model_validate(reply).document() != reply:
        yield f"答复的形状与接口约定不符:{reply}"
    if reply["outcome"] == "answered" and reply["kind"] in SOURCED and not reply.get("sources"):
        yield "给了答复,却没有出处"


def _text(text: str, expected: Expectation) -> Iterator[str]:
    yield from (f"应当说到“{part}”" for part in expected.contains if part not in text)
    yield from (f"不该说“{part}”" for part in expected.contains_not if part in text)


def _wanted(name: str, expected: object, found: object) -> Iterator[str]:
    if expected is not None:
        yield from _equal(name, expected, found)


def _equal(name: str, expected: object, found: object) -> Iterator[str]:
    if expected != found:
        yield f"{name} 应为 {expected},得到 {found}"


def _among(name: str, expected: object, found: Sequence[object]) -> Iterator[str]:
    if expected is not None and expected not in found:
        yield f"{name} 里应有 {expected},只有 {found}"
