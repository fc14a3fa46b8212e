"""The hotline's actions: thin."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answering.answerer import answerer
from actions.dialogue import SURE, ActionAnswer, Events, question_in
from actions.forms.conversation import Conversation
from actions.forms.form import FormAction, respond
from actions.grid.divisions import divisions
from actions.hotline.filing_form import FORM as FILING
from actions.hotline.filing_form import FilingConversation
from actions.hotline.front import front
from actions.hotline.grid_reply import grid_reply, names_place
from actions.hotline.instead import OrFiling, not_of_a_ticket
from actions.hotline.status_form import FORM as TICKET
from actions.hotline.status_form import TicketConversation


def filing() -> Conversation:
    """Filing a ticket, over the content that is live now."""
    return FilingConversation(front(), answerer().base.catalogue, divisions(), respond)


class ValidateFilingForm(FormAction):
    """登记诉求."""

    form = FILING
    follows = False

    def conversation(self) -> Conversation:
        """Over the content that is live now."""
        return filing()


class ValidateTicketForm(FormAction):
    """查工单、催办、补充、撤回、评价."""

    form = TICKET

    def conversation(self) -> Conversation:
        """Over the tickets of the database."""
        return OrFiling(TicketConversation(front()), filing, not_of_a_ticket)


class ActionGrid(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """我是哪个网格."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_grid"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """A place is looked up; a question about grids that names none is answered from the knowledge."""
        question = question_in(tracker)
        if question.confidence < SURE or not await asyncio.to_thread(names_place, question.text, divisions()):
            return await ActionAnswer().run(dispatcher, tracker, domain)
        dispatcher.utter_message(json_message=await asyncio.to_thread(grid_reply, question.text, divisions()))
        return []
