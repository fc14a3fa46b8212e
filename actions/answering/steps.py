"""The steps that lead to an answer. Each returns what it can answer, or ``None`` to pass the question on."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import attrgetter

from actions.answering.base import Match
from actions.answering.boundaries import boundary_of
from actions.answering.comparison import comparison
from actions.answering.context import OUTSIDE, Context
from actions.answering.continued import continued
from actions.answering.detail import detail_answer
from actions.answering.document import document_facts
from actions.answering.emergency import emergency_reply
from actions.answering.listing import listing
from actions.answering.matters import curated, matter_answer, service_answer
from actions.answering.named import services_named
from actions.answering.paper import paper_answer
from actions.answering.passage import passage_reply
from actions.answering.question import Answered, Reply
from actions.answering.replies import text_reply
from actions.answering.rules import current_rule, rule_of_current
from actions.answering.story import STORY
from actions.answering.vocabulary import answering, elsewhere_vocabulary
from actions.answering.written import wording, written
from knowledge.formats.service import Aspect, Service
from knowledge.index.phrase import Target
from knowledge.text.asking import subject
from knowledge.text.normalise import content_characters, has_content

Step = Callable[[Context], Answered | None]
SURE_OUTSIDE = 0.6
CHOICES = 3
#: What is likelier than not to be turned away gets no choices.
LIKELIER = 0.5
#: Up to so many characters a message names something and leaves open what of it is meant.
BRIEF = 8
#: From here on a wording is one of ours, however little it names.
EXACT = 0.99
NEAR = 6
#: From so many characters on, what a question is about may be another matter than the current one.
NAMED = 3
#: Of a matter that explains less of a question than this, it does not speak.
BARELY = 0.05
#: With this probability a question is about a matter, whatever its words have in common with another.
LIKELY = 0.8
_CHINESE = re.compile("[一-鿿]")
#: “那注销的话呢”: the same question about something else.
_INSTEAD = re.compile("^(?:那|那么|要是|如果|换成)*(?P<name>[^,。?!]{2,8}?)(?:的话)?呢(?:[,?。]|$)")
#: A rule of the current service this far behind another matter is meant, unless that one is hit exactly.
NEARLY, SAME = 0.2, 0.9
#: Questions up to this long may go on about the current service without naming it.
FOLLOWING = 12


def _keep(context: Context, *replies: Reply) -> Answered:
    """An answer that leaves the subject of the conversation as it was."""
    return Answered(list(replies), context.question.current_service, context.question.last_aspect)


def unreadable(context: Context) -> Answered | None:
    """Emoji or punctuation alone."""
    if has_content(context.text):
        return None
    return _keep(context, text_reply(answering().texts.unreadable, "clarification"))


def emergency(context: Context) -> Answered | None:
    """Fire, injury, crime, accident: the number to call."""
    reply = emergency_reply(context.question.text)
    return _keep(context, reply) if reply is not None else None


def none_of_these(context: Context) -> Answered | None:
    """The answer “都不是” to a choice."""
    texts = answering().texts
    if content_characters(context.text) != content_characters(texts.none_of_these):
        return None
    return _keep(context, text_reply(texts.none_reply, "no_answer"))


def follow_up(context: Context) -> Answered | None:
    """“那要带什么?” or “能领多久?”: asked of the current service, when no other matter is named."""
    service = context.current
    if (
        service is None
        or _left(context, service)
        or _names_another(context, service)
        or not _fits(context, service)
    ):
        return None
    rule = current_rule(context, service)
    if rule is not None:
        return matter_answer(rule.phrase, context)
    return service_answer(service, context.aspects, context) if context.aspects else None


def instead(context: Context) -> Answered | None:
    """“那居住证呢”: what was asked before, now of another service that is named."""
    found = _INSTEAD.search(context.text)
    if found is None or context.current is None:
        return None
    named = [service for service, _ in services_named(context, found["name"]) if service != context.current]
    if len(named) > 1:  # “那注销呢” after a company's registration: not the driver's licence
        named = [service for service in named if {*service.applicant} == {*context.current.applicant}]
    if len(named) != 1:
        return None
    last = context.question.last_aspect
    return service_answer(named[0], context.aspects or ([Aspect(last)] if last else []), context)


def _left(context: Context, service: Service) -> bool:
    """Whether something else was answered since, from documents that have nothing to do with the service."""
    documents = context.question.documents
    return bool(documents) and service.id not in documents


def _names_another(context: Context, service: Service) -> bool:
    """Whether the question itself says what it is about, and that is not the current service."""
    if not context.matches:
        return False
    best = context.matches[0]
    least = 2 if best.phrase.target is Target.SERVICE else 4
    if context.base.subject_of(best) == service.id or len(subject(context.text)) < least:
        return False
    named = best.wording >= answering().thresholds.named
    if not (named or len(context.text) > FOLLOWING) or context.confidence < answering().thresholds.sure:
        return False
    return best.score >= SAME or rule_of_current(context, service) < best.score - NEARLY


def _fits(context: Context, service: Service) -> bool:
    """Whether a question may go on about the current service at all.

    Not when the service knows nothing of what it names (“路灯坏了找谁” after a company's deregistration), nor
    when it names no aspect and the classifier hears small talk.
    """
    about = subject(context.text)
    share = context.base.explained.share(context.text, service.id)
    if context.aspects:
        known = share >= BARELY and not _likely_another(context, service)
        return len(about) < NAMED or known or not _heard_as_matter(context)
    return not _outside(context) and (len(about) < 2 or share >= answering().thresholds.known)


def _likely_another(context: Context, service: Service) -> bool:
    """Whether all wordings together say that a question is about another matter, though none comes near."""
    likeliest = max(context.matches, key=attrgetter("likely"), default=None)
    if likeliest is None or context.base.subject_of(likeliest) == service.id:
        return False
    return likeliest.likely >= LIKELY


def _heard_as_matter(context: Context) -> bool:
    """Whether the classifier hears a matter or a report, not an aspect of what is being talked about."""
    intent = context.question.intent
    return intent is not None and (intent == "ask" or not intent.startswith("ask_"))


def unnamed(context: Context) -> Answered | None:
    """“要带什么?” or “我要办证” out of the blue: no matter is named and none is being talked about."""
    exact = bool(context.matches) and context.matches[0].wording >= EXACT
    if context.current is not None or exact or len(subject(context.text)) >= 2:
        return None
    if _outside(context) and _CHINESE.search(context.text):  # keys hit at random are asked about instead
        return _keep(context, text_reply(answering().texts.out_of_scope, "out_of_scope"))
    return _keep(context, text_reply(answering().texts.unnamed, "clarification"))


def matter(context: Context) -> Answered | None:
    """A curated answer, a rule of a service, or a service itself, when one clearly fits."""
    own = wording(context)
    if own is not None:
        return matter_answer(own, context)
    if context.confidence < answering().thresholds.sure or _ambiguous(context):
        return None
    best = context.matches[0]
    if len(context.text) > STORY and best.phrase.target is Target.SERVICE:
        best = current_rule(context, context.base.catalogue.services[best.phrase.id]) or best
    return matter_answer(best.phrase, context)


def _ambiguous(context: Context) -> bool:
    """Whether a few words (“补办证件”) come as near to another matter, though one of them is likelier."""
    best, *others = context.matches
    if len(context.text) > BRIEF or best.wording >= answering().thresholds.named:
        return False
    own = context.base.subject_of(best)
    return any(match.score >= best.score and context.base.subject_of(match) != own for match in others)


def elsewhere(context: Context) -> Answered | None:
    """Another city's matter, as its name tells: the resident must ask there."""
    vocabulary = elsewhere_vocabulary()
    if wording(context) is not None:
        return None
    named = sum(1 for _ in vocabulary.places.finditer(context.asked))
    if not named or vocabulary.unless.search(context.asked):
        return None
    # Each “works in …” or “is registered in …” takes up one place; one more is what is asked about.
    if named <= sum(1 for _ in vocabulary.staying.finditer(context.asked)):
        return None
    answer = context.base.catalogue.answers.get(vocabulary.answer)
    if answer is None:
        return _keep(context, text_reply(answering().texts.out_of_scope, "out_of_scope"))
    return curated(answer, context)


def boundary(context: Context) -> Answered | None:
    """Not ours by its very wording: an account, a lawsuit, medicine, an opinion."""
    kind = boundary_of(context.asked)
    if kind is None or wording(context) is not None:
        return None
    answer = context.base.catalogue.answers.get(kind.answer or "")
    if answer is None:
        return _keep(context, text_reply(answering().texts.out_of_scope, "out_of_scope"))
    return curated(answer, context)


def policy(context: Context) -> Answered | None:
    """A passage of a document in force, trimmed to the sentences that answer."""
    reply = passage_reply(context)
    return _keep(context, reply) if reply is not None else None


def outside(context: Context) -> Answered | None:
    """Not our subject, as the classifier is sure and nothing we have clearly fits."""
    if not _outside(context):
        return None
    return _keep(context, text_reply(answering().texts.out_of_scope, "out_of_scope"))


def _outside(context: Context) -> bool:
    question = context.question
    return question.intent == OUTSIDE and question.confidence >= SURE_OUTSIDE


def nearest(context: Context) -> Answered | None:
    """Something comes near: name at most three and let the resident choose."""
    thresholds = answering().thresholds
    least = thresholds.brief if len(context.text) <= BRIEF else thresholds.maybe
    if context.confidence < least:
        return None
    if context.base.beyond(context.view.vector) > LIKELIER:
        return _keep(context, text_reply(answering().texts.out_of_scope, "out_of_scope"))
    near = [match for match in context.matches[:NEAR] if not _is_boundary(context, match)]
    return _choices(context, near[:CHOICES]) if near else None


def admit(context: Context) -> Answered:
    """Say that nothing was found, and where to ask."""
    return _keep(context, text_reply(answering().texts.no_answer, "no_answer"))


def _choices(context: Context, matches: list[Match]) -> Answered:
    texts = answering().texts
    names = dict.fromkeys(_title(context, match) for match in matches if not _is_boundary(context, match))
    choices = [(name, name) for name in list(names)[:CHOICES]]
    reply = text_reply(texts.which, "clarification", [*choices, (texts.none_of_these, texts.none_of_these)])
    return _keep(context, reply)


def _is_boundary(context: Context, match: Match) -> bool:
    """Answers about what is not ours (“你是个傻子吧”) are never offered as a choice."""
    return context.base.turns_away(match)


def _title(context: Context, match: Match) -> str:
    if match.phrase.target is Target.SERVICE:
        return context.base.catalogue.services[match.phrase.id].name
    if match.phrase.target is Target.FAQ:
        return context.base.catalogue.services[match.phrase.id].faq[match.phrase.position].question
    return context.base.catalogue.answers[match.phrase.id].questions[0]


STEPS: tuple[Step, ...] = (
    unreadable, emergency, none_of_these, written, elsewhere, boundary, document_facts, comparison, listing, paper_answer,
    detail_answer, instead, follow_up, continued, unnamed, matter, outside, policy, nearest,
)  # fmt: skip
