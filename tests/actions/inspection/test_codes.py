"""Codes cannot be guessed, altered, or used for another enterprise."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.inspection import codes
from actions.inspection.codes import CodeInvalid, Fault, VisitToken
from actions.inspection.signing import Keyring, base64url, from_base64url
from tests.actions.inspection.conftest import HOUR, NOW

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
KEYS = {"k1": KEY.public_key()}
SAID = VisitToken("a" * 32, "e" * 32, NOW + HOUR)
TOKEN = codes.visit_token(SAID, NOW, "k1", KEY)
ENTERPRISE = codes.enterprise_code("c" * 32, "k1", KEY)
ids = st.text("0123456789abcdef", min_size=32, max_size=32)


def test_a_token_says_what_was_signed() -> None:
    assert codes.read_visit_token(TOKEN, KEYS, NOW) == SAID
    assert codes.read_enterprise_code(ENTERPRISE, KEYS) == "c" * 32


def test_codes_at_the_end_of_a_link_are_read() -> None:
    assert codes.read_visit_token(f"https://example.invalid/v/{TOKEN}", KEYS, NOW) == SAID
    assert codes.read_enterprise_code(f"https://example.invalid/e/{ENTERPRISE}", KEYS) == "c" * 32


@given(st.integers(0, len(TOKEN) - 1), st.integers(0, 6))
def test_a_token_with_any_bit_flipped_is_refused(place: int, bit: int) -> None:
    altered = TOKEN[:place] + chr(ord(TOKEN[place]) ^ 1 << bit) + TOKEN[place + 1 :]
    with pytest.raises(CodeInvalid):
        codes.read_visit_token(altered, KEYS, NOW)


@given(st.integers(4, len(ENTERPRISE) - 1), st.integers(0, 6))
def test_an_enterprise_code_with_any_bit_flipped_is_refused(place: int, bit: int) -> None:
    altered = ENTERPRISE[:place] + chr(ord(ENTERPRISE[place]) ^ 1 << bit) + ENTERPRISE[place + 1 :]
    with pytest.raises(CodeInvalid):
        codes.read_enterprise_code(altered, KEYS)


@given(st.integers(0, len(TOKEN) - 1))
def test_a_truncated_token_is_refused(length: int) -> None:
    with pytest.raises(CodeInvalid):
        codes.read_visit_token(TOKEN[:length], KEYS, NOW)


@given(st.integers(0, len(ENTERPRISE) - 1))
def test_a_truncated_enterprise_code_is_refused(length: int) -> None:
    with pytest.raises(CodeInvalid):
        codes.read_enterprise_code(ENTERPRISE[:length], KEYS)


@given(st.text(max_size=300))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(CodeInvalid):
        codes.read_visit_token(text, KEYS, NOW)
    with pytest.raises(CodeInvalid):
        codes.read_enterprise_code(text, KEYS)


def test_another_key_does_not_sign_for_this_one() -> None:
    with pytest.raises(CodeInvalid):
        codes.read_visit_token(codes.visit_token(SAID, NOW, "k1", OTHER), KEYS, NOW)
    with pytest.raises(CodeInvalid):
        codes.read_enterprise_code(codes.enterprise_code("c" * 32, "k1", OTHER), KEYS)


def test_an_unsigned_token_is_refused() -> None:
    header = base64url(b'{"alg":"none","kid":"k1"}')
    with pytest.raises(CodeInvalid):
        codes.read_visit_token(f"{header}.{TOKEN.split('.')[1]}.", KEYS, NOW)


def test_clocks_may_differ_a_little_but_not_more() -> None:
    assert codes.read_visit_token(TOKEN, KEYS, SAID.expires_at + timedelta(seconds=100)) == SAID
    assert codes.read_visit_token(TOKEN, KEYS, NOW - timedelta(seconds=100)) == SAID
    with pytest.raises(CodeInvalid) as late:
        codes.read_visit_token(TOKEN, KEYS, SAID.expires_at + timedelta(seconds=140))
    with pytest.raises(CodeInvalid) as early:
        codes.read_visit_token(TOKEN, KEYS, NOW - timedelta(seconds=140))
    assert (late.value.fault, early.value.fault) == (Fault.EXPIRED, Fault.EARLY)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ids, ids)
def test_typed_codes_differ_by_visit_and_are_found_in_what_people_say(
    tmp_path: Path, one: str, other: str
) -> None:
    keyring = Keyring(tmp_path)
    typed = codes.typed_code(keyring, one)
    assert codes.find_code(f"这两个人是真的来检查的吗，码是{typed.lower()}。") == typed
    assert codes.find_code(typed.replace("-", " ")) == typed
    assert codes.find_code(f"码：{typed.replace('-', '')}") == typed
    assert (codes.typed_code(keyring, other) == typed) == (one == other)


def test_typed_codes_need_the_secret(tmp_path: Path) -> None:
    mine, theirs = Keyring(tmp_path / "mine"), Keyring(tmp_path / "theirs")
    assert codes.typed_code(mine, "a" * 32) != codes.typed_code(theirs, "a" * 32)
    assert codes.typed_code(mine, "a" * 32) == codes.typed_code(Keyring(tmp_path / "mine"), "a" * 32)


@pytest.mark.parametrize("text", ["", "没有码", "2026-03-02", "138-1234-5678", "ABC-DEF", "ABC-DEF-GHJ2"])
def test_what_is_no_code_is_not_found(text: str) -> None:
    assert codes.find_code(text) is None


def test_the_text_of_a_qr_is_found_in_a_sentence() -> None:
    assert codes.find_code(f"帮我看看 {TOKEN} 是不是真的") == TOKEN


@given(st.binary(max_size=80))
def test_base64_has_one_way_to_be_written(raw: bytes) -> None:
    assert from_base64url(base64url(raw)) == raw


def test_unused_bits_in_base64_are_refused() -> None:
    with pytest.raises(ValueError, match="canonical"):
        from_base64url("YR")


def test_a_qr_is_an_image_without_script() -> None:
    image = codes.qr_svg(ENTERPRISE)
    assert image.startswith(b"<svg")
    assert b"script" not in image
