"""The codes: pure. What an enterprise's QR says, and what a visit's QR and typed code say.

    enterprise  JQ1.<key id>.<random identifier>.<signature>     printed, on the wall
    visit       a JSON Web Token, EdDSA: visit, enterprise, valid from and until; shown for minutes
    typed       XXX-XXX-XXX, made from the visit by a keyed hash; meant for one enterprise

All are verifiable without asking anybody but for the public keys, but for the typed code, which is
looked up. A code is refused when a single bit differs.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import jwt
import segno
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from actions.inspection.signing import Keyring, base64url, from_base64url
from actions.inspection.vocabulary import numbers

ENTERPRISE = "JQ1"
AUDIENCE = "jishitong-visit"
#: Without characters that are easily taken for another.
TYPED_ALPHABET = "2346789ABCDEFGHJKMNPQRTUWXY"
TYPED_LENGTH = 9

_TYPED = re.compile(
    rf"(?<![0-9A-Z])[{TYPED_ALPHABET}]{{3}}([ -]?)[{TYPED_ALPHABET}]{{3}}\1[{TYPED_ALPHABET}]{{3}}(?![0-9A-Z])"
)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?")
_CLAIMS = ["sub", "ent", "nbf", "exp", "aud"]


class Fault(StrEnum):
    """Why a token is not taken."""

    TAMPERED = "tampered"
    EXPIRED = "code_expired"
    EARLY = "early"


class CodeInvalid(ValueError):
    """A code that is not what it claims to be."""

    def __init__(self, fault: Fault = Fault.TAMPERED) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class VisitToken:
    """What a visit's QR says."""

    visit_id: str
    enterprise_id: str
    expires_at: datetime


def enterprise_code(code_id: str, kid: str, key: Ed25519PrivateKey) -> str:
    """The text of an enterprise's QR."""
    said = f"{ENTERPRISE}.{kid}.{code_id}"
    return f"{said}.{base64url(key.sign(said.encode()))}"


def read_enterprise_code(text: str, keys: Mapping[str, Ed25519PublicKey]) -> str:
    """The identifier in an enterprise's QR, also when it is the end of a link; else :class:`CodeInvalid`."""
    parts = text.strip().rsplit("/", 1)[-1].split(".")
    if len(parts) != 4 or parts[0] != ENTERPRISE or parts[1] not in keys:
        raise CodeInvalid
    try:
        keys[parts[1]].verify(from_base64url(parts[3]), ".".join(parts[:3]).encode())
    except (InvalidSignature, ValueError):
        raise CodeInvalid from None
    return parts[2]


def visit_token(said: VisitToken, now: datetime, kid: str, key: Ed25519PrivateKey) -> str:
    """The text of a visit's QR, valid from now on."""
    claims = {
        "aud": AUDIENCE,
        "sub": said.visit_id,
        "ent": said.enterprise_id,
        "nbf": int(now.timestamp()),
        "exp": int(said.expires_at.timestamp()),
    }
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": kid})


def read_visit_token(text: str, keys: Mapping[str, Ed25519PublicKey], now: datetime) -> VisitToken:
    """What a visit's QR says; :class:`CodeInvalid` says why it is not taken."""
    text = text.strip().rsplit("/", 1)[-1]
    try:
        for part in text.split("."):
            from_base64url(part)
        key = keys[jwt.get_unverified_header(text)["kid"]]
        # The clock is ours, not the library's.
        options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "require": _CLAIMS}
        claims = jwt.decode(text, key, algorithms=["EdDSA"], audience=AUDIENCE, options=options)  # type: ignore[arg-type]
        said = VisitToken(str(claims["sub"]), str(claims["ent"]), _moment(claims["exp"]))
        starts = _moment(claims["nbf"])
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError):
        raise CodeInvalid from None
    skew = timedelta(seconds=numbers().skew_seconds)
    if now > said.expires_at + skew:
        raise CodeInvalid(Fault.EXPIRED)
    if now < starts - skew:
        raise CodeInvalid(Fault.EARLY)
    return said


def typed_code(keyring: Keyring, visit_id: str) -> str:
    """The code of a visit that people can read out and type: 43 bits that only the keyring can make."""
    number = int(keyring.tag("typed", visit_id), 16)
    characters = []
    for _ in range(TYPED_LENGTH):
        number, place = divmod(number, len(TYPED_ALPHABET))
        characters.append(TYPED_ALPHABET[place])
    return "-".join("".join(characters[start : start + 3]) for start in (0, 3, 6))


def typed_hash(keyring: Keyring, typed: str) -> str:
    """What the database knows of a typed code."""
    return keyring.tag("typed-hash", re.sub("[^0-9A-Z]", "", typed))


def find_code(text: str) -> str | None:
    """The visit's code in what somebody wrote: the text of a QR, or a typed code as XXX-XXX-XXX."""
    text = unicodedata.normalize("NFKC", text)
    token = _TOKEN.search(text)
    if token is not None and not token[0].startswith(ENTERPRISE):
        return token[0]
    typed = _TYPED.search(re.sub("[‐-―−]", "-", text).upper())
    if typed is None:
        return None
    plain = re.sub("[ -]", "", typed[0])
    return f"{plain[:3]}-{plain[3:6]}-{plain[6:]}"


def is_typed(code: str) -> bool:
    """Whether a code is a typed one rather than the text of a QR."""
    return "." not in code


def qr_svg(text: str, *, sized: bool = True) -> bytes:
    """The text as a QR image; without a size of its own it fills the place that a page gives it."""
    written = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(written, kind="svg", scale=6 if sized else 1, border=4, xmldecl=False, omitsize=not sized)
    return written.getvalue()


def _moment(seconds: object) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise TypeError
    return datetime.fromtimestamp(seconds, UTC)
