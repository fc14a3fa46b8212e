"""Addresses that carry their own permission: a keyed tag over what they show.

They end when the enterprise's code is issued anew, for the tag is over that code's identifier.
"""

from __future__ import annotations

import hmac

from sqlalchemy.engine import Connection

from actions.inspection.registry import Enterprise, enterprise_by_code_id
from actions.inspection.signing import Keyring

#: What is linked, and the end of its address.
QR, CALENDAR = "qr.svg", "calendar.ics"


def path(keyring: Keyring, owner: Enterprise, what: str) -> str:
    """The address of an enterprise's QR image or calendar."""
    tag = keyring.tag(f"link-{what}", owner.code_id)
    return f"/api/inspection/enterprises/{owner.code_id}/{what}?tag={tag}"


def opened(connection: Connection, keyring: Keyring, code_id: str, what: str, tag: str) -> Enterprise | None:
    """The enterprise whose address this is; None for any other."""
    right = keyring.tag(f"link-{what}", code_id)
    if not hmac.compare_digest(right.encode(), tag.encode("utf-8", "replace")):
        return None
    return enterprise_by_code_id(connection, code_id)
