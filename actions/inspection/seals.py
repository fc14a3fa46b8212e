"""Credit codes that people type in the chat.

The edge masks them before anything is logged, stored or passed on; beside the masked text it passes a
seal, a keyed hash, by which a visit's enterprise is recognised and from which nobody learns the code.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from actions.inspection.credit_code import LENGTH, read_credit_code
from actions.inspection.errors import CreditCodeInvalid
from actions.inspection.signing import Keyring

#: The name of the seal in a message's metadata.
SEAL = "enterprise_seal"
_RUN = re.compile(r"[0-9A-Za-z]+(?:[ -][0-9A-Za-z]+)*")
#: How far from the right length something still is a credit code with a slip.
SLIP = 2


def seal(keyring: Keyring, credit_code: str) -> str:
    """What stands for a credit code."""
    return keyring.tag("credit-code", credit_code)


def sealed(text: str, keyring: Keyring) -> dict[str, object]:
    """The seal of the credit code in a message, as metadata; nothing when there is none."""
    for said in codes_like(text):
        try:
            return {SEAL: seal(keyring, read_credit_code(said))}
        except CreditCodeInvalid:
            continue
    return {}


def seal_in(metadata: Mapping[str, Any]) -> str | None:
    """The seal that came with a message."""
    found = metadata.get(SEAL)
    return found if isinstance(found, str) else None


def is_sealed(keyring: Keyring, credit_code: str, said: str) -> bool:
    """Whether a seal is that of a credit code."""
    return hmac.compare_digest(seal(keyring, credit_code), said)


def codes_like(text: str) -> list[str]:
    """What somebody may have meant as a credit code, without blanks; those of the right length first."""
    found = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text)):
        pieces = re.split("[ -]", run)
        found += [piece for piece in pieces if abs(len(piece) - LENGTH) <= SLIP]
        found += [whole for whole in _joined(pieces) if len(whole) == LENGTH]
    # Long numbers without a letter are something else unless they have just the length.
    meant = [code for code in found if len(code) == LENGTH or not code.isdigit()]
    return sorted(meant, key=lambda code: len(code) != LENGTH)


def fault_of(text: str) -> str | None:
    """What is wrong with the credit code in a message; None when there is none, or one is right."""
    faults = []
    for said in codes_like(text):
        try:
            read_credit_code(said)
        except CreditCodeInvalid as error:
            faults.append(str(error))
        else:
            return None
    return faults[0] if faults else None


def _joined(pieces: list[str]) -> Iterator[str]:
    """Neighbouring pieces put together, as people write long numbers in groups."""
    for first in range(len(pieces)):
        for last in range(first + 2, min(len(pieces), first + LENGTH) + 1):
            yield "".join(pieces[first:last])
