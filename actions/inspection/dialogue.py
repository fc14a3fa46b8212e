"""The actions of the chat about inspections: thin."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answering.answerer import answerer
from actions.dialogue import ActionAnswer, Events
from actions.forms.conversation import Conversation, State, Turn
from actions.forms.form import FormAction
from actions.forms.heard import Heard
from actions.hotline.dialogue import filing
from actions.hotline.instead import OrFiling
from actions.inspection.chat import record_reply, rights_reply
from actions.inspection.desk import desk
from actions.inspection.report_form import FORM as REPORT
from actions.inspection.report_form import ReportConversation
from actions.inspection.verify_form import FORM as VERIFY
from actions.inspection.verify_form import VerifyConversation


class ValidateVerifyForm(FormAction):
    """核验检查码."""

    form, takes_codes = VERIFY, True

    def conversation(self) -> Conversation:
        """Over the database."""
        return VerifyConversation(desk())


class ValidateReportForm(FormAction):
    """反映检查不规范."""

    form = REPORT

    def conversation(self) -> Conversation:
        """Over the database."""
        return OrFiling(ReportConversation(desk()), filing)

    def _hold(self, state: State | None, heard: Heard) -> Turn:
        """Where an answer comes instead of the report, it is followed by what to do at the door."""
        turn = super()._hold(state, heard)
        if turn.state is not None or not turn.replies:
            return turn
        added = rights_reply(turn.replies[0], answerer().base.catalogue.answers)
        return turn if added is None else replace(turn, replies=[*turn.replies, added])


class ActionInspectionAnswer(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Answer from the knowledge, and add what to do at the door; one's own record is told after signing in."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_inspection_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """The answer of the pipeline first, so that nothing changes for those who only want to know."""
        own = record_reply(tracker.latest_message.get("text") or "")
        if own is not None:
            dispatcher.utter_message(json_message=own)
            return []
        events = await ActionAnswer().run(dispatcher, tracker, domain)
        answers = await asyncio.to_thread(lambda: answerer().base.catalogue.answers)
        added = rights_reply(dispatcher.messages[0]["custom"], answers) if dispatcher.messages else None
        if added is not None:
            dispatcher.utter_message(json_message=added)
        return events
