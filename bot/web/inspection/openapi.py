"""The OpenAPI document of the inspection API: paths as written, schemas made from the models."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bot.web.inspection.bodies import (
    ByBody,
    CheckInBody,
    FinishBody,
    PartBody,
    ReasonBody,
    ShownCodes,
    Verified,
    VerifyBody,
    VisitBody,
)
from bot.web.problems import ProblemDocument

_SHAPES: tuple[type[BaseModel], ...] = (
    VisitBody,
    PartBody,
    ByBody,
    ReasonBody,
    CheckInBody,
    FinishBody,
    VerifyBody,
    Verified,
    ShownCodes,
    ProblemDocument,
)


@lru_cache(maxsize=1)
def openapi() -> dict[str, Any]:
    """The document."""
    document: dict[str, Any] = yaml.safe_load(
        (files("bot.web.inspection") / "openapi.yml").read_text("utf-8")
    )
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [(shape, "validation") for shape in _SHAPES]
    _, schemas = models_json_schema(models, ref_template="#/components/schemas/{model}")
    document["components"]["schemas"] = {**document["components"]["schemas"], **schemas["$defs"]}
    return document
