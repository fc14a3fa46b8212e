"""Personal numbers are masked wherever they stand; nothing else is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.privacy import is_card_number, is_citizen_number, is_credit_code, mask, masked_phones, phones

DIGITS = "0123456789"
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: What stands around a number in a sentence.
AROUND = st.text(alphabet="我的号码是,。::、 ()查一下补办", max_size=12)


def citizen(region: str, birth: date, serial: int) -> str:
    body = f"{region}{birth:%Y%m%d}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, weights, strict=True)) % 11]


def luhn(body: str) -> str:
    return next(body + digit for digit in DIGITS if is_card_number(body + digit))


def credit(body: str) -> str:
    total = sum(CREDIT.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + CREDIT[-total % 31]


CITIZENS = st.builds(
    citizen,
    st.sampled_from(["110101", "410881", "419001", "650102", "830000"]),
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.integers(0, 999),
)
CARDS = st.integers(15, 18).flatmap(
    lambda length: st.text(DIGITS, min_size=length - 2, max_size=length - 2).map(
        lambda rest: luhn("62" + rest)
    )
)
CREDITS = st.text(CREDIT, min_size=15, max_size=15).map(lambda rest: credit("91" + rest))
LANDLINES = st.from_regex(r"(010|02[0-9]|0[3-9][0-9]{2})[ -]?[2-9][0-9]{6,7}", fullmatch=True)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
PLATES = st.from_regex(r"[京豫晋][A-HJ-NP-Z][·]?[0-9][A-HJ-NP-Z0-9]{4,5}", fullmatch=True)
NUMBERS = st.one_of(CITIZENS, CARDS, CREDITS, LANDLINES, MOBILES, PLATES)


@settings(deadline=None)
@given(AROUND, NUMBERS, AROUND)
def test_a_personal_number_never_survives(before: str, number: str, after: str) -> None:
    masked = mask(f"{before}{number}{after}")
    assert number not in masked
    assert masked.count("*") >= 3


@settings(deadline=None)
@given(st.lists(st.one_of(NUMBERS, AROUND), max_size=6).map("".join))
def test_masking_again_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@settings(deadline=None)
@given(st.lists(st.one_of(NUMBERS, AROUND, st.text(max_size=20)), max_size=6).map(" ".join))
def test_only_letters_and_digits_become_stars(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(new == old or (new == "*" and old.isalnum()) for new, old in zip(masked, text, strict=True))


@settings(deadline=None)
@given(CITIZENS, st.sampled_from([(6, 14), (4, 8, 12, 16), (6, 10, 14)]), st.sampled_from(" -"))
def test_numbers_written_in_groups_are_found(number: str, cuts: tuple[int, ...], gap: str) -> None:
    ends = (*cuts, 18)
    grouped = gap.join(number[start:end] for start, end in zip((0, *cuts), ends, strict=True))
    assert sum(char.isdigit() for char in mask(grouped)) <= 2


@settings(deadline=None)
@given(st.text("我要办事", max_size=4), MOBILES, CITIZENS)
def test_two_numbers_side_by_side_are_both_found(word: str, mobile: str, number: str) -> None:
    masked = mask(f"{word}{mobile} {number},{mobile}")
    assert mobile not in masked
    assert number not in masked


@settings(deadline=None)
@given(AROUND, st.one_of(MOBILES, LANDLINES), AROUND)
def test_a_telephone_number_is_known_by_its_mask(before: str, number: str, after: str) -> None:
    text = f"{before}，{number}，{after}"
    assert [written for written, _ in phones(text)] == [number]
    assert masked_phones(mask(text)) == [masked for _, masked in phones(text)]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678谢谢", "电话138****5678谢谢"),
        ("+86 138-1234-5678", "+86 138-****-5678"),
        ("8613812345678", "86138****5678"),
        ("013812345678", "0138****5678"),
        ("138 12345678", "138 ****5678"),
        ("电话0391-6633001", "电话0391-***3001"),
        ("0391663300 或 03916633001", "0391663300 或 0391***3001"),
        ("(0391)663-3001", "(0391)***-3001"),
        ("+86 391 66330012转2", "+86 391 ****0012转2"),
        ("家里座机 6633123", "家里座机 ***3123"),
        ("电话6633123", "电话***3123"),
        ("联系电话是：663-3123,谢谢", "联系电话是：***-3123,谢谢"),
        ("打6633123找我", "打***3123找我"),
        ("联系人王某某66331234", "联系人王某某****1234"),
        ("号码6633123或者13812345678", "号码***3123或者138****5678"),
        ("6633123是我家电话", "***3123是我家电话"),
        ("6633123(座机)", "***3123(座机)"),
        ("豫U12345的车", "豫U*****的车"),
        ("豫A·D12345", "豫A·******"),
        ("豫u1234挂", "豫u*****"),
        ("6222 0202 0011 2230", "**** **** **** 2230"),
        ("11010519491231002X", "1****************X"),
        ("11010519491231002x 号", "1****************x 号"),
        ("证件号11010519491231002Xphone", "证件号1****************Xphone"),
    ],
)
def test_masks_as_people_know_them(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "国办发〔2024〕3号",
        "豫政〔2024〕18号,2024-01-08 印发",
        "2026年3月2日 14:30:22",
        "20260101-20261231",
        "打 12345 还是 110、119、120、122",
        "12333 和 0391-12345",
        "第804号令 GB/T 39554.1-2020",
        "基本编码000709110002",
        "2024-01-08 2024-02-09 2024-03-10",
        "工资 12345678901 元",
        "1381234567",
        "138123456789",
        "豫A是郑州吗",
        "灯杆号码6633123",
        "杆号6633123",
        "我的电话没记住,工单6633123",
        "电话里说欠2300000元",
        "电话费2300000",
        "打电话说20260103来",
        "身份证号码4108811",
        "工资2300000 打给工人",
        "联系单位要回2300000块",
        "6633123",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


@settings(deadline=None)
@given(
    st.sampled_from(["电话", "我家座机是", "联系方式:", "号码 "]),
    st.from_regex(r"[3-9][0-9]{6,7}", fullmatch=True),
)
def test_a_local_number_that_is_called_one_is_known_by_its_mask(called: str, number: str) -> None:
    text = f"路灯坏了,{called}{number},谢谢"
    assert number not in mask(text)
    assert [written for written, _ in phones(text)] == [number]
    assert masked_phones(mask(text)) == [masked for _, masked in phones(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电话0391-6633001", ["0391-6633001"]),
        ("0391 6633001是我家电话", ["0391 6633001"]),
        ("电话13812345678,座机6633123", ["13812345678", "6633123"]),
        ("座机6633123,手机13812345678", ["13812345678", "6633123"]),
    ],
)
def test_no_number_counts_twice(text: str, found: list[str]) -> None:
    assert [written for written, _ in phones(text)] == found
    assert sorted(masked_phones(mask(text))) == sorted(masked for _, masked in phones(text))


@settings(deadline=None)
@given(st.dates(date(1949, 1, 1), date(2100, 1, 1)), st.integers(1, 999), st.sampled_from(["国办发", "豫政"]))
def test_document_numbers_and_dates_stay(day: date, number: int, issuer: str) -> None:
    text = f"{issuer}〔{day.year}〕{number}号 {day} {day:%Y%m%d} {day:%Y/%m/%d} {day.year}年{day.month}月"
    assert mask(text) == text


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("110105194912310021", False),
        ("11010519491331002X", False),
        ("99010519491231002X", False),
        ("11010517000101002X", False),
        ("1101051949123100", False),
        ("1101051949123100²X", False),
    ],
)
def test_citizen_numbers_are_checked(number: str, valid: bool) -> None:
    assert is_citizen_number(number) is valid


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91350100M000100Y43", True),
        ("91350100m000100y43", True),
        ("91350100M000100Y44", False),
        ("91350100I000100Y43", False),
        ("91350100M000100Y4", False),
    ],
)
def test_credit_codes_are_checked(code: str, valid: bool) -> None:
    assert is_credit_code(code) is valid


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("4111111111111111", True),
        ("4111111111111112", False),
        ("411111111111111", False),
        ("0000000000000000", False),
        ("41111111111111111111", False),
    ],
)
def test_card_numbers_are_checked(number: str, valid: bool) -> None:
    assert is_card_number(number) is valid
