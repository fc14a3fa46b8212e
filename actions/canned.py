"""Replies to what is about the conversation itself, by dialogue act: ``knowledge/vocabulary/replies.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, RootModel

from actions.answering.question import Reply
from actions.answering.replies import text_reply
from knowledge.errors import ContentError
from knowledge.formats.answer import Outcome
from knowledge.formats.messages import check
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import read_yaml

FILE = Path(__file__).parents[1] / "knowledge" / "vocabulary" / "replies.yml"
#: The reply to an act that has none of its own: say what can be asked.
OTHERWISE = "help"


class Choice(Strict):
    """A button: what stands on it, and what it sends."""

    title: Text
    text: Text


class Canned(Strict):
    """One reply."""

    text: Text
    outcome: Outcome
    kind: Literal["text", "contact"] = "text"
    choices: tuple[Choice, ...] = Field(default=(), max_length=6)

    def reply(self) -> Reply:
        """The reply of the chat contract."""
        pairs = [(choice.title, choice.text) for choice in self.choices]
        reply = text_reply(self.text, self.outcome.value, pairs)
        return reply if self.kind == "text" else {**reply, "kind": self.kind}


class _File(RootModel[dict[str, Canned]]):
    """replies.yml"""


def read(path: Path = FILE) -> Mapping[str, Canned]:
    """All replies of a file; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    replies, faults = check(_File, document.data, document.lines)
    if replies is None:
        raise ContentError(faults)
    if OTHERWISE not in replies.root:
        raise ContentError([document.lines.fault((), f"缺少“{OTHERWISE}”的回复")])
    return replies.root


@lru_cache(maxsize=1)
def canned() -> Mapping[str, Canned]:
    """The replies that staff wrote, read once."""
    return read()


def canned_reply(intent: str | None) -> Reply:
    """The reply to a dialogue act."""
    replies = canned()
    return replies.get(intent or OTHERWISE, replies[OTHERWISE]).reply()
