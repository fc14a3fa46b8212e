"""The first words of a conversation, known before any other part of the system is up."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.web.reply import Choice, Reply, ReplyKind
from knowledge.formats.answer import Outcome


class Greeting(BaseModel):
    """What ``greeting.yml`` holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, StringConstraints(min_length=1)]
    starters: tuple[Choice, ...] = Field(min_length=1, max_length=8)

    def reply(self) -> Reply:
        """The greeting as a reply of the chat API."""
        return Reply(
            id="greeting", kind=ReplyKind.TEXT, outcome=Outcome.DONE, text=self.text, choices=self.starters
        )


@lru_cache(maxsize=1)
def greeting() -> Greeting:
    """The greeting as staff wrote it."""
    return Greeting.model_validate(yaml.safe_load((files("bot.web") / "greeting.yml").read_text("utf-8")))
