"""Bodies of the chat API's requests and responses; the published schemas are made from these."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.web.hearing import SOMETHING
from bot.web.problems import BadRequest, BodyTooLarge, JsonInvalid, MediaTypeUnsupported, body_invalid
from bot.web.reply import Absent, Reply, without_default

#: Enough for the longest message with every character escaped.
BODY_MAX_BYTES = 32 * 1024


#: A field that the client left out. An explicit null is refused: the contract has none.
LEFT_OUT = ""


class Body(BaseModel):
    """Base of request bodies: no unknown fields, no conversions."""

    model_config = ConfigDict(extra="forbid", strict=True)


Name = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern="^[^\\x00-\\x1f\\x7f]*$")]


class MessageBody(Body):
    """A resident's message."""

    #: What is blank or too long gets a sentence of its own (``hearing``), so that only the published
    #: schema says it here; the greatest length is a setting.
    text: str = Field(description="居民输入的话，不能只有空白", json_schema_extra={"pattern": SOMETHING})
    message_id: Name = Field(
        default=LEFT_OUT,
        description="客户端给这条消息的编号；同一编号重发得到同一答复，不会办两次",
        json_schema_extra=without_default,
    )


class FeedbackBody(Body):
    """What a resident thinks of a reply."""

    reply_id: Name
    rating: Literal["up", "down"]
    reason: Annotated[str, StringConstraints(max_length=500)] = Field(
        default=LEFT_OUT, json_schema_extra=without_default
    )


class SessionOpened(BaseModel):
    """A new session. The token is told this once."""

    session_id: str
    token: str
    greeting: list[Reply]
    announcement: Absent[str] = None


class Announced(BaseModel):
    """What staff have all residents told at the moment; nothing when there is no announcement."""

    announcement: Absent[str] = None


class MessageAnswered(BaseModel):
    """What the bot answered."""

    request_id: str
    replies: list[Reply] = Field(min_length=1)


class UserEntry(BaseModel):
    """What the resident wrote, personal numbers masked."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["user"] = Field(alias="from")
    at: datetime
    text: str


class BotEntry(BaseModel):
    """What the bot answered."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["bot"] = Field(alias="from")
    at: datetime
    reply: Reply


class Transcript(BaseModel):
    """The conversation so far, oldest first."""

    messages: list[UserEntry | BotEntry]


B = TypeVar("B", bound=Body)


async def read_body(request: web.Request, shape: type[B]) -> B:
    """The request's JSON body; a typed error for anything else."""
    if request.content_type != "application/json":
        raise MediaTypeUnsupported()
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise BodyTooLarge() from None
    except (web.RequestPayloadError, ConnectionError):
        # Broken chunks or compression, or the client is gone.
        raise BadRequest() from None
    try:
        return shape.model_validate_json(raw)
    except ValidationError as error:
        faults = [(".".join(map(str, fault["loc"])) or "body", fault["type"]) for fault in error.errors()]
        if any(reason == "json_invalid" for _, reason in faults):
            raise JsonInvalid() from None
        raise body_invalid(faults) from None
