"""What reaches the bot is normal, masked, never empty, never a command."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.web.hearing import NOTHING_SAID, clean, defuse, hear
from bot.web.problems import MessageEmpty, MessageTooLong

#: What people hide a command behind: slashes of all kinds, blanks, invisible characters.
MISCHIEF = st.text(alphabet="/／\\＼⁄∕⧸ \t\n\u200b\u2060\ufeff\u00ad\u3000\x1c\x85", max_size=8)


@settings(deadline=None)
@given(MISCHIEF, st.text(max_size=20))
def test_no_text_becomes_a_command(mischief: str, text: str) -> None:
    try:
        heard = hear(mischief + "/" + text, 500)
    except (MessageEmpty, MessageTooLong):
        return
    assert heard.strip()
    assert not heard.strip().startswith("/")


@settings(deadline=None)
@given(MISCHIEF, st.text(max_size=20))
def test_defusing_alone_is_enough(mischief: str, text: str) -> None:
    assert not defuse(mischief + text).strip().startswith("/")


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/greet", NOTHING_SAID),
        ("／restart", NOTHING_SAID),
        ("/ ／ \u200b/intent{'a': 1}", NOTHING_SAID),
        ("/身份证丢了", "身份证丢了"),
        ("/", NOTHING_SAID),
        ("\\\\", NOTHING_SAID),
        ("\u200b\u200b", NOTHING_SAID),
        ("３１／１２ 前要办吗", "31/12 前要办吗"),
        ("我的手機１３８１２３４５６７８", "我的手机138****5678"),
        ("138\u200b1234\u200b5678", "138****5678"),
        ("😀😀", "😀😀"),
        ("  身份证   丢了 ", "身份证 丢了"),
    ],
)
def test_what_is_heard(typed: str, heard: str) -> None:
    assert hear(typed, 500) == heard


@pytest.mark.parametrize("typed", ["", "   ", "\u3000\ufeff", "\n\t\x1c\x85"])
def test_nothing_is_an_error_with_advice(typed: str) -> None:
    with pytest.raises(MessageEmpty) as caught:
        hear(typed, 500)
    assert "请输入" in caught.value.detail


def test_too_long_is_an_error_that_names_the_limit() -> None:
    assert hear("问" * 500, 500) == "问" * 500
    with pytest.raises(MessageTooLong) as caught:
        hear("问" * 501, 500)
    assert "500" in caught.value.detail


def test_characters_that_normalise_to_many_are_cut() -> None:
    assert len(hear("\ufdfa" * 100, 500)) <= 500


@settings(deadline=None)
@given(st.text())
def test_whatever_is_not_blank_is_heard(text: str) -> None:
    if text.replace("\ufeff", "").strip():
        assert hear(text, len(text)).strip()
    else:
        with pytest.raises(MessageEmpty):
            hear(text, len(text))


def test_remarks_are_cleaned_too() -> None:
    assert clean(" 電話１３８１２３４５６７８没人接 ") == "电话138****5678没人接"
