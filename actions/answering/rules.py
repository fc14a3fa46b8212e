"""Rules of a service (its questions and curated answers) that answer better than its guide."""

from __future__ import annotations

from collections.abc import Iterator

from actions.answering.aspects import aspects_asked, aspects_named
from actions.answering.base import Match
from actions.answering.context import Context
from actions.answering.vocabulary import answering
from knowledge.formats.service import Aspect, Service

#: “多久能拿到” is no question of “要住满几个月”, though both ask for a time; “能领多久” is “失业金能领多久”.
SAME_QUESTION = 0.78


def current_rule(context: Context, service: Service) -> Match | None:
    """The rule of the current service that fits a follow-up best, if it beats the guide."""
    rule = next(_rules_of(context, service), None)
    if rule is None or rule.score < answering().thresholds.related:
        return None
    return rule if _beats_guide(context, rule) else None


def rule_of_current(context: Context, service: Service) -> float:
    """How well the best rule of the current service fits a question, 0 to 1."""
    return next((rule.score for rule in _rules_of(context, service)), 0.0)


def rule_naming(context: Context, service: Service, paper: str) -> Match | None:
    """The best rule of a service that names a paper: it says more than the list of materials."""
    names = {paper, context.base.canonical(paper)}
    for rule in _rules_of(context, service):
        if rule.score < answering().thresholds.related:
            return None
        if any(
            name in form
            for name in names
            for form in (rule.phrase.text, context.base.canonical(rule.phrase.text))
        ):
            return rule
    return None


def _rules_of(context: Context, service: Service) -> Iterator[Match]:
    """Rules of a service, best first, found with the service's name added to the question."""
    asked = context.asked  # of a story the sentence that asks: the rest is about everything
    text = asked if service.name in asked else f"{service.name}{asked}"
    vector = context.base.encoder.encode_queries([text])[0]
    for match in context.base.rules(text, vector):
        if context.base.subject_of(match) == service.id:
            yield match


def _beats_guide(context: Context, rule: Match) -> bool:
    """Whether a rule answers better than the guide: no aspect was named, or the rule is about it."""
    named = context.aspects if context.aspects != [Aspect.CONDITIONS] else aspects_named(context.asked)
    if not named:
        return True
    answer = context.base.catalogue.answers.get(rule.phrase.id)
    if answer is not None and answer.aspect not in (None, named[0]) and rule.score < SAME_QUESTION:
        return False
    about = aspects_asked(rule.phrase.text, None, 0.0)
    return rule.score >= answering().thresholds.ruled and named[0] in about
