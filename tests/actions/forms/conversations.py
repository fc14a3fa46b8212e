"""A small form for the tests: it asks for a colour and a number."""

from __future__ import annotations

from actions.answering.question import Question, Reply
from actions.forms.conversation import State, Turn, form_reply
from actions.forms.heard import Heard
from actions.forms.vocabulary import Act

COLOURS = ("红", "蓝")


class ColourForm:
    """Asks for a colour; 不知道 is an answer; done at once when the first message names one."""

    def open(self, heard: Heard) -> Turn:
        """Done at once when a colour is named."""
        state: State = {"asked": 1}
        done = self._colour(heard)
        return done or Turn([self.ask(state)], state)

    def hear(self, state: State, heard: Heard) -> Turn:
        """A colour, 不知道, another question, or something unclear."""
        if heard.act is Act.UNKNOWN:
            return Turn(
                [{"kind": "text", "outcome": "done", "text": "随便"}], slots={"current_service": "paint"}
            )
        done = self._colour(heard)
        if done is not None:
            return done
        if heard.about_else:
            return Turn(state=state, aside=True)
        state = {"asked": state["asked"] + 1}
        return Turn([self.ask(state)], state)

    def ask(self, state: State) -> Reply:
        """The only question."""
        form = {"name": "colour_form", "title": "颜色", "step": 1, "of": 1}
        field = {"id": "colour", "kind": "choice", "label": "什么颜色？"}
        error = "没看懂" if state["asked"] > 1 else None
        return form_reply({**form, "field": field}, "什么颜色？", [(name, name) for name in COLOURS], error)

    def lost(self, state: State) -> str:
        """Nothing of value."""
        return "没有记下颜色。"

    def _colour(self, heard: Heard) -> Turn | None:
        named = next((colour for colour in COLOURS if colour in heard.text), None)
        return Turn([{"kind": "text", "outcome": "done", "text": named}]) if named else None


def heard(text: str, intent: str | None = None, confidence: float = 0.9) -> Heard:
    """A message as a form gets it."""
    return Heard.of(Question(text, intent, confidence), "sender")
