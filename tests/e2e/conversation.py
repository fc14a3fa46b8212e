"""Conversations as files: what a resident says, and what must come back.

A file ``<behaviour>/<name>.yml`` holds one conversation::

    name: 身份证丢了,问怎么补和要不要钱       # what it shows, in one line
    setup: inspection-demo                  # optional: fill the database first (staging.py); {names} in braces
                                            # in what is said then stand for codes that only exist there
    why: 一句话问了两件事,两件都要答          # optional
    known_fault: 只答了第一件                # optional: what is still wrong; the test then must fail
    turns:
      - say: 身份证丢了咋补,要钱不            # or  choose: 都不是  to press a button of the last reply;
                                         # {ticket} stands for the number of the ticket last shown
        times: 1                             # optional: repeats the text, for messages that are too long
        expect:
          outcome: answered                  # a list: any of them; or  problem: message_empty  for a refusal
          kind: service
          service: id-card
          aspect: fee                        # what the reply mainly answers
          document: id-card                  # one of the sources is this document
          number: 国办发〔2024〕54号            # one of the sources has this 文号
          cites: 居民身份证法                  # a title of a source contains this
          contains: [居民户口簿, 40元]
          contains_not: [免费]
          choices: [都不是]                   # there is a button for each of these
          choices_not: [转人工]               # and none for these
          choices_at_most: 4
          calls: "119"                       # this number is offered for calling
          recorded: 我的号码是138****5678      # what the transcript shows of the message
          asks: hukou                        # the question of a form that is open afterwards
          brings: [注销登记申请书]              # exactly these have to be handed in, by the personal checklist
          exempts: [居民身份证]                 # and exactly these need not
          total: 20日＋13个工作日               # how the total time begins
          rates: newborn                     # an offer to rate this service

All keys but ``name``, ``turns``, ``say`` (or ``choose``) and ``expect`` are optional, unknown ones are faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from bot.web.reply import ReplyKind
from knowledge.errors import ContentError
from knowledge.formats.answer import Outcome
from knowledge.formats.messages import check
from knowledge.formats.service import Aspect
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import read_yaml

FOLDER = Path(__file__).parent


class Expectation(Strict):
    """What must be true of the replies to one message."""

    outcome: tuple[Outcome, ...] = ()
    problem: Text | None = None
    kind: ReplyKind | None = None
    service: Text | None = None
    aspect: Aspect | None = None
    document: Text | None = None
    number: Text | None = None
    cites: Text | None = None
    contains: tuple[Text, ...] = ()
    contains_not: tuple[Text, ...] = ()
    choices: tuple[Text, ...] = ()
    choices_not: tuple[Text, ...] = ()
    choices_at_most: int | None = Field(default=None, ge=0)
    calls: Text | None = None
    recorded: Text | None = None
    asks: Text | None = None
    brings: tuple[Text, ...] | None = None
    exempts: tuple[Text, ...] | None = None
    total: Text | None = None
    rates: Text | None = None

    @field_validator("outcome", "contains", "contains_not", "choices", "choices_not", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _outcome_or_problem(self) -> Expectation:
        if bool(self.outcome) == (self.problem is not None):
            raise ValueError("expect 里要写 outcome 或 problem,二者取一")
        if self.problem is not None and self.model_fields_set - {"problem", "contains", "contains_not"}:
            raise ValueError("写了 problem 的,只能再写 contains 和 contains_not")
        return self


class Turn(Strict):
    """One message and what must come back."""

    #: Not stripped and possibly blank: what is typed is sent as it is.
    say: str | None = None
    choose: Text | None = None
    times: int = Field(default=1, ge=1)
    expect: Expectation

    @model_validator(mode="after")
    def _say_or_choose(self) -> Turn:
        if (self.say is None) == (self.choose is None):
            raise ValueError("每一轮要写 say(居民打的字)或 choose(点的按钮),二者取一")
        return self


class Conversation(Strict):
    """One conversation."""

    name: Text
    why: Text | None = None
    #: What the system still gets wrong here; the conversation is then expected to fail.
    known_fault: Text | None = None
    #: What is put into the system's database first, by :mod:`tests.e2e.staging`.
    setup: Literal["inspection-demo"] | None = None
    turns: tuple[Turn, ...] = Field(min_length=1)


def conversation_files(folder: Path = FOLDER) -> Iterator[Path]:
    """All conversation files, by behaviour."""
    yield from sorted(folder.glob("*/*.yml"))


def read_conversation(path: Path) -> Conversation:
    """One conversation; :class:`ContentError` names the file and each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    conversation, faults = check(Conversation, document.data, document.lines)
    if conversation is None:
        raise ContentError(faults)
    return conversation
