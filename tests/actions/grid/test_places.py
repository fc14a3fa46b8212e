import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.grid.divisions import Divisions, divisions
from actions.grid.places import find_place, is_relative

ALL = divisions()


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("克井镇佃头村", "克井镇佃头村"),
        ("佃头", "克井镇佃头村"),
        ("店头村的路灯坏了", "克井镇佃头村"),
        ("我住玉泉街道王庄", "玉泉街道王庄村"),
        ("济水街道", "济水街道"),
        ("济水街道办事处", "济水街道"),
        ("下冶", "下冶镇"),
        ("只城镇有人烧秸秆", "轵城镇"),
        ("思礼镇思礼村", "思礼镇思礼村"),
        ("沁园社区门口", "沁园街道沁园社区"),
        ("东街社区", "济水街道东街村"),
        ("邵原镇花园村", "邵原镇花园村"),
        ("桃园社区", "沁园街道桃园社区"),
        ("五 龙 口 镇", "五龙口镇"),
    ],
)
def test_a_place_is_found(text: str, full: str) -> None:
    assert find_place(text, ALL).full == full


@pytest.mark.parametrize(
    "text",
    [
        "",
        "我家门口",
        "东街有人摆摊",
        "济水大街堵车",
        "天坛路",
        "花园小区",
        "王屋山景区",
        "路灯坏了",
        "孩子上学的事",
        "🙂",
    ],
)
def test_what_names_no_town_or_village_finds_none(text: str) -> None:
    found = find_place(text, ALL)
    assert (found.town, found.villages) == (None, ())


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("王庄村的路坏了", {"玉泉街道王庄村", "大峪镇王庄村"}),
        ("潘村", {"天坛街道北潘村", "天坛街道南潘村"}),
    ],
)
def test_a_name_that_several_villages_share_is_asked_about(text: str, choices: set[str]) -> None:
    found = find_place(text, ALL)
    assert found.ambiguous
    assert found.village is None
    assert {village.full for village in found.villages} >= choices


def test_villages_of_one_town_still_tell_the_town() -> None:
    found = find_place("天坛街道潘村", ALL)
    assert found.town is not None
    assert found.town.name == "天坛街道"
    assert found.ambiguous


def test_a_name_recognised_by_sound_is_to_be_confirmed() -> None:
    assert find_place("店头村", ALL).guessed
    assert find_place("只城镇", ALL).guessed
    assert not find_place("佃头村", ALL).guessed


@pytest.mark.parametrize(
    "text", ["我家门口", "楼下", "这里", "小区门口", "俺家附近", "我们这儿", "就在我家对面。"]
)
def test_relative_places_are_no_places(text: str) -> None:
    assert is_relative(text)


@pytest.mark.parametrize("text", ["", "佃头", "沁园路3号", "世纪苑小区门口"])
def test_named_places_are_not_relative(text: str) -> None:
    assert not is_relative(text)


@given(st.sampled_from(ALL.villages))
def test_every_village_is_found_by_its_full_name(village) -> None:
    found = find_place(village.full, ALL)
    assert village in found.villages
    assert found.town == village.town


@given(st.sampled_from(ALL.villages), st.text(max_size=30))
def test_what_follows_does_not_hide_the_full_name(village, rest: str) -> None:
    assert find_place(f"{village.full}，{rest}", ALL).town == village.town


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    found = find_place(text, ALL)
    assert all(village in ALL.villages for village in found.villages)
    assert is_relative(text) in (True, False)


def test_no_divisions_find_nothing() -> None:
    assert find_place("克井镇佃头村", Divisions((), ())).full == ""
