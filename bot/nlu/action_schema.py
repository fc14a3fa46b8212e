"""Validate the action server's replies without checking the schema itself each time. Python 3.10.

Rasa 3.6.21 calls ``jsonschema.validate`` for every reply, which first validates the schema, which never
changes, against its meta-schema: more than half of the time of a whole turn (docs/adr/0002).
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
        error = best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    RemoteAction._validate_action_result = validate
