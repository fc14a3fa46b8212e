"""Unified social credit codes (GB 32100): read, checked, and explained when they are wrong."""

from __future__ import annotations

import unicodedata

from stdnum.cn import uscc

from actions.inspection.errors import CreditCodeInvalid

LENGTH = 18
#: Letters that the standard leaves out, and the character that people mean by them.
LOOKALIKES = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"}
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def read_credit_code(text: str) -> str:
    """The code in capitals without blanks; :class:`CreditCodeInvalid` says what is wrong and where."""
    code = uscc.compact(unicodedata.normalize("NFKC", text))
    if len(code) != LENGTH:
        raise CreditCodeInvalid(f"统一社会信用代码应是 18 位，您写的是 {len(code)} 位。")
    for place, char in enumerate(code, start=1):
        if char not in ALPHABET:
            raise CreditCodeInvalid(_foreign(char, place))
    expected = check_character(code[:17])
    if code[17] != expected:
        raise CreditCodeInvalid(
            f"校验不通过：按前 17 位计算，最后一位应是“{expected}”，您写的是“{code[17]}”。"
            "请对照营业执照，看最后一位或前面哪一位写错了。"
        )
    return code


def check_character(first_seventeen: str) -> str:
    """The check character (modulo 31) of 17 characters of the alphabet."""
    return uscc.calc_check_digit(first_seventeen)


def masked_credit_code(code: str) -> str:
    """As much of a code as may be shown: its owner recognises it, nobody else learns it."""
    return f"{code[:2]}{'*' * 12}{code[-4:]}"


def _foreign(char: str, place: int) -> str:
    if char in LOOKALIKES:
        return (
            f"第 {place} 位“{char}”不对：统一社会信用代码里没有字母 I、O、Z、S、V，"
            f"这里可能是“{LOOKALIKES[char]}”。"
        )
    return f"第 {place} 位“{char}”不对：统一社会信用代码只有数字和大写字母。"
