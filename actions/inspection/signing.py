"""Signing keys: Ed25519, with identifiers and rotation.

The private half is a file of this installation that only its user can read; the database holds the
public half, by which every process, and anybody offline, can verify. The keyring also keeps the
secret from which typed codes are made and hashed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy.engine import Connection

from actions.inspection import tables

#: The file of the typed codes' secret.
TYPED_FILE = "typed-codes"


def default_folder(data_dir: Path) -> Path:
    """Where an installation keeps its keys."""
    return data_dir / "keys" / "inspection"


def base64url(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes; ``ValueError`` for anything but the one way to write them."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except UnicodeEncodeError as error:
        raise ValueError("not base64url") from error
    # The decoder passes over stray characters and unused bits: two texts must not mean the same.
    if base64url(raw) != text:
        raise ValueError("not canonical base64url")
    return raw


class Keyring:
    """The secrets of this installation, one file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: dict[str, bytes] = {}

    @property
    def secret(self) -> bytes:
        """The secret of typed codes; made when first needed."""
        kept = self._read(TYPED_FILE)
        return kept if kept is not None else self._keep(TYPED_FILE, secrets.token_bytes(32))

    def tag(self, purpose: str, text: str) -> str:
        """A keyed hash, as hex. ``purpose`` keeps hashes of one kind from passing for another."""
        return hmac.new(self.secret, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()

    def private(self, kid: str) -> Ed25519PrivateKey | None:
        """The private key, if it is kept here."""
        raw = self._read(f"{kid}.key")
        return None if raw is None else Ed25519PrivateKey.from_private_bytes(raw)

    def make(self) -> tuple[str, str]:
        """A new key: its identifier, and its public half as text."""
        key, kid = Ed25519PrivateKey.generate(), secrets.token_hex(4)
        self._keep(f"{kid}.key", key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
        return kid, base64url(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def _read(self, name: str) -> bytes | None:
        if name not in self._kept:
            try:
                self._kept[name] = (self.folder / name).read_bytes()
            except FileNotFoundError:
                return None
        return self._kept[name]

    def _keep(self, name: str, raw: bytes) -> bytes:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        written = self.folder / f".{name}.{secrets.token_hex(4)}"
        with open(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(raw)
        try:
            # Two processes that start together: the first to link wins, both read the same.
            os.link(written, self.folder / name)
        except FileExistsError:
            pass
        finally:
            written.unlink()
        self._kept[name] = (self.folder / name).read_bytes()
        return self._kept[name]


def rotate(connection: Connection, keyring: Keyring, now: datetime) -> str:
    """Sign with a new key from now on; what older keys signed stays valid."""
    kid, public = keyring.make()
    keys = tables.signing_keys
    connection.execute(sa.update(keys).where(keys.c.retired_at.is_(None)).values(retired_at=now))
    connection.execute(sa.insert(keys).values(id=kid, public_key=public, created_at=now))
    return kid


def revoke(connection: Connection, kid: str, now: datetime) -> None:
    """Trust nothing that this key signed: its private half is no longer private."""
    keys = tables.signing_keys
    change = sa.update(keys).where(keys.c.id == kid)
    connection.execute(change.values(revoked_at=now, retired_at=sa.func.coalesce(keys.c.retired_at, now)))


def signing_key(connection: Connection, keyring: Keyring, now: datetime) -> tuple[str, Ed25519PrivateKey]:
    """The key to sign with; made when there is none whose private half is kept here."""
    keys = tables.signing_keys
    current = sa.select(keys.c.id).where(keys.c.retired_at.is_(None), keys.c.revoked_at.is_(None))
    for kid in connection.scalars(current.order_by(keys.c.created_at.desc())):
        private = keyring.private(kid)
        if private is not None:
            return kid, private
    kid, public = keyring.make()
    connection.execute(sa.insert(keys).values(id=kid, public_key=public, created_at=now))
    private = keyring.private(kid)
    assert private is not None
    return kid, private


def public_keys(connection: Connection) -> Mapping[str, Ed25519PublicKey]:
    """Identifier → key that verifies."""
    keys = tables.signing_keys
    rows = connection.execute(sa.select(keys.c.id, keys.c.public_key).where(keys.c.revoked_at.is_(None)))
    return {row.id: Ed25519PublicKey.from_public_bytes(from_base64url(row.public_key)) for row in rows}


def key_set(connection: Connection) -> dict[str, list[dict[str, str]]]:
    """The public keys as a JSON Web Key Set, for verification offline."""
    keys = tables.signing_keys
    rows = connection.execute(sa.select(keys.c.id, keys.c.public_key).where(keys.c.revoked_at.is_(None)))
    return {
        "keys": [
            {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": row.id, "x": row.public_key}
            for row in rows
        ]
    }
