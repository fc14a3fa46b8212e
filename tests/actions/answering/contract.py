"""What every reply must look like, as the chat contract says."""

from __future__ import annotations

from datetime import date
from typing import Any

from knowledge.formats.answer import Outcome
from knowledge.formats.service import Aspect

KINDS = {"text", "answer", "service", "choices", "form", "ticket", "inspection", "contact"}
FIELDS = {
    "kind", "outcome", "text", "choices", "sources", "service", "ticket", "inspection", "contacts", "guide",
}  # fmt: skip
SOURCE_FIELDS = {"document", "title", "number", "issuer", "issued", "section", "url", "tier"}


def check(reply: dict[str, Any]) -> None:
    """Fail unless the reply has the contract's shape."""
    assert reply["kind"] in KINDS
    assert reply["outcome"] in set(Outcome)
    assert reply["text"].strip()
    assert reply.keys() <= FIELDS
    assert None not in reply.values(), "fields that don't apply are absent"
    for choice in reply.get("choices", ()):
        assert choice.keys() == {"title", "text"}
        assert all(value.strip() for value in choice.values())
    for source in reply.get("sources", ()):
        assert {"document", "title"} <= source.keys() <= SOURCE_FIELDS
        assert all(isinstance(value, str) and value for value in source.values())
        assert "issued" not in source or date.fromisoformat(source["issued"])
    if "service" in reply:
        assert reply["service"].keys() == {"id", "name", "aspect"}
        assert reply["service"]["aspect"] in {None, *Aspect}
    for contact in reply.get("contacts", ()):
        assert contact.keys() == {"title", "number"}
