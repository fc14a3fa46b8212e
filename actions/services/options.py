"""Which option of a situation question a resident means, in their own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from actions.services.amounts import amounts, option_for
from knowledge.formats.service import Option, Question, Service
from knowledge.text.normalise import content_characters, normalise

#: Answers to a question that was put; anywhere else they may mean anything.
YES = frozenset(
    "是 是的 对 对的 有 有的 会 要 需要 能 可以 嗯 嗯嗯 恩 好 好的 没错 在 属于 符合 是啊 对啊 中 满了 够了".split()
)
NO = frozenset(
    "不是 没 没有 不 不会 不要 不需要 不用 不能 不在 不属于 都不是 都没有 无 没有的 不是的 没呢 还没 还没有 没有呢 不满 不够".split()
)
#: What stands right before a word that is denied: “不是公司”.
_DENIAL = re.compile(
    "(不是|不算|并非|不属于|不|没|未|非|别|无)(是|算|在|去|办|领|到|过|曾|能|会|要|想|个|我|再|的)?$"
)
_NEGATIVE = re.compile("^(都|还)?(不|没|未|无|非)")
_NUMBERS = {char: at for at, char in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_CHOICE = re.compile(r"(?:我?选|第)*([1-9一二两三四五六七八九])(?:个|项|种|条|号|类)?(?:吧|的|情况|那个)*")
_CHOICES = re.compile(f"^{_CHOICE.pattern}$")
#: Shorter words than this are only taken as answers when they are all that is said.
LEAST = 2


@dataclass(frozen=True)
class Mention:
    """Words of an option found in a text; ``denied`` when the text says that it is not so."""

    question: str
    option: str
    start: int
    end: int
    denied: bool


def compact(text: str) -> str:
    """A text as options are compared: “没有领证” and “没领证” are the same."""
    return normalise(text).replace(" ", "").replace("没有", "没").lower()


def wordings(option: Option) -> Iterator[str]:
    """All that people say for an option."""
    return map(compact, (option.title, *option.words))


def mentions(questions: Iterable[Question], text: str) -> list[Mention]:
    """Options named in a text: the longest words win over those inside them."""
    plain = compact(text)
    found = [
        Mention(question.id, option.id, at, at + len(word), _DENIAL.search(plain[:at]) is not None)
        for question in questions
        for option in question.options
        for word in wordings(option)
        if len(word) >= LEAST and word not in YES | NO
        for at in _places(plain, word)
    ]
    # “十三年” is not 三年: words that are a piece of an amount do not count.
    measured = [(amount.start, amount.end) for amount in amounts(plain)]
    found = [mention for mention in found if not any(_inside(mention, place) for place in measured)]
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda mention: mention.start - mention.end):
        span = (mention.start, mention.end)
        if all(span == (other.start, other.end) or not _overlap(mention, other) for other in kept):
            kept.append(mention)
    return kept


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _inside(mention: Mention, place: tuple[int, int]) -> bool:
    """Whether it is part of a place, and not all of it."""
    start, end = place
    return start <= mention.start and mention.end <= end and (mention.start, mention.end) != place


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def exactly(question: Question, text: str) -> str | None:
    """The option that the whole message names: by number, by its words, or by yes and no."""
    plain = content_characters(compact(text))
    numbered = _CHOICES.match(plain)
    if numbered is not None:
        number = int(_NUMBERS.get(numbered[1], 0) or numbered[1])
        return question.options[number - 1].id if number <= len(question.options) else None
    named = {
        option.id
        for option in question.options
        if plain and plain in {content_characters(word) for word in wordings(option)}
    }
    return named.pop() if len(named) == 1 else _by_yes_or_no(question, plain)


def _by_yes_or_no(question: Question, plain: str) -> str | None:
    """“有没有……？” has a negative option; a question with 吗 is also answered by yes."""
    negative = [option.id for option in question.options if _NEGATIVE.match(compact(option.title))]
    others = [option.id for option in question.options if option.id not in negative]
    if plain in {compact(word) for word in NO}:
        if len(negative) == 1:
            return negative[0]
        return question.options[1].id if _is_polar(question) and not negative else None
    if plain in YES and _is_polar(question):
        if len(negative) == 1 and len(others) == 1:
            return others[0]
        return question.options[0].id if not negative else None
    return None


def _is_polar(question: Question) -> bool:
    return len(question.options) == 2 and re.search("吗[?？]?$", question.ask) is not None


def named(question: Question, text: str, among: Iterable[Question] = ()) -> str | None:
    """The option of a question that a longer message names; ``among`` are questions whose words it may use too."""
    measured = option_for(question, compact(text))
    if measured is not None:
        return measured
    found = [
        m for m in mentions({q.id: q for q in (question, *among)}.values(), text) if m.question == question.id
    ]
    meant = {mention.option for mention in found if not mention.denied}
    if len(meant) == 1:
        return meant.pop()
    denied = {mention.option for mention in found if mention.denied}
    left = [option.id for option in question.options if option.id not in denied]
    if not meant and denied and len(left) == 1:
        return left[0]
    return None if meant or denied else _part_of(question, text)


def _part_of(question: Question, text: str) -> str | None:
    """“外地” for 外地户口: the message is part of the words of one option only."""
    plain = content_characters(compact(text))
    if len(plain) < LEAST:
        return None
    around = {
        option.id for option in question.options for word in wordings(option)
        if plain in word and _DENIAL.search(word[: word.find(plain)]) is None
    }  # fmt: skip
    return around.pop() if len(around) == 1 else None


def told_in(service: Service, text: str, ignored: Iterable[str]) -> dict[str, str]:
    """What a message tells of the situation by itself: words that mean one option of one question."""
    ignored = {compact(word) for word in ignored}
    plain = compact(text)
    by_place: dict[tuple[int, int], set[tuple[str, str]]] = {}
    for mention in mentions(service.questions, text):
        if not mention.denied and plain[mention.start : mention.end] not in ignored:
            place = (mention.start, mention.end)
            by_place.setdefault(place, set()).add((mention.question, mention.option))
    clear = [pairs.pop() for pairs in by_place.values() if len(pairs) == 1]
    told: dict[str, set[str]] = {}
    for question, option in clear:
        told.setdefault(question, set()).add(option)
    return {question: options.pop() for question, options in told.items() if len(options) == 1}
