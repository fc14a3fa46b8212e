"""What goes on about the last answer without naming it: “那要是超过这个时间他们不给呢?”.

The question before and this one are read as one, and only what belongs to the last answer may answer: rules about its
service or documents, passages of these documents, else an honest gap.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from actions.answering.base import Match
from actions.answering.context import OUTSIDE, Context
from actions.answering.matters import matter_answer
from actions.answering.passage import passage_among
from actions.answering.question import Answered, Question
from actions.answering.replies import policy_source, service_mark, text_reply
from actions.answering.vocabulary import answering
from knowledge.index.phrase import Target
from knowledge.text.asking import subject

#: Longer messages say themselves what they are about.
LONGEST = 30
#: A rule must fit both readings: by itself it may be short, with the question before it everything is alike.
FITS, FITS_ALONE = 0.45, 0.30
#: From so many characters on, what a question is about may be something else.
NAMED = 3
#: Characters of a question that are remembered.
REMEMBERED = 80
#: From here on the words are a matter's own.
SAME = 0.95
_WHAT_OF = re.compile("^那.{1,8}呢[?]?$")
_GOING_ON = re.compile("^(?:那|要是|如果|假如|万一|还有|另外|他|她|它|这)|呢[?]?$")


def continued(context: Context) -> Answered | None:
    """An answer about what was answered last, if the message only makes sense with it."""
    question = context.question
    if question.previous is None or len(context.text) > LONGEST:
        return None
    points_back = _points_back(context)
    if _names_another(context) or not (points_back or _heard_as_ours(context)):
        return None
    joint = f"{question.previous},{context.text}"
    rule = _rule(context, joint)
    if rule is not None:
        return matter_answer(rule.phrase, context)
    reply = passage_among(context, joint, question.documents)
    if reply is None:
        return _gap(context) if points_back else None
    return Answered([reply], question.current_service, question.last_aspect)


def remembered(question: Question, text: str, answered: Answered) -> Answered:
    """The answer with what a next message may go on about: the question, and the documents it was answered from."""
    reply = answered.replies[0]
    mark = (reply.get("service") or {}).get("id")
    found = [mark, *(source["document"] for source in reply.get("sources", ()))]
    documents = [name for name in dict.fromkeys(found) if name]
    if not documents or len(subject(text)) < 2:
        return answered
    if set(documents) & set(question.documents) and len(text) < len(question.previous or ""):
        return answered  # still the same: the fuller question says more about it
    return replace(answered, previous=text[:REMEMBERED], documents=documents)


def _names_another(context: Context) -> bool:
    """Whether a matter is surely meant; a service that “那双胞胎呢” comes near to only when these are its very words."""
    if context.confidence < answering().thresholds.sure:
        return False
    best = context.matches[0]
    bare = best.phrase.target is Target.SERVICE and _WHAT_OF.search(context.text)
    return best.score >= SAME or not bare


def _points_back(context: Context) -> bool:
    """Whether the words go on, ask for an aspect of nothing named, or share something with the last answer."""
    if _GOING_ON.search(context.text) or (context.aspects and len(subject(context.text)) < NAMED):
        return True
    explained, documents = context.base.explained, context.question.documents
    known = max((explained.share(context.text, name) for name in documents), default=0.0)
    return known >= answering().thresholds.known


def _heard_as_ours(context: Context) -> bool:
    question = context.question
    return question.intent != OUTSIDE or question.confidence < answering().thresholds.sure


def _rule(context: Context, joint: str) -> Match | None:
    base = context.base
    vector = base.encoder.encode_queries([joint])[0]
    alone = {match.matter: match.score for match in base.rules(context.text, context.vector)}
    best: tuple[float, Match] | None = None
    for match in base.rules(joint, vector):
        by_itself = alone.get(match.matter, 0.0)
        fit = (match.score + by_itself) / 2
        if by_itself >= FITS_ALONE and _belongs(context, match) and (best is None or fit > best[0]):
            best = fit, match
    return best[1] if best is not None and best[0] >= FITS else None


def _belongs(context: Context, match: Match) -> bool:
    documents: Collection[str] = context.question.documents
    if context.base.subject_of(match) in documents:
        return True
    if match.phrase.target is not Target.ANSWER:
        return False
    sources = context.base.catalogue.answers[match.phrase.id].sources
    return any(source.document in documents for source in sources)


def _gap(context: Context) -> Answered | None:
    """What the last answer was about, and that this is not in it."""
    question, catalogue = context.question, context.base.catalogue
    service = catalogue.services.get(question.current_service or "")
    texts = answering().texts
    if service is not None and service.id in question.documents:
        reply = text_reply(texts.not_in_guide.format(name=service.name), "no_answer")
        reply["service"] = service_mark(service, None)
        return Answered([reply], service.id, question.last_aspect)
    policies = [catalogue.policies[name] for name in question.documents if name in catalogue.policies]
    if not policies:
        return None
    reply = text_reply(texts.not_in_document.format(title=policies[0].header.title), "no_answer")
    reply["sources"] = [policy_source(policies[0], None)]
    return Answered([reply], question.current_service, question.last_aspect)
