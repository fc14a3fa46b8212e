"""Masking of personal numbers in what residents write, before it is logged, stored or passed on.

Numbers are recognised by form and, where the standard has one, by check digit:

    公民身份号码        GB 11643: region, date of birth, check character (ISO 7064 MOD 11-2)
    统一社会信用代码    GB 32100: 18 characters, check character modulo 31
    银行卡号            16 to 19 digits, Luhn
    手机号              11 digits from 13 to 19, with or without +86
    座机号              area code, then 7 or 8 digits that begin with 2 to 9; without the area code only
                        where the text calls it a telephone number (“家里座机 6633123”)
    车牌号              region character, letter, 5 or 6 characters

A mask keeps the length of the text and a few characters at the ends, so that people recognise
their own number: 138****5678. Document numbers, dates and short hotline numbers have none of these
forms and stay as they are. Input is expected half width (``knowledge.text.normalise``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

#: First two digits of a citizen number: province-level codes of GB/T 2260, 83 for Taiwan residents.
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_CHECKS = "10X98765432"

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, power, 31) for power in range(17))

# Digits may be written in groups. Starting points may overlap, hence the lookaheads: a stray digit
# before a number must not hide it.
_CITIZEN = re.compile(r"(?<![0-9])(?=([0-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx])(?![0-9]))")
_CREDIT = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RT-UW-Ya-hj-np-rt-uw-y]{18}(?![0-9A-Za-z])")
_CARD = re.compile(
    r"(?<![0-9])(?=([0-9]{16,19}|[0-9]{4}(?P<gap>[ -])[0-9]{4}(?P=gap)[0-9]{4}(?P=gap)[0-9]{4}"
    r"(?:(?P=gap)[0-9]{1,3})?)(?![0-9]))"
)
_MOBILE_LEAD = r"(?:(?:\+|00)?86[ -]?|0)?"
_MOBILE = re.compile(rf"(?<![0-9]){_MOBILE_LEAD}(1[3-9][0-9][ -]?[0-9]{{4}}[ -]?[0-9]{{4}})(?![0-9])")
#: Three-digit area codes are those of the largest cities. From abroad, the zero is left out.
_AREA = r"(?:(?:\+|00)86[ -]?\(?0?|\(?0)(?:10|2[0-9]|[3-9][0-9]{2})\)?[ .·—–-]{0,3}"
_LANDLINE = re.compile(rf"(?<![0-9]){_AREA}([2-9][0-9]{{2,3}}[ -]?[0-9]{{4}})(?![0-9])")
#: What calls the next digits a telephone number; “电话费”, “联系单位” and a pole's “号码” do not.
_CALLED = (
    r"(?:电话|座机|固话|手机|联系(?:方式|人)?|(?<![证杆牌户表卡单编案车批])号码|打我|打给我|[拨打](?=[ :]?[2-9*]))"
    r"(?:(?![单证杆牌卡案编户表额资款费价票账])[^0-9*。;!?\n]){0,6}"
)
#: What calls the digits before it one: “6633123是我家电话”, “6633123(座机)”.
_CALLS = (
    r" ?(?:(?:(?:这|这个)?(?:也?是|就是)|(?=[我俺]))(?:(?:我|俺)们?)?(?:家|单位|厂|店)?里?的?|\((?:家里|办公|单位)?)"
    r"(?:联系)?(?:电话|座机|固话)"
)
#: A date or an amount is none, whatever stands before it.
_LOCAL_DIGITS = r"(?!20[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01]))[2-9][0-9]{2,3}[ -]?[0-9]{4}"
_NO_AMOUNT = r"(?![0-9*]|[.,][0-9]|\s?(?:元|块|万|千|亿|度|吨|公?斤|平|米|方|人|户|号|年|%))"
_MASKED_DIGITS = r"\*{3,4}[ -]?[0-9]{4}"


def _local(digits: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_CALLED}(?P<after>{digits}){_NO_AMOUNT}|(?<![0-9A-Za-z*-])(?P<before>{digits})(?={_CALLS})"
    )


#: Put before what was said when it was asked for.
CALLED = "电话"
_LOCAL = _local(_LOCAL_DIGITS)
_MASKED_LOCAL = _local(_MASKED_DIGITS)
_MASKED_PHONE = re.compile(
    rf"(?<![0-9*])(?:{_MOBILE_LEAD}(?P<mobile>1[3-9][0-9][ -]?\*{{4}}[ -]?[0-9]{{4}})"
    rf"|(?P<landline>{_AREA}{_MASKED_DIGITS}))(?![0-9*])"
)
_PLATE_LEAD = r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][ ·.-]?"
_MASKED_PLATE = re.compile(rf"{_PLATE_LEAD}\*{{5,6}}(?![0-9A-Za-z*])")
_PLATE = re.compile(
    rf"(?:{_PLATE_LEAD})"
    r"(?=[A-Za-z]*\d)"
    r"((?:[A-HJ-NP-Za-hj-np-z0-9]{5,6})|(?:[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学警港澳]))(?![0-9A-Za-z])"
)


def mask(text: str) -> str:
    """``text`` with the personal numbers in it starred out; as long as before; idempotent."""
    masked = _mask_once(text)
    while masked != text:
        # A number that ran into another one stands free once that one is starred out.
        text, masked = masked, _mask_once(masked)
    return masked


def _mask_once(text: str) -> str:
    text = _CREDIT.sub(lambda match: _checked(match[0], is_credit_code, 2, 2), text)
    text = _mask_overlapping(_CITIZEN, is_citizen_number, text, head=1, tail=1)
    text = _mask_overlapping(_CARD, is_card_number, text, head=0, tail=4)
    text = _MOBILE.sub(lambda match: _within(match, _starred(match[1], 3, 4)), text)
    text = _LANDLINE.sub(lambda match: _within(match, _starred(match[1], 0, 4)), text)
    text = _LOCAL.sub(_local_starred, text)
    return _PLATE.sub(lambda match: _within(match, _starred(match[1], 0, 0)), text)


def phones(text: str) -> Iterator[tuple[str, str]]:
    """The telephone numbers that :func:`mask` would star out: as they were written, and as they look then."""
    masked, rest = mask(text), text
    for pattern in (_MOBILE, _LANDLINE):
        for match in pattern.finditer(text):
            # A mobile number can be dialled without what stands before it, a landline cannot.
            start = match.start(1) if pattern is _MOBILE else match.start()
            rest = _without(rest, match.start(), match.end())
            yield text[start : match.end()], masked[start : match.end()]
    for match in _LOCAL.finditer(rest):
        start, end = match.span(match.lastgroup or 0)
        yield text[start:end], masked[start:end]


def masked_phones(text: str) -> list[str]:
    """Telephone numbers that were starred out, in the order they stand."""
    return [text[start:end] for start, end in masked_spans(text)]


def masked_spans(text: str) -> list[tuple[int, int]]:
    """Where telephone numbers were starred out."""
    found, rest = [], text
    for match in _MASKED_PHONE.finditer(text):
        found.append(match.span(match.lastgroup or 0))
        rest = _without(rest, match.start(), match.end())
    return sorted(found + [match.span(match.lastgroup or 0) for match in _MASKED_LOCAL.finditer(rest)])


def plates(text: str) -> Iterator[tuple[str, str]]:
    """The plates that :func:`mask` would star out: as they were written, and as they look then."""
    masked = mask(text)
    for match in _PLATE.finditer(text):
        yield match[0], masked[match.start() : match.end()]


def masked_plates(text: str) -> list[str]:
    """Plates that were starred out."""
    return [match[0] for match in _MASKED_PLATE.finditer(text)]


def _without(text: str, start: int, end: int) -> str:
    """``text`` with something in it that is no part of any number any more."""
    return f"{text[:start]}{'#' * (end - start)}{text[end:]}"


def is_citizen_number(number: str) -> bool:
    """Whether 18 characters are a citizen number: region, a real date, the check character."""
    number = number.upper()
    if len(number) != 18 or number[:2] not in _PROVINCES:
        return False
    if not (number[:17].isascii() and number[:17].isdigit()) or not _is_birth_date(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _CITIZEN_WEIGHTS, strict=False))
    return _CITIZEN_CHECKS[total % 11] == number[17]


def is_credit_code(code: str) -> bool:
    """Whether 18 characters are a unified social credit code, by its check character."""
    code = code.upper()
    if len(code) != 18 or any(char not in _CREDIT_ALPHABET for char in code):
        return False
    total = sum(
        _CREDIT_ALPHABET.index(char) * weight for char, weight in zip(code, _CREDIT_WEIGHTS, strict=False)
    )
    return _CREDIT_ALPHABET[-total % 31] == code[17]


def is_card_number(number: str) -> bool:
    """Whether 16 to 19 digits pass the Luhn check."""
    if not 16 <= len(number) <= 19 or not (number.isascii() and number.isdigit()) or len(set(number)) == 1:
        return False
    doubled = (int(digit) * 2 for digit in number[-2::-2])
    total = sum(map(int, number[-1::-2])) + sum(value - 9 if value > 9 else value for value in doubled)
    return total % 10 == 0


def _is_birth_date(digits: str) -> bool:
    if not "1800" <= digits[:4] <= "2099":
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _mask_overlapping(
    pattern: re.Pattern[str], is_number: Callable[[str], bool], text: str, head: int, tail: int
) -> str:
    parts: list[str] = []
    done = 0
    for match in pattern.finditer(text):
        if match.start() < done or not is_number(re.sub("[ -]", "", match[1])):
            continue
        parts += text[done : match.start()], _starred(match[1], head, tail)
        done = match.end(1)
    return "".join(parts) + text[done:]


def _checked(number: str, is_number: Callable[[str], bool], head: int, tail: int) -> str:
    return _starred(number, head, tail) if is_number(number) else number


def _within(match: re.Match[str], masked: str) -> str:
    """The whole match with its first group replaced by ``masked``."""
    start, end = match.start(1) - match.start(), match.end(1) - match.start()
    return match[0][:start] + masked + match[0][end:]


def _local_starred(match: re.Match[str]) -> str:
    start, end = (place - match.start() for place in match.span(match.lastgroup or 0))
    return match[0][:start] + _starred(match[0][start:end], 0, 4) + match[0][end:]


def _starred(number: str, head: int, tail: int) -> str:
    """Stars for all letters and digits but the first ``head`` and last ``tail`` of them."""
    places = [place for place, char in enumerate(number) if char.isalnum()]
    hidden = set(places[head : len(places) - tail])
    return "".join("*" if place in hidden else char for place, char in enumerate(number))
