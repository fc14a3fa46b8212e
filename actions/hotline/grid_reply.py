"""“我是哪个网格”: town, village and grid of a place, and what is not known of it."""

from __future__ import annotations

from actions.answering.question import Reply
from actions.answering.replies import text_reply
from actions.grid.divisions import Divisions, Village
from actions.grid.places import find_place
from actions.hotline.form_texts import hotline_texts

MOST_OFFERED = 8


def names_place(text: str, places: Divisions) -> bool:
    """Whether a message names a town or village at all."""
    found = find_place(text, places)
    return found.town is not None or bool(found.villages)


def grid_reply(text: str, places: Divisions) -> Reply:
    """Where a place belongs; grids only as far as the city has supplied them."""
    texts, found = hotline_texts().grid, find_place(text, places)
    if found.ambiguous:
        offered = [(village.full, f"{village.full}是哪个网格") for village in found.villages[:MOST_OFFERED]]
        return text_reply(texts.ambiguous.format(name=found.matched), "clarification", offered)
    if found.village is not None:
        return _village(found.village, text, places)
    sentence = texts.town.format(town=found.town.name) if found.town else texts.ask
    return text_reply(sentence, "clarification")


def _village(village: Village, text: str, places: Divisions) -> Reply:
    texts = hotline_texts().grid
    lines = [texts.found.format(full=village.full, code=village.code)]
    grids = places.grids_of(village, text)
    if not grids:
        return text_reply("\n".join([*lines, texts.gap]), "no_answer")
    lines.append(texts.grids.format(names="、".join(grid.name for grid in grids)))
    lines += [f"{grid.name}：{grid.contact}" for grid in grids if grid.contact]
    return text_reply("\n".join(lines), "answered")
