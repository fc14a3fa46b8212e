"""Random tokens and what the database knows of them."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """A token has 256 random bits: a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
