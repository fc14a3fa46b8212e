"""Public ticket numbers: six digits of the date, six random digits, a check digit.

Short enough to read out over the phone; a digit that is misheard or two that are swapped are noticed
(Damm's check digit). Random digits keep it from telling how many tickets there are; the number alone
never opens a ticket.
"""

from __future__ import annotations

import re
import secrets
from datetime import date

from stdnum import damm

_NUMBER = re.compile(r"[0-9]{13}")
_BETWEEN = re.compile(r"[\s\-－—_.·]+")


def new_number(day: date) -> str:
    """A number for a ticket of this day; the caller tries again when it is taken."""
    digits = f"{day:%y%m%d}{secrets.randbelow(1_000_000):06d}"
    return digits + str(damm.calc_check_digit(digits))


def read_number(text: str) -> str | None:
    """The number somebody wrote, with blanks or dashes in it perhaps; None when it can be no number."""
    number = _BETWEEN.sub("", text.strip())
    if not number.isascii() or not _NUMBER.fullmatch(number) or not damm.is_valid(number):
        return None
    return number


def spaced(number: str) -> str:
    """The number in groups: easier to read, and no spreadsheet takes it for a sum of money."""
    return f"{number[:6]}-{number[6:12]}-{number[12:]}"
