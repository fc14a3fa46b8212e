"""Service guides as plain Chinese text: one aspect at a time, for answers and for the index."""

from knowledge.guide.aspects import (
    ASK,
    LABELS,
    AspectText,
    aspect_text,
    material_text,
    part_text,
    qualified,
    used_sources,
)
from knowledge.guide.situation import Situation, applies

__all__ = [
    "ASK",
    "LABELS",
    "AspectText",
    "Situation",
    "applies",
    "aspect_text",
    "material_text",
    "part_text",
    "qualified",
    "used_sources",
]
