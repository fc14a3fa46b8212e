"""Telephone numbers that the hotline can call back: mainland mobiles, and landlines; 济源's without area code, too."""

from __future__ import annotations

import re
import unicodedata

from actions.hotline.errors import PhoneForeign, PhoneInvalid

_FILL = re.compile(r"[\s\-－—()（）.·]+")
_HOME = re.compile(r"^(?:\+|00)86")
_ABROAD = re.compile(r"^(?:\+|00)[0-9]")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
#: Three-digit area codes are those of the largest cities; no subscriber number begins with 0 or 1.
_LANDLINE = re.compile(r"(?P<area>010|02[0-9]|0[3-9][0-9]{2})(?P<rest>[2-9][0-9]{6,7})")
#: A number of 济源 as its people say it. Eight digits would be another city's: which, nobody said.
_LOCAL = re.compile(r"[2-9][0-9]{6}")
_LOCAL_WRITTEN = re.compile(r"[2-9][0-9]{2}[ -]?[0-9]{4}")
HOME_AREA = "0391"
LAST_DIGITS = 4


def read_phone(text: str) -> str:
    """The number in one spelling, ``13812345678`` or ``0391-6633000``; an error that says what is wrong."""
    digits = _FILL.sub("", unicodedata.normalize("NFKC", text[:100]))
    at_home = _HOME.match(digits)
    if at_home is None and _ABROAD.match(digits):
        raise PhoneForeign()
    if at_home is not None:
        digits = digits[at_home.end() :]
        # Abroad, one dials the area code without its zero.
        if not _MOBILE.fullmatch(digits) and not digits.startswith("0"):
            digits = "0" + digits
    if not digits.isascii():
        raise PhoneInvalid()
    if _LOCAL.fullmatch(digits):
        digits = HOME_AREA + digits
    if _MOBILE.fullmatch(digits) and len(set(digits[3:])) > 1:
        return digits
    landline = _LANDLINE.fullmatch(digits)
    if landline is None or len(set(landline["rest"])) == 1:
        raise PhoneInvalid()
    return f"{landline['area']}-{landline['rest']}"


def is_local(text: str) -> bool:
    """Whether it has no area code: then it is only a telephone number where something says so."""
    return _LOCAL_WRITTEN.fullmatch(text.strip()) is not None


def last_digits(phone: str) -> str:
    """What a resident proves a number with."""
    return phone[-LAST_DIGITS:]


def starred(phone: str) -> str:
    """A number as it is shown where it is recognised but not needed: 138****5678."""
    return f"{phone[:3]}{'*' * (len(phone) - 3 - LAST_DIGITS)}{phone[-LAST_DIGITS:]}"
