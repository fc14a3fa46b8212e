"""Validate the action server's replies without checking the schema itself each time. Python 3.10.

Rasa 3.6.21 calls ``jsonschema.validate`` for every reply, which first validates the schema, which never
changes, against its meta-schema: more than half of the time of a whole turn (docs/adr/0002). Its validator
then holds each event against the schemas of all 23 kinds; for slots, nearly all that actions send, one look
is enough. Whatever is anything else, and every fault, is left to the validator.
"""

from __future__ import annotations

from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def check_schema_once() -> None:
    """From now on replies are validated with a validator that is made, and its schema checked, here."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(_: RemoteAction, result: dict[str, Any]) -> bool:
        if is_plain(result):
            return True
        error = best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    RemoteAction._validate_action_result = validate


def is_plain(result: Any) -> bool:
    """Whether a reply is sound, and consists of slots and responses alone; others may be sound as well."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    return all(map(_is_slot, events)) and all(isinstance(response, dict) for response in responses)


def _is_slot(event: Any) -> bool:
    """A slot with name and value; not one with a time or metadata, which would have to be looked at."""
    return (
        isinstance(event, dict)
        and event.get("event") == "slot"
        and isinstance(event.get("name"), str)
        and "value" in event
        and event.get("timestamp") is None
        and event.get("metadata") is None
    )
