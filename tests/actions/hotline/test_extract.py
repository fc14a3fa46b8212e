import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.hotline.extract import PhoneKind, extract, find_phones


@pytest.mark.parametrize(
    ("text", "phone", "time", "where"),
    [
        ("克井镇佃头村路灯从昨晚十点开始不亮，我电话13812345678", "13812345678", "昨晚十点", "克井镇佃头村"),
        (
            "沁园路与济水大街交叉口每天夜里有人摆摊，联系0391-6633000",
            "0391-6633000",
            "每天夜里",
            "沁园路与济水大街交叉口",
        ),
        ("世纪苑小区3号楼停水三天了 手机 139 1234 5678", "13912345678", "三天了", "沁园街道世纪苑小区3号楼"),
        ("11月3日上午9点半在天坛路被车刮了", None, "11月3日上午9点半", "天坛路"),
        ("工地晚上10点到凌晨2点施工", None, "晚上10点到凌晨2点", None),
        ("我住五龙口镇，天天半夜养猪场臭", None, "天天半夜", "五龙口镇"),
        ("水管漏了", None, None, None),
        ("", None, None, None),
    ],
)
def test_what_a_message_says(text: str, phone: str | None, time: str | None, where: str | None) -> None:
    said = extract(text)
    assert (said.phone, said.time, said.place_text) == (phone, time, where)


def test_an_unclear_village_leaves_the_town_to_be_asked() -> None:
    said = extract("王庄村的桥坏了")
    assert said.place.ambiguous
    assert said.place_text == "王庄村"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("电话12345678901", PhoneKind.IMPOSSIBLE),
        ("手机号1381234567", PhoneKind.IMPOSSIBLE),
        ("打我电话 +1 202 555 0143", PhoneKind.FOREIGN),
        ("+85291234567", PhoneKind.FOREIGN),
        ("０３９１－６６３３０００", PhoneKind.LANDLINE),
        ("+86 138 1234 5678", PhoneKind.MOBILE),
        ("一三八一二三四五六七八", PhoneKind.MOBILE),
        ("家里座机 663 3123", PhoneKind.LANDLINE),
    ],
)
def test_kinds_of_numbers(text: str, kind: PhoneKind) -> None:
    assert [phone.kind for phone in extract(text).phones] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "花了123456元",
        "灯杆6633123",
        "电话里说2026-11-2来",
        "2026年11月3日",
        "身份证410881199001011234",
        "编号20261103",
        "拨打12345",
        "5000-8000元",
    ],
)
def test_other_numbers_are_no_telephone_numbers(text: str) -> None:
    assert extract(text).phones == ()


@pytest.mark.parametrize("text", ["我家门口的路灯不亮", "楼下太吵", "我们小区门口有坑", "就在这里"])
def test_a_place_seen_from_the_speaker_is_to_be_asked(text: str) -> None:
    said = extract(text)
    assert said.place_text is None
    assert said.relative


@pytest.mark.parametrize("text", ["路灯坏了", "这条路灯不亮", "最近一直这样"])
def test_neither_place_nor_time(text: str) -> None:
    said = extract(text)
    assert (said.place_text, said.time) == (None, None)


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_every_mobile_number_is_found_however_it_is_written(number: str) -> None:
    wanted = None if len(set(number[3:])) == 1 else number
    for written in (
        number,
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"+86{number}",
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
    ):
        assert extract(f"水管坏了，电话{written}，快来").phone == wanted


@given(st.text(max_size=300))
def test_parts_are_words_of_the_message(text: str) -> None:
    said = extract(text)
    assert all(phone.written for phone in said.phones)
    assert said.time is None or said.time


@given(st.text(alphabet="0123456789+-() 电话", max_size=60))
def test_numbers_that_can_be_called_are_well_formed(text: str) -> None:
    for phone in find_phones(text):
        assert (phone.number is not None) == (phone.kind in (PhoneKind.MOBILE, PhoneKind.LANDLINE))
        assert phone.number is None or len(phone.number) in (11, 12, 13)


def test_a_very_long_message_is_read_quickly_enough_to_answer() -> None:
    said = extract("克井镇佃头村" + "路" * 2000 + "。" + "昨晚" * 2000)
    assert said.place.village is not None
