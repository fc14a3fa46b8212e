"""Remember what texts were understood as. Python 3.10.

Many residents say the same: the widget's suggestions, “你好”, what is in the news. The pipeline reads the text alone,
so that a text of the same model is understood the same way; most of what that takes is its vector.
"""

from __future__ import annotations

import copy
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

#: Texts kept, a kilobyte or two each.
KEPT = 4096
#: Name of the attribute on a model's runner that holds what was understood; another model has another runner.
_UNDERSTOOD = "understood_texts"

_parse = MessageProcessor._parse_message_with_graph


def remember_texts() -> None:
    """From now on a text that was heard before is not read again."""
    MessageProcessor._parse_message_with_graph = parse


def parse(
    processor: MessageProcessor,
    message: UserMessage,
    tracker: DialogueStateTracker,
    only_output_properties: bool = True,
) -> dict[str, Any]:
    """What a message is understood as; the caller may change it."""
    if not only_output_properties:  # with what components leave behind, among it the message's own id
        return _parse(processor, message, tracker, only_output_properties)
    understood: dict[Any, dict[str, Any]] = processor.graph_runner.__dict__.setdefault(_UNDERSTOOD, {})
    found = understood.pop(message.text, None)
    if found is None:
        found = _parse(processor, message, tracker)
        if len(understood) >= KEPT:
            del understood[next(iter(understood))]
    understood[message.text] = found  # at the end: the first is the one that nobody said for the longest time
    return copy.deepcopy(found)
