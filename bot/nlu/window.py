"""The part of a conversation that one turn needs: its last events, headed by the state older ones left.

Events are handled in their stored form (dictionaries), so that cutting costs no replay. Python 3.10.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Iterable, Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME, SESSION_START_METADATA_SLOT
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

#: Key in the metadata of a turn's last event under which the dialogue state is stored.
STATE_KEY = "state"

Stored = dict[str, Any]


def ends_turn(event: Stored) -> bool:
    """Whether the event is the bot going back to listening: nothing is half done after it."""
    return event["event"] == ActionExecuted.type_name and event.get("name") == ACTION_LISTEN_NAME


def state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What later turns need to know of earlier ones; only what differs from an empty conversation."""
    slots = {
        name: slot.value
        for name, slot in tracker.slots.items()
        if slot.value != slot.initial_value and name != SESSION_START_METADATA_SLOT
    }
    state: dict[str, Any] = {"slots": slots}
    if tracker.active_loop is not None and tracker.active_loop.name:
        state["loop"] = tracker.active_loop.name
        state["rejected"] = bool(tracker.active_loop.rejected)
    if tracker.is_paused():
        state["paused"] = True
    return state


def window(events: Sequence[Stored], complete: bool) -> list[Stored] | None:
    """The events to load, of the last ones stored (oldest first); ``complete`` when none came before them.

    The latest session, if its start is among them; else from the end of the first turn that recorded
    its state, with that state before it. ``None`` when neither is found.
    """
    starts = [at for at, event in enumerate(events) if event["event"] == SessionStarted.type_name]
    if starts or complete:
        return [_without_state(event) for event in events[starts[-1] if starts else 0 :]]
    for at, event in enumerate(events):
        state = _state_in(event)
        if state is not None:
            head = [made.as_dict() for made in _restored(state, event.get("timestamp"))]
            return [*head, *map(_without_state, events[at:])]
    return None


def _state_in(event: Stored) -> dict[str, Any] | None:
    state: dict[str, Any] | None = (event.get("metadata") or {}).get(STATE_KEY) if ends_turn(event) else None
    return state


def _without_state(event: Stored) -> Stored:
    """The event as Rasa knows it: the state would only travel to the action server with each message."""
    if _state_in(event) is None:
        return event
    metadata = {key: value for key, value in event["metadata"].items() if key != STATE_KEY}
    return {**event, "metadata": metadata}


def _restored(state: dict[str, Any], timestamp: float | None) -> list[Event]:
    """Events that bring an empty tracker into the state."""
    made: list[Event] = [SlotSet(name, value, timestamp) for name, value in state["slots"].items()]
    if "loop" in state:
        made.append(ActiveLoop(state["loop"], timestamp))
        if state["rejected"]:
            made.append(ActionExecutionRejected(state["loop"], timestamp=timestamp))
    if state.get("paused"):
        made.append(ConversationPaused(timestamp))
    return made


def revive(events: Iterable[Stored]) -> list[Event]:
    """Events from their stored form; Rasa's own way looks through all event classes for each of them."""
    classes = _event_classes()
    revived = (
        classes[event["event"]]._from_parameters(event) for event in events if event["event"] in classes
    )
    return [event for event in revived if event is not None]


@lru_cache(maxsize=1)
def _event_classes() -> dict[str, type[Event]]:
    return {kind.type_name: kind for kind in reversed(all_subclasses(Event)) if hasattr(kind, "type_name")}
