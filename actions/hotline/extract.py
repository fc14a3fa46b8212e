"""What one message already says for the form: telephone, time and place, so that nothing is asked twice.

Pure; the parts are given as the resident wrote them. Town and village come from the divisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from actions.grid.divisions import Divisions, divisions
from actions.grid.places import Found, find_place, is_relative
from actions.hotline.errors import PhoneForeign, PhoneInvalid
from actions.hotline.phones import is_local, read_phone
from knowledge.text.normalise import digits, normalise


class PhoneKind(StrEnum):
    """What a run of digits is, as a telephone number."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    FOREIGN = "foreign"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Phone:
    """A number found in a text; ``number`` is in one spelling when it can be called back."""

    kind: PhoneKind
    written: str
    number: str | None = None


@dataclass(frozen=True)
class Said:
    """What a message says beside the matter itself."""

    phones: tuple[Phone, ...]
    #: When, in the resident's words: “昨晚十点”, “每天夜里”.
    time: str | None
    place: Found
    #: Where, in the resident's words: road, estate, village, building.
    place_text: str | None
    #: Only a place seen from the speaker was named (“我家门口”): it must be asked about.
    relative: bool

    @property
    def phone(self) -> str | None:
        """The first number that can be called back."""
        return next((phone.number for phone in self.phones if phone.number), None)


_RUN = re.compile(r"(?<![0-9A-Za-z+])(?:\+|00)?\(?[0-9](?:[0-9()（）.·\s—-]{5,22})[0-9](?![0-9A-Za-z])")
#: A run of other length is only taken for a telephone number when the text says so.
_CUE = re.compile(r"(电话|手机|号码|联系|座机|打我|tel|phone)[^0-9+]{0,8}$", re.IGNORECASE)
_CARD_LENGTH = 15
#: Poles, meters and dates have numbers as long as a local telephone's.
_LOCAL_LENGTH = 7

_N = r"(?:[0-9]{1,4}|[一二两三四五六七八九十]{1,3}|几|好几)"
_CLOCK = rf"(?:[0-9]{{1,2}}[:：][0-9]{{2}}|{_N}点(?:钟|半|多|左右|{_N}分)?(?:左右|多)?)"
_PART = r"(?:凌晨|清早|清晨|早上|早晨|早起|上午|中午|晌午|下午|傍晚|黄昏|晚上|夜里|夜间|半夜|深夜|后半夜|大半夜|白天|晚)"
_DAY = (
    r"(?:今天|今日|今早|今晚|今儿|昨天|昨日|昨晚|昨夜|昨儿|前天|前晚|大前天|刚才|刚刚|"
    rf"(?:这|上|本|上上)(?:个)?(?:周|星期|礼拜)(?:[一二三四五六日天末])?|(?:周|星期|礼拜)[一二三四五六日天末]|"
    rf"(?:今年|去年|前年|[0-9]{{4}}年)?{_N}月(?:份)?(?:{_N}[日号])?(?:初|中旬|底)?|{_N}[日号](?!楼|线|院|门|路|车|店|井|灯|杆|地|公)|"
    r"今年|去年|前年|(?:上个?|这个?|本)月(?:底|初|中旬)?|(?:前|这|最近)(?:几|两|些)天|最近|近期|国庆|春节|元旦|五一|中秋|清明|端午|年前|年后)"
)
_HABIT = r"(?:每天|天天|每晚|每夜|每周|每到|整天|整夜|一到|一直|经常|老是|长期|常年|周末)"
_SPAN = rf"(?:(?:已经|都|快|有)?{_N}(?:多)?(?:个)?(?:天|周|星期|礼拜|月|年|小时|半月)(?:多)?(?:了|以来|前)|半(?:个)?(?:月|年|天)(?:了|多)?)"
_RANGE = rf"(?:{_CLOCK}(?:到|至|-|~){_PART}?{_CLOCK})"
_TIME_PART = rf"(?:{_HABIT}|{_DAY}|{_PART}|{_RANGE}|{_CLOCK}|{_SPAN})"
_TIME = re.compile(rf"{_TIME_PART}(?:[的在从,，]?{_TIME_PART}){{0,5}}")
_ONE_TIME = re.compile(_TIME_PART)
_TOO_VAGUE = frozenset("一直 经常 老是 最近 近期 白天 今年 整天 长期 周末".split())

_NAMED = re.compile(
    r"(?:[一-鿿]{1,8}?(?:路(?![灯面边上人过况段障基牌由])|大道|大街|街(?![道上头坊])|巷|胡同|高速|国道|省道|县道|桥|河|渠|水库))"
    r"(?:(?:与|和|跟|到|、|交)[一-鿿]{1,8}?(?:路|大道|大街|街|巷|桥))?"
    r"(?:交(?:叉口|汇处|口)|[东西南北]{1,2}(?:段|侧|头|口)|[0-9一二三四五六七八九十百]+号(?:院|楼)?|路口|口)?"
    r"|[一-鿿A-Za-z0-9]{2,10}?(?:小区|花园|家园|新村|社区|广场|市场|超市|商场|大厦|公寓|别墅|学校|小学|中学|幼儿园|医院|公园|工地|工业园|厂区|宾馆|酒店|车站|家属院|家属楼|集聚区|公司)+"
    r"(?:[东西南北]门)?(?:[0-9一二三四五六七八九十]+(?:号楼|号|栋|幢|单元|区|期))*"
)
#: What comes before a place without being part of its name.
_LEAD = re.compile(
    r"^(?:.*(?:位于|地址是?|地点是?|住在?|家在|就在|在|到|去|从|反映|投诉|举报|咨询|发现|我们?(?:村|家)?(?:的)?|俺们?|，|,|。|；|;|:|：|的))"
)


def extract(text: str, among: Divisions | None = None) -> Said:
    """Telephone, time and place of a message."""
    plain = digits(normalise(text))
    phones = tuple(find_phones(plain))
    rest = plain
    for phone in phones:
        rest = rest.replace(phone.written, "，")
    named = find_place(rest, among or divisions())
    words = find_place_words(rest, named)
    return Said(phones, find_time(rest), named, words, words is None and _mentions_relative(rest))


def find_phones(text: str) -> Iterator[Phone]:
    """Numbers that were meant as telephone numbers, impossible ones among them."""
    for match in _RUN.finditer(text):
        written = match[0]
        bare = re.sub(r"\D", "", written)
        cued = bool(_CUE.search(text[: match.start()]))
        if len(bare) >= _CARD_LENGTH and not cued:
            continue
        try:
            number = read_phone(written)
        except PhoneForeign:
            yield Phone(PhoneKind.FOREIGN, written)
        except PhoneInvalid:
            # A date or an amount is no telephone number; what is called one, or looks like one, is.
            if cued or (len(bare) == 11 and bare.startswith("1")):
                yield Phone(PhoneKind.IMPOSSIBLE, written)
        else:
            if len(bare) == _LOCAL_LENGTH and not (cued and is_local(written)):
                continue
            yield Phone(PhoneKind.LANDLINE if number.startswith("0") else PhoneKind.MOBILE, written, number)


def find_time(text: str) -> str | None:
    """The longest expression of time, in the resident's words."""
    plain = text.replace(" ", "")
    found = [match[0].strip("的在从,，") for match in _TIME.finditer(plain)]
    telling = [part for part in found if not set(_ONE_TIME.findall(part)) <= _TOO_VAGUE]
    return max(telling, key=len, default=None)


def find_place_words(text: str, named: Found) -> str | None:
    """Where, in the resident's words: what was recognised of the divisions, and roads, estates, buildings."""
    plain = _TIME.sub("，", text.replace(" ", ""))
    town = named.town.name if named.town else ""
    details = [_detail(match[0], town) for match in _NAMED.finditer(plain)]
    details = [part for part in details if len(part) > 2 and part not in named.full and not is_relative(part)]
    # 世纪苑小区3号楼 says more than 世纪苑社区.
    closer = any(named.village and part.startswith(named.matched) for part in details)
    head = town if closer else named.full or named.matched
    return "".join(dict.fromkeys((head, *details))) or None


def _detail(part: str, town: str) -> str:
    """A named place without the words before it and without its town."""
    part = _LEAD.sub("", part)
    return part.split(town)[-1] if town else part


def _mentions_relative(text: str) -> bool:
    return bool(
        re.search(r"(我|俺)们?(家|这|小区|村|楼|单元)|门口|楼(上|下)|附近|隔壁|对面|这(里|儿|边)", text)
    )
