"""Names that must lead to one thing: services' names, synonyms, phrasings of curated answers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from knowledge.catalogue.model import Catalogue, Kind
from knowledge.errors import Fault
from knowledge.formats.service import Service
from knowledge.formats.yaml_lines import Place


def wording(text: str) -> str:
    """A text reduced to what tells it from another: letters, digits and Chinese characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def check(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Names, synonyms and phrasings that are used twice."""
    yield from _services(catalogue)
    yield from _synonyms(catalogue)
    yield from _phrasings(catalogue)
    yield from _named_like_services(catalogue)


def _forms(service: Service) -> Iterator[tuple[Place, str]]:
    yield ("name",), service.name
    for group, words in (("aliases", service.aliases), ("everyday", service.everyday)):
        for at, word in enumerate(words):
            yield (group, at), word


def _services(catalogue: Catalogue) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for service, origin in catalogue.located_services():
        own: set[str] = set()
        for place, form in _forms(service):
            key = wording(form)
            owner = owners.setdefault(key, service.id)
            if owner != service.id:
                other = catalogue.services[owner].name
                yield origin.fault(place, f"名称“{form}”已用于事项“{other}”（{owner}）")
            elif key in own:
                yield origin.fault(place, f"名称“{form}”在本事项里写了两次", warning=True)
            own.add(key)


def _synonyms(catalogue: Catalogue) -> Iterator[Fault]:
    owners: dict[str, int] = {}
    for at, group in enumerate(catalogue.synonyms):
        origin = catalogue.origin(Kind.SYNONYMS, at)
        places: list[tuple[Place, str]] = [(("canonical",), group.canonical)]
        places += [(("words", position), word) for position, word in enumerate(group.words)]
        own: set[str] = set()
        for place, word in places:
            key = wording(word)
            owner = owners.setdefault(key, at)
            if owner != at:
                other = catalogue.synonyms[owner].canonical
                yield origin.fault(place, f"“{word}”已在“{other}”一组里，一个词只能属于一组")
            elif key in own:
                yield origin.fault(place, f"“{word}”在本组里写了两次", warning=True)
            own.add(key)


def _phrasings(catalogue: Catalogue) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for answer, origin in catalogue.located_answers():
        own: set[str] = set()
        for at, question in enumerate(answer.questions):
            key = wording(question)
            first = seen.setdefault(key, answer.id)
            place = ("questions", at)
            if not key:
                yield origin.fault(place, f"问法“{question}”没有可以识别的文字")
            elif first != answer.id:
                yield origin.fault(place, f"问法“{question}”已用于答复“{first}”")
            elif key in own:
                yield origin.fault(place, f"问法“{question}”在本条里写了两次", warning=True)
            own.add(key)


def _named_like_services(catalogue: Catalogue) -> Iterator[Fault]:
    """A phrasing that is word for word the name of a service that its answer is not about."""
    owners = {
        wording(form): service for service in catalogue.services.values() for _, form in _forms(service)
    }
    for answer, origin in catalogue.located_answers():
        for at, question in enumerate(answer.questions):
            owner = owners.get(wording(question))
            if owner is not None and owner.id != answer.service:
                message = (
                    f"问法“{question}”与事项“{owner.name}”（{owner.id}）的名称或说法相同，会答成另一件事"
                )
                yield origin.fault(("questions", at), message, warning=True)
