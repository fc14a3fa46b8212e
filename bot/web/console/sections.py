"""The console's sections in the order of the navigation. A new one is a module of its own and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.web.console.accounts import Accounts
from bot.web.console.audit import Audit
from bot.web.console.conversations import Conversations
from bot.web.console.dashboard import Dashboard
from bot.web.console.desk import DeskPages
from bot.web.console.door import Door
from bot.web.console.handbook import Handbook
from bot.web.console.home import Home
from bot.web.console.inspection_cases import InspectionCases
from bot.web.console.inspection_figures import InspectionFigures
from bot.web.console.inspection_registry import InspectionRegistry
from bot.web.console.inspection_rows import InspectionRows
from bot.web.console.inspection_steps import InspectionSteps
from bot.web.console.inspections import Inspections
from bot.web.console.invitations import Invitations
from bot.web.console.knowledge import Knowledge
from bot.web.console.knowledge_confirm import KnowledgeConfirm
from bot.web.console.knowledge_drafts import KnowledgeDrafts
from bot.web.console.knowledge_edit import KnowledgeEdit
from bot.web.console.knowledge_lists import KnowledgeLists
from bot.web.console.knowledge_publications import KnowledgePublications
from bot.web.console.knowledge_records import KnowledgeRecords
from bot.web.console.knowledge_trial import KnowledgeTrial
from bot.web.console.knowledge_upload import KnowledgeUpload
from bot.web.console.own import Own
from bot.web.console.section import Parts, Section
from bot.web.console.statics import Statics
from bot.web.console.switches import SwitchPages
from bot.web.console.worklists import WorkLists


class HasSection(Protocol):
    """What a section's class offers."""

    def section(self) -> Section:
        """Routes and navigation."""


SECTIONS: tuple[Callable[[Parts], HasSection], ...] = (
    Home,
    Knowledge,
    KnowledgeLists,
    KnowledgeDrafts,
    KnowledgeEdit,
    KnowledgeRecords,
    KnowledgeUpload,
    KnowledgeConfirm,
    KnowledgeTrial,
    KnowledgePublications,
    DeskPages,
    Inspections,
    InspectionSteps,
    InspectionCases,
    InspectionFigures,
    InspectionRegistry,
    InspectionRows,
    WorkLists,
    Dashboard,
    Conversations,
    SwitchPages,
    Accounts,
    Audit,
    Handbook,
    Own,
    Door,
    Invitations,
    Statics,
)
