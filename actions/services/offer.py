"""What an overview of a service adds: its card, and the offer to list what the own situation needs."""

from __future__ import annotations

from actions.answering.question import Reply
from actions.services.card import card
from actions.services.texts import guides
from knowledge.formats.service import Service
from knowledge.guide.plan import plan
from knowledge.guide.questions import Answers, open_questions


def with_offer(reply: Reply, service: Service, known: Answers) -> Reply:
    """The overview with the card; with the button when an answer would change the list."""
    texts = guides().guide
    shown = {**reply, "guide": card(plan({}, service, known), service.name)}
    if not open_questions(service, known):
        return shown
    offer = {"title": texts.offer, "text": texts.request.format(name=service.name)}
    return {**shown, "choices": [offer, *reply.get("choices", ())]}
