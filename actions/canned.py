"""Replies to what is about the conversation itself, by dialogue act: ``knowledge/vocabulary/replies.yml``.

A file of the same name in the content folder comes before it, act by act; what is published there is
said from the next message on.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, RootModel

from actions.answering.question import Reply
from actions.answering.replies import text_reply
from knowledge.commands.arguments import content_folder
from knowledge.errors import ContentError
from knowledge.formats.answer import Outcome
from knowledge.formats.messages import check
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import read_yaml
from knowledge.language import REPLIES
from knowledge.reread import Reread

FILE = REPLIES
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


def canned() -> Mapping[str, Canned]:
    """The replies in use."""
    return _IN_USE.get()


def _both() -> Mapping[str, Canned]:
    own = _own()
    return {**read(), **read(own)} if own.is_file() else read()


def _own() -> Path:
    return content_folder(None) / FILE.name


_IN_USE = Reread(_both, lambda: [FILE, _own()])


def canned_reply(intent: str | None) -> Reply:
    """The reply to a dialogue act."""
    replies = canned()
    return replies.get(intent or OTHERWISE, replies[OTHERWISE]).reply()
