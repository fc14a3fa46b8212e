"""At the door: the code in any writing, the enterprise it is for, and no word about other enterprises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.inspection import arrival, registration
from actions.inspection.chat import code_reply, has_code, no_code_reply, only_code
from actions.inspection.codes import TYPED_ALPHABET, typed_code
from actions.inspection.credit_code import check_character
from actions.inspection.seals import SEAL, codes_like, fault_of, seal, sealed
from actions.inspection.signing import Keyring
from actions.inspection.verify_form import CODE, ENTERPRISE, VerifyConversation, code_in
from actions.inspection.visits import visit
from actions.staff import switches
from tests.actions.inspection.conftest import CERTIFICATES, DAY, HOUR, MARKET, NOW, City, credit_code
from tests.actions.inspection.doors import Owner, desk_of

AT = NOW + HOUR
GENUINE = "这两个人是真的来检查的吗"


@pytest.fixture
def owner(city: City) -> Owner:
    return Owner(city, VerifyConversation(desk_of(city, AT)))


@pytest.fixture
def visit_id(city: City) -> str:
    return city.visit_id()


def arrive(city: City, visit_id: str) -> None:
    text = city.write(arrival.enterprise_qr_text, city.bakery, city.keyring, AT)
    city.write(arrival.check_in, visit_id, text, CERTIFICATES[MARKET], "", AT)


def status(reply: dict[str, Any]) -> str:
    return str(reply["inspection"]["status"])


def test_without_a_code_it_is_asked_for(owner: Owner) -> None:
    (reply,) = owner.say(GENUINE).replies
    assert (reply["kind"], reply["form"]["field"]["id"]) == ("form", "code")
    assert [choice["title"] for choice in reply["choices"]] == ["没有码", "取消"]


def test_a_code_without_the_enterprise_is_never_enough(city: City, owner: Owner, visit_id: str) -> None:
    arrive(city, visit_id)
    verdict, question = owner.say(f"{GENUINE},码是{typed_code(city.keyring, visit_id)}").replies
    assert (status(verdict), verdict["inspection"]["verdict"]) == ("registered_unbound", "caution")
    assert question["form"]["field"]["id"] == "enterprise"


def test_the_credit_code_binds_and_is_kept_as_a_seal_only(city: City, owner: Owner, visit_id: str) -> None:
    arrive(city, visit_id)
    turn = owner.talk(f"{GENUINE},码是{typed_code(city.keyring, visit_id)}", city.bakery.credit_code)
    (reply,) = turn.replies
    assert (status(reply), turn.state) == ("registered", None)
    assert owner.slots[ENTERPRISE] == seal(city.keyring, city.bakery.credit_code)
    assert city.bakery.credit_code not in str(owner.slots) + str(turn.replies)


def test_the_enterprise_is_remembered_for_the_next_code(city: City, owner: Owner, visit_id: str) -> None:
    arrive(city, visit_id)
    code = typed_code(city.keyring, visit_id)
    owner.talk(GENUINE, city.bakery.credit_code, code)
    assert status(owner.say(f"再核一次 {code}").replies[0]) == "registered"


def test_one_message_may_tell_both(city: City, owner: Owner, visit_id: str) -> None:
    said = f"我是{city.bakery.credit_code},对方的码{typed_code(city.keyring, visit_id)}"
    assert status(owner.say(said).replies[0]) == "not_checked_in"


def test_a_code_of_another_enterprise_reads_like_one_that_is_not_there(
    city: City, owner: Owner, visit_id: str
) -> None:
    own = city.factory.credit_code
    (foreign,) = owner.say(f"{own} 码 {typed_code(city.keyring, visit_id)}").replies
    (invented,) = owner.say(f"{own} 码 {typed_code(city.keyring, '0' * 32)}").replies
    assert foreign == invented
    assert status(foreign) == "unknown_code"


def test_an_enterprise_that_nobody_registered_learns_no_more(city: City, owner: Owner, visit_id: str) -> None:
    said = f"{credit_code(99)} 码 {typed_code(city.keyring, visit_id)}"
    assert status(owner.say(said).replies[0]) == "unknown_code"


@pytest.mark.parametrize(
    "writing",
    [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", ""),
     lambda code: code.replace("-", " - "), lambda code: code.replace("-", "－"),
     lambda code: "".join(chr(ord(char) + 0xFEE0) for char in code), lambda code: code.replace("-", ".")],
)  # fmt: skip
def test_the_code_in_any_writing(city: City, owner: Owner, visit_id: str, writing: Any) -> None:
    said = f"码是{writing(typed_code(city.keyring, visit_id))} {city.bakery.credit_code}"
    assert status(owner.say(said).replies[0]) == "not_checked_in"


def test_the_text_of_a_qr_is_taken_and_another_enterprise_is_told(
    city: City, owner: Owner, visit_id: str
) -> None:
    found = city.write(visit, visit_id)
    token = city.write(arrival.shown_codes, found, city.keyring, AT).token
    assert status(owner.say(f"{token} {city.bakery.credit_code}").replies[0]) == "not_checked_in"
    assert status(owner.say(f"{token} {city.factory.credit_code}").replies[0]) == "wrong_enterprise"
    assert status(owner.say(f"{token[:-40]} {city.bakery.credit_code}").replies[0]) == "tampered"


def test_a_cancelled_visit_is_refused_without_asking_who(city: City, owner: Owner, visit_id: str) -> None:
    city.write(registration.cancel, visit_id, "改期", NOW)
    turn = owner.say(typed_code(city.keyring, visit_id))
    assert (status(turn.replies[0]), turn.state) == ("cancelled", None)


def test_a_wrong_check_digit_is_explained(city: City, owner: Owner, visit_id: str) -> None:
    owner.say(typed_code(city.keyring, visit_id))
    right = city.bakery.credit_code
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    (reply,) = owner.say(wrong).replies
    assert f"最后一位应是“{right[-1]}”" in reply["form"]["field"]["error"]
    (reply,) = owner.say(right[:4] + "I" + right[5:]).replies
    assert "第 5 位“I”不对" in reply["form"]["field"]["error"]
    assert owner.say("跳过").state is None


def test_a_code_that_is_too_short_is_counted(owner: Owner) -> None:
    owner.say(GENUINE)
    (reply,) = owner.say("K7M-2PQ").replies
    assert "“K7M2PQ”是 6 位" in reply["form"]["field"]["error"]


def test_no_code_leads_to_what_may_be_asked_for(owner: Owner) -> None:
    turn = owner.talk(GENUINE, "没有码")
    assert "第五十五条" in turn.replies[0]["text"]
    assert turn.state is None


def test_another_question_in_between_is_answered(owner: Owner) -> None:
    answer, again = owner.talk(GENUINE, "网格员能来查我的店吗").replies
    assert answer["text"].startswith("答：")
    assert again["form"]["field"]["id"] == "code"


def test_the_way_to_verify_is_asked_of_the_knowledge(owner: Owner) -> None:
    assert owner.say("怎么核实来检查的人是不是真的").replies[0]["text"].startswith("答：")


def test_leaving(owner: Owner) -> None:
    assert owner.talk(GENUINE, "算了").state is None


def test_switched_off_nothing_is_verified(city: City, owner: Owner, visit_id: str) -> None:
    city.write(switches.change, "inspections", {"on": False, "sentence": "停用一会儿。"}, NOW, "某人", "")
    code = typed_code(city.keyring, visit_id)
    assert owner.say(code).replies[0]["text"] == "停用一会儿。"
    assert code_reply(desk_of(city, AT), owner.heard(code))[0]["text"] == "停用一会儿。"


def test_a_code_out_of_the_blue(city: City, owner: Owner, visit_id: str) -> None:
    code = typed_code(city.keyring, visit_id)
    assert has_code(owner.heard(code))
    reply, slots = code_reply(desk_of(city, AT), owner.heard(code))
    assert (status(reply), slots) == ("registered_unbound", {CODE: code})
    owner.slots.update(slots)
    told = owner.heard(city.bakery.credit_code)
    assert has_code(told)
    assert status(code_reply(desk_of(city, AT), told)[0]) == "not_checked_in"


def test_after_the_visit_its_code_is_worth_nothing(city: City, visit_id: str) -> None:
    late = Owner(city, VerifyConversation(desk_of(city, NOW + DAY)))
    assert status(late.say(typed_code(city.keyring, visit_id)).replies[0]) == "expired"


@pytest.mark.parametrize(
    "text", ["打12345", "身份证丢了", "www.henan.gov.cn 能查吗", "zhengwufuwu.henan.gov.cn", ""]
)
def test_what_is_no_code(owner: Owner, text: str) -> None:
    assert code_in(text) is None


@given(st.text(TYPED_ALPHABET, min_size=9, max_size=9))
def test_every_typed_code_is_read_back(plain: str) -> None:
    code = f"{plain[:3]}-{plain[3:6]}-{plain[6:]}"
    assert code_in(f"码是{code.lower()}吗") == code


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_every_credit_code_is_sealed_in_any_writing(city_free_keyring: Any, first: str) -> None:
    code = first + check_character(first)
    spread = " ".join(code[at : at + 4].lower() for at in range(0, 18, 4))
    assert sealed(f"我是{code}公司", city_free_keyring) == sealed(spread, city_free_keyring)
    assert sealed(code, city_free_keyring)[SEAL] != code
    assert fault_of(code) is None


@pytest.fixture(scope="module")
def city_free_keyring(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return Keyring(tmp_path_factory.mktemp("keys"))


def test_a_phone_number_is_no_credit_code() -> None:
    assert codes_like("13812345678 或者 0391-6633000") == []


def test_a_pasted_code_is_known_whatever_the_message_is_taken_for(city: City, visit_id: str) -> None:
    typed = typed_code(city.keyring, visit_id)
    token = city.write(
        lambda connection: arrival.shown_codes(connection, visit(connection, visit_id), city.keyring, AT)
    ).token  # type: ignore[arg-type]
    assert all(only_code(text) for text in (typed, f"码是{typed}", token, f"这个 {token}"))
    assert not only_code(f"我要投诉昨天来检查的人,他们的码是{typed},没出示证件")
    assert not only_code("12345")


@pytest.mark.parametrize("text", ["他们没有码", "没有码", "不给码"])
def test_no_code_out_of_the_blue_is_told_what_to_do(text: str) -> None:
    reply = no_code_reply(text)
    assert reply is not None
    assert "执法证" in reply["text"]


@pytest.mark.parametrize("text", ["有码", "我的健康证没有了", "没有码头附近的停车场怎么收费的规定吗"])
def test_other_words_are_not_about_a_missing_code(text: str) -> None:
    assert no_code_reply(text) is None
