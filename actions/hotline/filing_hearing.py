"""What an answer means for one field of the filing form: pure, but for the numbers that a chat confided."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from actions.forms.heard import Heard
from actions.forms.vocabulary import Act
from actions.grid.divisions import Divisions
from actions.grid.places import Found, find_place, is_relative
from actions.hotline.collected import QUESTION, Collected
from actions.hotline.draft import ANSWER_LIMIT, HAPPENED_LIMIT, NAME_LIMIT, PLACE_LIMIT, TEXT_LIMIT
from actions.hotline.errors import HotlineError, PhoneForeign
from actions.hotline.extract import PhoneKind, Said, extract, find_time
from actions.hotline.form_texts import hotline_texts
from actions.hotline.phones import read_phone
from actions.hotline.triage import Kind, triage
from actions.privacy import CALLED, mask, masked_phones, masked_spans
from knowledge.text.normalise import has_content

#: The true number behind a mask, if it is still known.
Reveal = Callable[[str], str | None]

_PAST_PHONE = re.compile(
    r"(?:我|俺)?的?(?:联系)?(?:电话|手机号?|号码|座机|微信)(?:号码?)?(?:也?是)?|打这个|联系(?:方式)?(?:是)?|可以(?:打|联系)|同号|谢谢|你好"
)
_CALLED = re.compile(
    r"(?:我叫|我姓|我是|姓名是?|名字是?|叫我|免贵姓|称呼)[:：是 ]*(?P<name>[一-鿿·]{1,8}?(?:先生|女士|小姐|师傅|老师)?)(?=$|[,，。;； 、\d]|电话|手机)"
)
_NAMED = re.compile(
    r"[,，。;；、 ]*(?:我叫|我姓|免贵姓|姓名是?|我的名字是?)[:：是 ]*[一-鿿·]{1,4}(?=$|[,，。;；、 \d]|电话|手机)"
)
#: What introduces the resident's own number, and what follows it: “我家座机是…”, “…是我的电话”.
_BEFORE_NUMBER = re.compile(
    r"[,，。;；、 ]*(?:我|俺)?们?的?(?:家|家里)?的?(?:联系)?(?:电话|手机号?|座机|固话|号码|联系方式)?(?:号码?)?(?:也?是)?[:： ]*$"
)
_AFTER_NUMBER = re.compile(
    r"(?:这个)?(?:就?是)(?:我|俺)们?(?:家|家里)?的?(?:联系)?(?:电话|手机|座机|固话)(?:号码?)?|\((?:家里|办公)?(?:座机|电话|手机)\)"
)
_TITLED = re.compile(r"(?P<name>[一-鿿]{1,3}(?:先生|女士|小姐|师傅|老师|大爷|大妈|阿姨))")
_BARE = re.compile(r"[一-鿿·]{2,4}")
_NO_NAME = frozenset("没有 不说 匿名 保密 电话 手机 号码 不想说 不填 可以 好的".split())


@dataclass(frozen=True)
class Taken:
    """What a field took; ``error`` says what was wrong with the answer, ``note`` what is to be said."""

    said: Collected
    error: str | None = None
    note: str | None = None


def take(said: Collected, name: str, heard: Heard, places: Divisions, reveal: Reveal) -> Taken:
    """What a message means for a field."""
    if name.startswith(QUESTION):
        return take_answer(said, name, heard)
    text, texts = heard.text, hotline_texts().texts
    if name in ("text", "place", "contact") and heard.act in (Act.UNKNOWN, Act.GO_ON):
        errors = {"text": texts.text_missing, "place": texts.place_unclear, "contact": texts.phone_needed}
        return Taken(said, errors[name])
    takes: dict[str, Callable[[], Taken]] = {
        "text": lambda: take_text(said, hotline_texts().matter(text)),
        "kind": lambda: take_kind(said, text),
        "place": lambda: take_place(said, text, places, reveal),
        "town": lambda: take_town(said, heard, places),
        "village": lambda: take_village(said, heard, places),
        "happened": lambda: take_time(said, heard),
        "photos": lambda: Taken(_with_number(said, text, places, reveal).settled("photos")),
        "contact": lambda: take_contact(said, text, places, reveal),
        "disclose": lambda: take_disclosure(said, text),
    }
    return takes[name]()


def without_contact(text: str) -> str:
    """The matter without who tells it: name and number are kept apart, and passed on only with consent.

    Other people's numbers are what the matter is about, and stay.
    """
    rest = mask(text)
    own = own_numbers(rest)
    if own:
        start, end = own[0]
        after = _AFTER_NUMBER.match(rest, end)
        rest = _BEFORE_NUMBER.sub("", rest[:start]) + rest[after.end() if after else end :]
    return _NAMED.sub("", rest).strip(" ,，。;；、") or text


def own_numbers(masked: str) -> list[tuple[int, int]]:
    """Where the masked telephone numbers stand that are not said to be somebody else's."""
    return [span for span in masked_spans(masked) if not hotline_texts().is_others(masked, *span)]


def take_text(said: Collected, text: str) -> Taken:
    """The matter in the resident's words."""
    kept = without_contact(text.strip())[:TEXT_LIMIT]
    if not has_content(kept) or len(kept) < 2 or hotline_texts().says("none", kept):
        return Taken(said, hotline_texts().texts.text_missing)
    heard = triage(kept)
    note = hotline_texts().texts.too_long if len(text.strip()) > TEXT_LIMIT else None
    urgent = heard.urgent is not None or heard.emergency is not None
    return Taken(said.settled("text", text=kept, kind=heard.kind.value, urgent=urgent), note=note)


def take_told(said: Collected, text: str, places: Divisions, reveal: Reveal) -> Taken:
    """What the opening message says beside the matter: place, time, telephone."""
    told = extract(text, places)
    note = None
    if told.place.town or told.place.ambiguous or told.place_text:
        said, note = _with_place(said, told, told.place_text or told.place.matched)
    if told.time:
        said = said.settled("happened", happened=told.time[:HAPPENED_LIMIT])
    own = [text[start:end] for start, end in own_numbers(text)]
    others = len(own) < len(masked_phones(text))
    phone = None if others and not own else _phone(own, told, reveal)[0]
    if phone:
        name = _CALLED.search(text)
        said = said.settled("contact", phone=phone, name=name["name"] if name else said.name)
    return Taken(said, note=note)


def take_place(said: Collected, text: str, places: Divisions, reveal: Reveal) -> Taken:
    """Town, village and words; “我家门口” is no place."""
    texts = hotline_texts().texts
    told = extract(text, places)
    if own_numbers(text) and not told.place_text and not told.place.town:
        # A number is no place; it is what will be asked for.
        return Taken(_with_number(said, text, places, reveal).reopened("place"), texts.place_unclear)
    words = text.strip()[:PLACE_LIMIT]
    if told.place.town or told.place.ambiguous:
        kept, note = _with_place(said, told, words)
        return Taken(kept, note=note)
    if is_relative(text) or (told.relative and not told.place_text):
        return Taken(said, texts.place_relative.format(said=words[:30]))
    if not has_content(words) or len(words) < 2:
        return Taken(said, texts.place_unclear)
    kept, _ = _with_place(said, told, words)
    return Taken(kept)


def take_town(said: Collected, heard: Heard, places: Divisions) -> Taken:
    """One of the towns, perhaps with a village."""
    if heard.act in (Act.UNKNOWN, Act.GO_ON):
        return Taken(said.settled("town"))
    found = find_place(heard.text, places)
    if found.town is None and not found.villages:
        town = next((town for town in places.towns if town.name in heard.text), None)
        found = Found(town) if town else found
    if found.town is None:
        return Taken(said, hotline_texts().texts.town_unclear)
    village = found.village.code if found.village else said.village
    return Taken(said.settled("town", town=found.town.code, village=village))


def take_village(said: Collected, heard: Heard, places: Divisions) -> Taken:
    """One of the villages of the same name."""
    if heard.act in (Act.UNKNOWN, Act.GO_ON):
        return Taken(said.settled("village", candidates=()))
    found = find_place(heard.text, places)
    fitting = [
        village
        for village in map(places.village, said.candidates)
        if village and (village in found.villages or village.town == found.town)
    ]
    if found.town is not None:
        fitting = [village for village in fitting if village.town == found.town]
    if len(fitting) != 1:
        return Taken(said, hotline_texts().texts.village_unclear)
    chosen = fitting[0]
    kept = said.settled("village", candidates=(), village=chosen.code, town=chosen.town.code)
    return Taken(kept)


def take_time(said: Collected, heard: Heard) -> Taken:
    """When, in the resident's words."""
    if heard.act in (Act.UNKNOWN, Act.GO_ON):
        return Taken(said.settled("happened", happened=None))
    return Taken(said.settled("happened", happened=heard.text.strip()[:HAPPENED_LIMIT] or None))


def take_answer(said: Collected, name: str, heard: Heard) -> Taken:
    """The answer to a question of the category."""
    unknown = heard.act in (Act.UNKNOWN, Act.GO_ON)
    answer = "" if unknown else heard.question.text.strip()[:ANSWER_LIMIT]
    answers = {**said.answers, name.removeprefix(QUESTION): answer}
    return Taken(said.settled(name, answers=answers))


def take_contact(said: Collected, text: str, places: Divisions, reveal: Reveal) -> Taken:
    """Telephone and, if given, a name; the number is checked here and kept out of the dialogue."""
    texts = hotline_texts().texts
    phone, error = _phone(masked_phones(CALLED + text), extract(text, places), reveal)
    if error:
        return Taken(said, error)
    if phone is None and any(char.isdigit() for char in text):
        phone, error = _read(text)
        if phone is None:
            return Taken(said, error)
    name = _name(text)
    if phone is None and said.phone and name:
        return Taken(said.settled("contact", name=name))
    if phone is None:
        kept = replace(said, name=name) if name else said
        return Taken(kept, texts.phone_needed)
    return Taken(said.settled("contact", phone=phone, name=name or said.name))


def take_kind(said: Collected, text: str) -> Taken:
    """One of the five kinds."""
    kind = next((kind.value for kind in Kind if kind.value in text), None)
    if kind is None:
        return Taken(said, hotline_texts().fields["kind"].ask)
    return Taken(said.settled("kind", kind=kind))


def take_disclosure(said: Collected, text: str) -> Taken:
    """Whether the contact may be passed on."""
    texts = hotline_texts()
    if texts.says("no", text) or text == texts.texts.disclose_no or texts.mentions("secret", text):
        return Taken(said.settled("disclose", disclose=False))
    if texts.says("yes", text) or text == texts.texts.disclose_yes:
        return Taken(said.settled("disclose", disclose=True))
    return Taken(said, texts.texts.yes_or_no)


def meant_field(text: str, places: Divisions) -> str | None:
    """The field that “不对,是……” is about, when it does not say which."""
    if masked_phones(text) or any(phone.number for phone in extract(text, places).phones):
        return "contact"
    if any(kind.value == text for kind in Kind):
        return "kind"
    if find_place(text, places).town or find_place(text, places).villages:
        return "place"
    return "happened" if find_time(text) else None


def _with_place(said: Collected, told: Said, words: str) -> tuple[Collected, str | None]:
    """With the place; and a note when a name was only guessed."""
    found = told.place
    candidates = tuple(village.code for village in found.villages) if found.ambiguous else ()
    kept = said.reopened("town", "village", "same").settled(
        "place",
        place=words[:PLACE_LIMIT] or None,
        town=found.town.code if found.town else None,
        village=found.village.code if found.village else None,
        candidates=candidates,
        same=None,
    )
    if found.guessed and not found.ambiguous and found.full:
        note = hotline_texts().texts.place_guessed.format(said=found.matched, full=found.full)
        return kept, note
    return kept, None


def _with_number(said: Collected, text: str, places: Divisions, reveal: Reveal) -> Collected:
    """With the number that was said before it was asked for."""
    return take_contact(said, text, places, reveal).said if own_numbers(text) else said


def _phone(masked: Sequence[str], told: Said, reveal: Reveal) -> tuple[str | None, str | None]:
    """A number that can be called back, or what is wrong with the one that was given."""
    if masked:
        phone = next((found for found in map(reveal, masked) if found), None)
        return phone, None if phone else hotline_texts().texts.phone_lost
    if told.phone:
        return told.phone, None
    for phone_said in told.phones:
        if phone_said.kind is PhoneKind.FOREIGN:
            return None, PhoneForeign().sentence
        if phone_said.kind is PhoneKind.IMPOSSIBLE:
            return _read(phone_said.written)
    return None, None


def _read(text: str) -> tuple[str | None, str | None]:
    digits = "".join(re.findall(r"[0-9+()（）\-－—]+", text))
    try:
        return read_phone(digits), None
    except HotlineError as error:
        return None, error.sentence


def _name(text: str) -> str | None:
    called = _CALLED.search(text) or _TITLED.search(text)
    if called:
        return called["name"][:NAME_LIMIT]
    rest = re.sub(r"[0-9*+\-－—()（）\s,，。;；:：、.!！]+", " ", text)
    rest = _PAST_PHONE.sub(" ", rest).strip()
    return rest if _BARE.fullmatch(rest) and rest not in _NO_NAME else None
