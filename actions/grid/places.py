"""From a resident's words to a town and village: exact names, names in part, names written by sound.

A bare name that is also an everyday word (东街, 花园) counts only beside 村, 社区 or its town; a name
before 路, 大街, 公园 is that road or park. “我家门口” is no place: it must be asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from actions.grid.divisions import Divisions, Town, Village
from knowledge.text.normalise import normalise

#: After a name: what says that it is a village, and what says that it is something else.
_VILLAGE = r"(?:新?村|社区|居委会|居民委员会|村委会|村民委员会|大队|村里|那(?:边|儿|里)|这(?:边|儿|里))"
_FORMAL = r"(?:村|社区)"
_TOWN = r"(?:镇|街道|乡|街道办事处|办事处)"
_ELSE = r"(?!(?:东|西|南|北|中)?(?:路|街(?!道)|大街|大道|公园|广场|山|湖|寺|庙|宫|宾馆|酒店|学校|小学|中学|医院|市场|桥))"
_RELATIVE = re.compile(
    r"我(?:们)?(?:家|这里|这儿|这边|这|住的?地方|单位|公司|学校)?|俺(?:们)?(?:家|这儿|这)?|自己|这(?:里|儿|边|个地方)?|那(?:里|儿|边)?"
    r"|家里?|门(?:口|前|外)|楼(?:上|下|道|顶)|附近|旁边|对面|隔壁|周围|院(?:子|里)|小区|村(?:里|头|口)|屋(?:里|后)|路(?:上|边)|街上"
    r"|后面|前面|边上|外面|里面|就|在|的|是|呀|啊|呗|嘛|吧|上|下|里|外"
)
#: Everyday words among the village names: two characters with one of these at the end.
_WEAK_ENDINGS = "庄街关园河城村东西南北"
_ORDINARY = frozenset("河口 石板 水运 南山 东山 西山 北山 大社 中社 碑子 铁山 和平 光明 建设 人民".split())


@dataclass(frozen=True)
class Found:
    """What a text says about the place: one village, several to choose from, a town, or nothing."""

    town: Town | None = None
    villages: tuple[Village, ...] = ()
    #: The words of the text that were taken for the name.
    matched: str = ""
    #: The name was recognised by its sound or in part: confirm it with the resident.
    guessed: bool = False

    @property
    def village(self) -> Village | None:
        """The village, when there is just one."""
        return self.villages[0] if len(self.villages) == 1 else None

    @property
    def ambiguous(self) -> bool:
        """Whether the resident must say which village is meant."""
        return len(self.villages) > 1

    @property
    def full(self) -> str:
        """克井镇佃头村, 克井镇, or empty."""
        if self.village:
            return self.village.full
        return self.town.name if self.town else ""


def is_relative(text: str) -> bool:
    """Whether a text says where only from the speaker's point of view: “我家门口”, “楼下”."""
    plain = re.sub(r"[^\w]", "", normalise(text))
    return bool(plain) and not _RELATIVE.sub("", plain)


def find_place(text: str, among: Divisions) -> Found:
    """Town and village that a text names."""
    plain = normalise(text).replace(" ", "")
    town, rest, by_sound = _find_town(plain, among)
    for look in (_exact, _in_part, _sounding):
        candidates, matched = look(rest, town, among)
        if candidates:
            guessed = by_sound or look is not _exact
            only = candidates[0].town if len({village.town for village in candidates}) == 1 else town
            return Found(only, candidates, matched, guessed)
    return Found(town, (), town.name if town else "", by_sound)


def _find_town(text: str, among: Divisions) -> tuple[Town | None, str, bool]:
    """The town, the text without its name, and whether the name was recognised by sound."""
    shorts = {town.short: town for town in among.towns}
    match = _longest(text, shorts, _TOWN) or _longest(text, shorts, "", strict=rf"{_ELSE}(?!{_FORMAL})")
    if match:
        return shorts[match[1]], text[: match.start()] + "，" + text[match.end() :], False
    for window, ending in _windows(text, _TOWN, 2, 3):
        for town in among.towns:
            if _sounds(window) == _sounds(town.short):
                return town, text.replace(window + ending, "，", 1), True
    return None, text, False


def _exact(text: str, town: Town | None, among: Divisions) -> tuple[tuple[Village, ...], str]:
    names = {
        name: kept for name, same in among.by_name.items() if (kept := _within(same, town)) or town is None
    }
    match = _longest(text, names, _VILLAGE)
    if match is None:
        bold = names if town else {name: same for name, same in names.items() if not _weak(name)}
        match = _longest(text, bold, "", strict=_ELSE)
    if match is None:
        return (), ""
    # 桃园社区 is not 桃园村 of another town.
    said = tuple(village for village in names[match[1]] if village.name == match[0])
    return said or names[match[1]], match[0]


def _in_part(text: str, town: Town | None, among: Divisions) -> tuple[tuple[Village, ...], str]:
    """潘村 may be 北潘村 or 南潘村."""
    for window, ending in _windows(text, _FORMAL, 1, 4):
        part = window if len(window) > 1 else window + ending
        candidates = tuple(
            village
            for village in _within(among.villages, town)
            if len(village.short) > len(part) and village.short.endswith((part, window + ending))
        )
        if candidates:
            return candidates, window + ending
    return (), ""


def _sounding(text: str, town: Town | None, among: Divisions) -> tuple[tuple[Village, ...], str]:
    """店头村 is 佃头村."""
    for window, ending in _windows(text, _FORMAL, 2, 6):
        wanted = _sounds(window)
        candidates = tuple(v for v in _within(among.villages, town) if _sounds(v.short) == wanted)
        if candidates:
            return candidates, window + ending
    return (), ""


def _within(villages: tuple[Village, ...], town: Town | None) -> tuple[Village, ...]:
    return tuple(village for village in villages if town is None or village.town == town)


def _weak(name: str) -> bool:
    return len(name) <= 2 and (name[-1] in _WEAK_ENDINGS or name in _ORDINARY)


def _longest(
    text: str, names: dict[str, Town] | dict[str, tuple[Village, ...]], ending: str, *, strict: str = ""
) -> re.Match[str] | None:
    """First place in the text where a name stands, the longest name there; ``strict`` is what must not follow."""
    return _pattern(tuple(names), ending, strict).search(text)


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...], ending: str, strict: str) -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)"
    return re.compile(f"({either}){ending}{strict}")


def _windows(text: str, ending: str, shortest: int, longest: int) -> Iterator[tuple[str, str]]:
    """Characters before each ending, the longest run first."""
    for match in re.finditer(ending, text):
        for length in range(longest, shortest - 1, -1):
            window = text[max(match.start() - length, 0) : match.start()]
            if len(window) == length and re.fullmatch("[一-鿿]+", window):
                yield window, match[0]


@lru_cache(maxsize=4096)
def _sounds(name: str) -> str:
    # Its dictionary takes 60 MB: only a process that looks for misspelt places loads it.
    from knowledge.text.pinyin import sound

    return " ".join(sound(name))
