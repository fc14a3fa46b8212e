"""Service guides as plain Chinese text: one aspect at a time, for answers and for the index."""

from knowledge.guide.aspects import LABELS, AspectText, aspect_text, part_text
from knowledge.guide.situation import Situation, applies

__all__ = ["LABELS", "AspectText", "Situation", "applies", "aspect_text", "part_text"]
