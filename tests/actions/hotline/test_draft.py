"""What is wrong with a draft is said in one clear sentence; what is right is tidied."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.hotline import errors
from actions.hotline.draft import Draft, checked, checked_key, tidy
from actions.hotline.errors import HotlineError, sentences
from actions.hotline.numbers import new_number, read_number, spaced
from actions.hotline.phones import last_digits, read_phone, starred
from tests.actions.hotline.conftest import DRAFT, NOW


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"text": " \n\x00"}, errors.TextMissing),
        ({"text": "长" * 5_000_000}, errors.TextTooLong),
        ({"kind": "点赞"}, errors.KindUnknown),
        ({"place": None, "town": None, "village": None}, errors.PlaceMissing),
        ({"place": "长" * 201}, errors.PlaceTooLong),
        ({"town": "110101001"}, errors.PlaceOutside),
        ({"town": "419001002"}, errors.PlaceOutside),
        ({"village": "41900100100"}, errors.PlaceOutside),
        ({"longitude": 112.6}, errors.PlaceOutside),
        ({"longitude": 0.0, "latitude": 0.0}, errors.PlaceOutside),
        ({"longitude": float("nan"), "latitude": 35.1}, errors.PlaceOutside),
        ({"phone": None}, errors.PhoneMissing),
        ({"phone": "没有"}, errors.PhoneInvalid),
        ({"name": "名" * 41}, errors.NameTooLong),
        ({"email": "a@b"}, errors.EmailInvalid),
        ({"answers": {"杆号": "1" * 501}}, errors.AnswersTooLong),
        ({"answers": {str(n): "1" for n in range(21)}}, errors.AnswersTooLong),
        ({"photos": tuple("abcdefg")}, errors.TooManyPhotos),
        ({"photos": ("a",) * 50}, errors.TooManyPhotos),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, object], error: type[HotlineError]) -> None:
    with pytest.raises(error) as raised:
        checked(replace(DRAFT, **changes))  # type: ignore[arg-type]
    assert any("一" <= char <= "鿿" for char in raised.value.sentence)
    assert "{" not in raised.value.sentence


def test_a_question_needs_no_place() -> None:
    asked = replace(DRAFT, kind="咨询", place=None, town=None, village=None)
    assert checked(asked).place is None


def test_a_village_brings_its_town() -> None:
    assert checked(replace(DRAFT, town=None)).town == "419001001"


def test_html_stays_what_was_typed() -> None:
    html = "<img src=x onerror=alert(1)>"
    found = checked(replace(DRAFT, text=html, place=html, name=html, happened=html, answers={html: html}))
    assert {found.text, found.place, found.name, found.happened, *found.answers.values()} == {html}


@given(st.text(max_size=300))
def test_tidied_text_can_be_stored(text: str) -> None:
    tidied = tidy(text) or ""
    tidied.encode()
    assert "\x00" not in tidied
    assert tidy(tidied) == (tidied or None)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("13800001234", "13800001234"),
        ("138 0000 1234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("+86 138-0000-1234", "13800001234"),
        ("0086 13800001234", "13800001234"),
        ("0391-6600123", "0391-6600123"),
        ("（0391）6600123", "0391-6600123"),
        ("+86 391 6600123", "0391-6600123"),
        ("010 66001234", "010-66001234"),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, read: str) -> None:
    assert read_phone(typed) == read
    assert starred(read).endswith(last_digits(read))
    assert starred(read).count("*") == len(read) - 7


@pytest.mark.parametrize("typed", ["", "123", "12800001234", "1380000123", "138000012345", "11111111111",
    "13888888888", "66001234", "1600123", "2222222", "0391-0600123", "0391-2222222", "一三八", "13800001234转2", "x" * 10_000])  # fmt: skip
def test_what_cannot_be_a_number_is_refused(typed: str) -> None:
    with pytest.raises(errors.PhoneInvalid):
        read_phone(typed)


@pytest.mark.parametrize(
    "typed", ["+1 415 555 0100", "+852 2345 6789", "0044 20 7946 0000", "＋81 3 1234 5678"]
)
def test_numbers_from_abroad_are_refused_with_their_own_sentence(typed: str) -> None:
    with pytest.raises(errors.PhoneForeign):
        read_phone(typed)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        number = read_phone(text)
    except errors.DraftInvalid:
        return
    assert read_phone(number) == number


@given(st.integers(0, 12), st.integers(1, 9))
def test_a_misread_digit_is_noticed(place: int, by: int) -> None:
    number = new_number(NOW.date())
    assert read_number(spaced(number)) == number
    wrong = str((int(number[place]) + by) % 10)
    assert read_number(number[:place] + wrong + number[place + 1 :]) is None


@pytest.mark.parametrize("key", ["", "k" * 161, "a\x00b"])
def test_keys_that_cannot_be_stored_are_refused(key: str) -> None:
    with pytest.raises(errors.KeyInvalid):
        checked_key(key)


def _tree(kind: type[HotlineError]) -> set[type[HotlineError]]:
    return {kind}.union(*(_tree(child) for child in kind.__subclasses__()))


def test_every_error_has_a_sentence_and_every_sentence_an_error() -> None:
    codes = [kind.code for kind in _tree(HotlineError)]
    assert len(codes) == len(set(codes))
    assert sentences().keys() == set(codes)


def test_the_same_draft_has_the_same_fingerprint() -> None:
    assert Draft(**DRAFT.__dict__).fingerprint() == DRAFT.fingerprint()
    assert replace(DRAFT, text="别的").fingerprint() != DRAFT.fingerprint()
