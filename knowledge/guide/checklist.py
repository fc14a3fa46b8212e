"""The materials of a situation: those of the service and of the records that its parts point to, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from knowledge.formats.service import Material, Service
from knowledge.guide.situation import Situation, applies, chosen
from knowledge.text.normalise import content_characters


@dataclass(frozen=True)
class Item:
    """A material with the record that asks for it and the situation to read it in."""

    service: Service
    situation: Situation
    material: Material

    @property
    def open(self) -> bool:
        """Whether it depends on something that is not known."""
        return any(question not in self.situation for question in self.material.when)


@dataclass(frozen=True)
class Checklist:
    """Materials, each once; ``elsewhere`` names records whose materials depend on questions of their own."""

    items: tuple[Item, ...]
    elsewhere: tuple[Service, ...]


def checklist(records: Mapping[str, Service], service: Service, situation: Situation) -> Checklist:
    """What has to be brought in a situation."""
    items = [Item(service, situation, material) for material in chosen(service.materials, situation)]
    elsewhere: list[Service] = []
    for linked in linked_records(records, service, situation):
        known = carried_over(service, linked, situation)
        own = [Item(linked, known, material) for material in chosen(linked.materials, known)]
        items += [item for item in own if not item.open]
        if any(item.open for item in own):
            elsewhere.append(linked)
    return Checklist(tuple(_each_once(items)), tuple(elsewhere))


def linked_records(
    records: Mapping[str, Service], service: Service, situation: Situation
) -> Iterator[Service]:
    """The records of the parts that certainly belong to the situation; a circle ends where it began."""
    seen = {service.id}
    pending = [part for part in service.parts if applies(part.when, situation)]
    while pending:
        part = pending.pop(0)
        linked = records.get(part.service or "")
        if linked is None or linked.id in seen or any(question not in situation for question in part.when):
            continue
        seen.add(linked.id)
        yield linked
        pending += [part for part in linked.parts if not part.when]


def carried_over(service: Service, linked: Service, situation: Situation) -> Situation:
    """What an answer to a question of one record says for another: the option with the same id and title."""
    titles: Mapping[tuple[str, str], str] = {
        (option.id, option.title): question.id for question in linked.questions for option in question.options
    }
    known: dict[str, str] = {}
    for question in service.questions:
        for option in question.options:
            same = titles.get((option.id, option.title))
            if same is not None and situation.get(question.id) == option.id:
                known[same] = option.id
    return known


def _each_once(items: list[Item]) -> Iterator[Item]:
    """Each material once: by name, and across records also by the everyday words for it."""
    kept: dict[str, Item] = {}
    words_of: dict[str, Item] = {}
    for item in items:
        own = content_characters(item.material.name)
        words = {own, *map(content_characters, item.material.aliases)}
        if own in kept and kept[own].service is item.service:
            kept[own] = _either(kept[own], item)
        elif all(words_of[word].service is item.service for word in words & words_of.keys()):
            kept[own] = item
            words_of.update(dict.fromkeys(words, item))
    return iter(kept.values())


def _either(one: Item, other: Item) -> Item:
    """The material in the situations of either entry; of differing remarks the first one's stand."""
    when = one.material.when
    both = (
        {key: tuple(dict.fromkeys((*when[key], *other.material.when[key]))) for key in when}
        if when.keys() == other.material.when.keys()
        else {}
    )
    return replace(one, material=one.material.model_copy(update={"when": both}))
