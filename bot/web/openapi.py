"""The OpenAPI document: paths as written in ``openapi.yml``, schemas made from the models that the code uses."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bot.web.bodies import Announced, FeedbackBody, MessageAnswered, MessageBody, SessionOpened, Transcript
from bot.web.problems import ProblemDocument

_MODELS: list[tuple[type[BaseModel], JsonSchemaMode]] = [
    (MessageBody, "validation"),
    (FeedbackBody, "validation"),
    (SessionOpened, "validation"),
    (Announced, "validation"),
    (MessageAnswered, "validation"),
    (Transcript, "validation"),
    (ProblemDocument, "validation"),
]


def openapi(message_max_chars: int) -> dict[str, Any]:
    """The document, for an installation that takes messages up to this length."""
    document: dict[str, Any] = yaml.safe_load((files("bot.web") / "openapi.yml").read_text("utf-8"))
    _, schemas = models_json_schema(_MODELS, ref_template="#/components/schemas/{model}")
    document["components"]["schemas"] = schemas["$defs"]
    schemas["$defs"]["MessageBody"]["properties"]["text"]["maxLength"] = message_max_chars
    return document
