"""Filing a ticket as a conversation: asks only what was not said, and files once however often it is told to.

The state in Rasa names the draft; what the resident said stands in the hotline's database alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from actions.answering.question import Answered, Question, Reply
from actions.answering.replies import text_reply
from actions.forms.conversation import State, Turn, with_lead
from actions.forms.heard import Heard
from actions.forms.vocabulary import Act, forms
from actions.grid.divisions import Divisions
from actions.hotline import filing_hearing as hearing
from actions.hotline import filing_replies as replies
from actions.hotline.collected import QUESTION, Collected, next_step, steps, told_questions
from actions.hotline.drafts import JUST_NOW, Kept, new_draft
from actions.hotline.errors import HotlineError
from actions.hotline.filing_first import answered_first
from actions.hotline.filing_hearing import Taken
from actions.hotline.form_texts import FormTexts, hotline_texts
from actions.hotline.front import Front
from actions.hotline.quoted import written_behind
from actions.hotline.ticket import Ticket
from actions.hotline.triage import Kind, Triage, triage
from knowledge.catalogue.model import Catalogue as Content
from knowledge.formats.hotline import Category

FORM = replies.FORM
#: What an answer to another question looks like to the classifier; only when it is this sure.
ELSE = 0.85
#: Fields whose answer is free text: whatever is no question is the answer.
FREE = frozenset({"text", "place", "happened", "contact"})
#: Where residents ask who will see their number.
CONTACT = frozenset({"photos", "contact", "disclose", "confirm"})


class FilingConversation:
    """State: ``draft``, the id of the chat's draft."""

    def __init__(
        self, front: Front, content: Content, places: Divisions, answer: Callable[[Question], Answered]
    ) -> None:
        self._front = front
        self._content = content
        self._places = places
        self._answer = answer

    def open(self, heard: Heard) -> Turn:
        """Begin with what the message says already; what is not for a ticket is told instead."""
        kept = self._front.draft(heard.sender)
        again = self._again(kept, heard)
        if again is not None:
            return again
        closed = self._front.closed()
        if closed is not None:
            return Turn([text_reply(closed, "no_answer")])
        texts = hotline_texts()
        text = texts.matter(heard.question.text)
        anew = texts.mentions("again_wish", heard.question.text)
        if not text or anew:
            if kept is not None and kept.number is None and kept.content and not anew:
                return self._resumed(kept, heard)
            return self._going_on(new_draft(), Collected(), heard)
        found = triage(text)
        if found.outside is not None:
            return Turn([replies.outside_reply(found.outside, self._content)])
        known = answered_first(heard, text, found, self._places, self._answer)
        return known or self._begin(heard, text, found)

    def hear(self, state: State, heard: Heard) -> Turn:
        """An answer, a correction, a step back, the submission, or another question."""
        kept = self._front.draft(heard.sender)
        if kept is None or kept.id != state.get("draft"):
            return Turn([text_reply(self._texts.expired, "clarification")])
        if kept.number is not None:
            return self._shown(kept)
        if heard.message_id is not None and heard.message_id == kept.message:
            return Turn([self.ask(state)], state)
        said = Collected.of(kept.content)
        name = next_step(said, self._category(said))
        if name in CONTACT and hotline_texts().mentions("about_contact", heard.text):
            again = with_lead(self.ask(state), forms().texts.resume)
            return Turn([text_reply(self._texts.about_contact, "answered"), again], state)
        corrected = self._correct(said, heard)
        if corrected is not None:
            return self._took(kept, said, corrected, heard)
        if heard.act is Act.BACK:
            return self._back(kept, said, heard)
        if name == "confirm":
            return self._confirm(kept, said, heard)
        if name == "same":
            return self._hear_same(kept, said, heard)
        if self._is_else(name, said, heard):
            return Turn(state=state, aside=True)
        taken = self._take(said, name, heard)
        if name == "text" and taken.error is None:
            return self._begin(heard, taken.said.text, triage(taken.said.text), kept)
        return self._took(kept, said, taken, heard)

    def ask(self, state: State) -> Reply:
        """The open question; the draft is where the state's sender left it."""
        kept = self._front.draft(str(state.get("sender")))
        mine = kept is not None and kept.id == state.get("draft")
        said = Collected.of(kept.content) if kept is not None and mine else Collected()
        return self._question(said, str(state.get("sender")))

    def lost(self, state: State) -> str:
        """Leaving deletes the draft with its photos: nothing of it is kept against the resident's will."""
        kept = self._front.draft(str(state.get("sender")))
        if kept is None or kept.number is not None or kept.id != state.get("draft"):
            return self._texts.lost_nothing
        self._front.drop(str(state.get("sender")))
        return self._texts.lost

    @property
    def _texts(self) -> FormTexts:
        return hotline_texts().texts

    def _category(self, said: Collected) -> Category | None:
        return self._front.catalogue.find(said.category)

    def _again(self, kept: Kept | None, heard: Heard) -> Turn | None:
        """The same message once more, or “提交” right after it was filed."""
        if kept is None:
            return None
        same = heard.message_id is not None and heard.message_id == kept.message
        if kept.number is not None:
            just_now = kept.updated_at is not None and kept.updated_at > self._front.clock() - JUST_NOW
            submits = just_now and hotline_texts().says("submit", heard.question.text)
            return self._shown(kept) if same or submits else None
        open_question = self._question(Collected.of(kept.content), heard.sender)
        return Turn([open_question], _state(kept, heard)) if same else None

    def _shown(self, kept: Kept) -> Turn:
        ticket = self._front.load(kept.number or "")
        if ticket is None:
            return Turn([text_reply(self._texts.expired, "clarification")])
        return Turn([replies.filed_reply(ticket, new=False)])

    def _resumed(self, kept: Kept, heard: Heard) -> Turn:
        return self._going_on(kept, Collected.of(kept.content), heard, note=self._texts.resumed)

    def _begin(self, heard: Heard, text: str, found: Triage, kept: Kept | None = None) -> Turn:
        """Take the matter and all that the message tells beside it."""
        if found.outside is not None:
            self._front.drop(heard.sender)
            return Turn([replies.outside_reply(found.outside, self._content)])
        taken = hearing.take_text(Collected.of(kept.content) if kept else Collected(), text)
        if taken.error is not None:
            return self._going_on(kept or new_draft(), taken.said, heard, error=taken.error)
        told = hearing.take_told(taken.said, text, self._places, self._reveal(heard))
        route = self._front.route(text)
        said = replace(told.said, category=route.category.id)
        turn = self._going_on(kept or new_draft(), said, heard, note=told.note or taken.note)
        if found.urgent is not None:
            return replace(turn, replies=[replies.urgent_reply(found.urgent), *turn.replies])
        return turn

    def _reveal(self, heard: Heard) -> hearing.Reveal:
        return lambda masked: self._front.reveal(heard.sender, masked)

    def _is_else(self, name: str, said: Collected, heard: Heard) -> bool:
        """Whether a message is another question rather than an answer to this one."""
        if heard.act is not Act.ANSWER:
            return False
        if name == "text":
            return heard.asks and triage(heard.question.text).kind is Kind.INQUIRY
        fits = name in FREE or name.startswith(QUESTION)
        if fits and self._take(said, name, heard).said != said and name != "happened" and not heard.asks:
            return False
        if name in ("place", "town", "village") and hearing.meant_field(heard.text, self._places) == "place":
            return False
        sure = heard.question.confidence >= ELSE and (heard.question.intent or "").startswith(
            ("ask", "human")
        )
        return heard.asks or (not fits and sure)

    def _take(self, said: Collected, name: str, heard: Heard) -> Taken:
        return hearing.take(said, name, heard, self._places, self._reveal(heard))

    def _correct(self, said: Collected, heard: Heard) -> Taken | None:
        """“电话改成……”, “地点不对,是……”, “不对,是克井镇”; None when nothing is corrected."""
        if not said.text:
            return None
        named = hotline_texts().corrects(heard.question.text)
        if named is None and heard.act is Act.CORRECT:
            field = hearing.meant_field(heard.text, self._places) if heard.text else None
            if field is None:
                return Taken(said, self._texts.which_change)
            named = (field, heard.text)
        if named is None:
            return None
        name, value = named
        if not value:
            return Taken(replace(said, changing=name))
        taken = self._take(said, name, replace(heard, act=Act.ANSWER, text=value))
        return taken if taken.error else Taken(taken.said, note=taken.note or self._changed(name))

    def _changed(self, name: str) -> str:
        return self._texts.changed.format(told=hotline_texts().fields[name].name)

    def _took(self, kept: Kept, before: Collected, taken: Taken, heard: Heard) -> Turn:
        said = taken.said
        if said.text != before.text and said.text:
            said = replace(said, category=self._front.route(said.text).category.id)
        return self._going_on(kept, said, heard, taken.error, taken.note)

    def _back(self, kept: Kept, said: Collected, heard: Heard) -> Turn:
        """The last answer is taken back."""
        asked = steps(said, self._category(said))
        given = [name for name in said.done if name in asked]
        if not given:
            return self._going_on(kept, said, heard, note=forms().texts.first)
        return self._going_on(kept, replace(said.reopened(given[-1]), changing=None), heard)

    def _hear_same(self, kept: Kept, said: Collected, heard: Heard) -> Turn:
        texts = hotline_texts()
        if texts.says("yes", heard.text):
            return self._join(kept, said, heard)
        if texts.says("no", heard.text) or heard.act in (Act.UNKNOWN, Act.GO_ON):
            return self._going_on(kept, said.settled("same"), heard)
        if heard.asks:
            return Turn(state=_state(kept, heard), aside=True)
        return self._going_on(kept, said, heard, error=forms().texts.unclear)

    def _join(self, kept: Kept, said: Collected, heard: Heard) -> Turn:
        """Count in; a ticket that was closed or withdrawn meanwhile is said, and a new one filed."""
        try:
            joined, new = self._front.join(heard.sender, kept, said, said.same or "", heard.message_id)
        except HotlineError:
            return self._going_on(kept, said.settled("same", same=None), heard, note=self._texts.same_over)
        return Turn([replies.joined_reply(joined.ticket, joined.joined, new)])

    def _confirm(self, kept: Kept, said: Collected, heard: Heard) -> Turn:
        texts = hotline_texts()
        if texts.says("submit", heard.text):
            return self._submit(kept, said, heard)
        if heard.text.strip() in (self._texts.change, "改", "改一下") or texts.says("no", heard.text):
            return self._going_on(kept, said, heard, error=self._texts.which_change)
        if heard.asks:
            return Turn(state=_state(kept, heard), aside=True)
        return self._going_on(kept, said, heard, error=self._texts.not_understood)

    def _submit(self, kept: Kept, said: Collected, heard: Heard) -> Turn:
        """File; when that fails nothing is half done and the draft is where it was."""
        closed = self._front.closed()
        if closed is not None:  # switched off while the form was open
            return Turn([text_reply(closed, "no_answer")], _state(kept, heard))
        try:
            ticket, new = self._front.file(heard.sender, kept, said, heard.message_id)
        except HotlineError as error:
            return self._going_on(kept, said, heard, error=error.sentence)
        except SQLAlchemyError:
            return Turn([text_reply(self._texts.storage, "error")], _state(kept, heard))
        return Turn([replies.filed_reply(ticket, new)])

    def _going_on(
        self, kept: Kept, said: Collected, heard: Heard, error: str | None = None, note: str | None = None
    ) -> Turn:
        """Store what is known and ask what comes next."""
        said = told_questions(said, self._category(said))
        said = self._with_same(said)
        known = written_behind(
            said.words, said.numbers, lambda masked: self._front.written(heard.sender, masked)
        )
        said = replace(said, numbers=known)
        self._front.keep(heard.sender, replace(kept, content=said.content(), message=heard.message_id))
        reply = self._question(said, heard.sender, error)
        return Turn([with_lead(reply, note) if note else reply], _state(kept, heard))

    def _with_same(self, said: Collected) -> Collected:
        """Look for the same matter once text and place are settled."""
        ready = {"text", "place"} <= set(said.done) and not said.candidates
        if not ready or said.same is not None or "same" in said.done or said.changing:
            return said
        if said.place and not said.town and "town" not in said.done:
            return said
        found = self._front.same(said)
        return replace(said, same=found.number) if found else said.settled("same")

    def _question(self, said: Collected, sender: str, error: str | None = None) -> Reply:
        same: Ticket | None = self._front.load(said.same) if said.same else None
        photos = len(self._front.photos(sender))
        category = self._category(said)
        return replies.question(said, category, self._places, photos, same, self._front.catalogue, error)


def _state(kept: Kept, heard: Heard) -> State:
    return {"draft": kept.id, "sender": heard.sender}
