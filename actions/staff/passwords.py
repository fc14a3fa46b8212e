"""Passwords: the rules for a new one, and argon2id hashes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from actions.staff.errors import PasswordWeak

SHORTEST = 10
LONGEST = 128

#: RFC 9106's second recommendation (64 MiB, three passes), argon2-cffi's default.
_HASHER = PasswordHasher()


def check(password: str, name: str) -> None:
    """Raise :class:`PasswordWeak` with the rule that a new password breaks."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise PasswordWeak(f"密码至少 {SHORTEST} 个字符；用几个不相干的词连起来，又长又好记")
    if len(plain) > LONGEST:
        raise PasswordWeak(f"密码最多 {LONGEST} 个字符")
    compact = "".join(plain.casefold().split())
    if len(name) >= 3 and name.casefold() in compact:
        raise PasswordWeak("密码里不能有登录名")
    if len(set(compact)) < 5:
        raise PasswordWeak("密码重复的字符太多")
    if compact in _common():
        raise PasswordWeak("这个密码太常见，很容易被猜到")


def hashed(password: str) -> str:
    """The hash to store; takes tens of milliseconds on purpose."""
    return _HASHER.hash(_normal(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one of ``stored``; as slow when there is none to compare with."""
    try:
        right = _HASHER.verify(stored or _nobody(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(stored)


def _normal(password: str) -> str:
    """The same characters whatever keyboard they were typed on."""
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = (files("actions.staff") / "common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
