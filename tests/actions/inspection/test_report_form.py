"""Reporting in four steps: told as people tell it, corrected, left, filed once, followed."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from PIL import ExifTags, Image

from actions.hotline import uploads
from actions.hotline.photos import clean
from actions.hotline.rules import rules
from actions.inspection import cases, evidence, tables
from actions.inspection.access import SUPERVISION, Actor, Role
from actions.inspection.cases import Report, Reporter
from actions.inspection.chat import record_reply, rights_reply, situation_of
from actions.inspection.errors import NotAllowed, Refused
from actions.inspection.happened import happened_at
from actions.inspection.report_form import ReportConversation
from actions.inspection.rights import situations
from actions.staff import switches
from knowledge.catalogue import CONTENT, load
from tests.actions.inspection.conftest import MARKET, NOW, City
from tests.actions.inspection.doors import Owner, desk_of

WISH = "我要举报不扫码检查"
STORY = ("今天上午9点", "天坛街道某某面包店", "甲局来了两个人", "没出示证件就进了车间", "没有照片")


@pytest.fixture
def owner(city: City) -> Owner:
    return Owner(city, ReportConversation(desk_of(city, NOW)))


def field(turn: object) -> str:
    return str(turn.replies[-1]["form"]["field"]["id"])  # type: ignore[attr-defined]


def kept(city: City) -> list[cases.Case]:
    return list(city.write(cases.cases, SUPERVISION))


def test_four_steps_and_consent(city: City, owner: Owner) -> None:
    asked = [field(owner.say(text)) for text in (WISH, *STORY)]
    assert asked == ["when", "where", "who", "what", "photos", "consent"]
    assert kept(city) == []
    (reply,) = owner.say("确认提交").replies
    (case,) = kept(city)
    assert (reply["kind"], reply["ticket"]["number"]) == ("ticket", case.number)
    assert (case.kind, case.agency_id, case.place) == ("unscanned", MARKET, "天坛街道某某面包店")
    assert case.happened_at is not None
    assert case.happened_at.astimezone(NOW.tzinfo).hour == 1
    assert STORY[3] in case.text


def test_the_receipt_tells_the_state_to_whoever_holds_it(city: City, owner: Owner) -> None:
    text = owner.talk(WISH, *STORY, "确认提交").replies[0]["text"]
    receipt = text.split("查询凭证：")[1].split()[0]
    stranger = Owner(city, ReportConversation(desk_of(city, NOW)), sender="stranger")
    (case,) = kept(city)
    city.write(cases.move_case, SUPERVISION, case.id, "reviewing", "正在核查", NOW)
    assert "核查中" in stranger.say(f"查询凭证 {receipt}").replies[0]["text"]
    assert "没有查到" in stranger.say(f"查询凭证 {'x' * 32}").replies[0]["text"]
    assert "还没有" in stranger.say("我反映的处理得怎么样了").replies[0]["text"]
    assert "正在核查" in owner.say("我反映的处理得怎么样了").replies[0]["text"]


def test_the_same_report_again_is_the_same_case(city: City, owner: Owner) -> None:
    first = owner.talk(WISH, *STORY, "确认提交").replies[0]["ticket"]["number"]
    second = owner.talk(WISH, *STORY, "提交").replies[0]
    assert second["ticket"]["number"] == first
    assert len(kept(city)) == 1


def test_the_reported_agency_learns_nothing(city: City, owner: Owner) -> None:
    owner.talk(WISH, *STORY, "确认提交")
    (case,) = kept(city)
    for work in (cases.case, cases.reporter):
        with pytest.raises(NotAllowed):
            city.write(work, Actor(Role.AGENCY, MARKET), case.id)
    known = city.write(lambda connection: connection.execute(sa.select(tables.reporters)).one())
    assert (known.sender, known.contact, known.enterprise_id) == ("owner", None, None)


def test_what_the_first_message_tells_is_not_asked(owner: Owner) -> None:
    turn = owner.say("昨天下午两个人没扫码进了我车间")
    assert field(turn) == "where"
    assert "2026年3月1日 15:00" in str(turn.replies[0]["form"]["answers"])


def test_not_knowing_is_an_answer_and_the_account_is_needed(owner: Owner) -> None:
    assert field(owner.talk("我要举报检查人员", "不知道", "不知道", "不知道")) == "what"
    refused = owner.say("不知道")
    assert "至少用一句话" in refused.replies[0]["form"]["field"]["error"]
    assert field(owner.say("他们要我请吃饭")) == "photos"
    assert field(owner.say("没有")) == "consent"


@pytest.mark.parametrize(
    ("said", "told"),
    [("不对,时间是昨天下午", "时间：昨天下午"), ("不对,地点是玉泉街道", "地点：玉泉街道"),
     ("错了,人员是三个人", "人员：三个人"), ("时间改成前天", "时间：前天")],
)  # fmt: skip
def test_corrections_before_consent(owner: Owner, said: str, told: str) -> None:
    owner.talk(WISH, *STORY)
    (reply,) = owner.say(said).replies
    assert told in reply["text"]
    assert reply["text"].startswith("改好了。")


def test_a_correction_in_between_changes_the_last_answer(owner: Owner) -> None:
    turn = owner.talk(WISH, STORY[0], STORY[1], "不对,是克井镇的厂")
    assert field(turn) == "who"
    assert "克井镇的厂" in str(turn.replies[0]["form"]["answers"])


def test_a_step_back(owner: Owner) -> None:
    assert field(owner.talk(WISH, STORY[0], "上一步")) == "when"
    assert "第一个问题" in owner.say("上一步").replies[0]["text"]


def test_a_time_to_come_is_refused(owner: Owner) -> None:
    owner.say(WISH)
    assert "还没到" in owner.say("今天下午5点").replies[0]["form"]["field"]["error"]


@pytest.mark.parametrize("step", range(6))
def test_another_question_in_between_is_answered(owner: Owner, step: int) -> None:
    owner.talk(WISH, *STORY[:step])
    answer, again = owner.say("举报会保密吗").replies
    assert answer["text"].startswith("答：")
    assert again["kind"] == "form"


def test_an_account_full_of_questions_is_an_account(owner: Owner) -> None:
    said = "问他们有什么依据,他们什么也不说就把设备封了,我不知道怎么办呢"
    assert field(owner.talk(WISH, *STORY[:3], said)) == "photos"


def test_leaving_stores_nothing(city: City, owner: Owner) -> None:
    assert owner.talk(WISH, *STORY, "不提交").state is None
    assert owner.talk(WISH, STORY[0], "算了").state is None
    assert kept(city) == []


def test_an_unclear_answer_to_consent_files_nothing(city: City, owner: Owner) -> None:
    owner.talk(WISH, *STORY)
    assert field(owner.say("啦啦啦")) == "consent"
    assert kept(city) == []


def test_switched_off_codes_rest_and_reports_are_taken(city: City, owner: Owner) -> None:
    city.write(switches.change, "inspections", {"on": False, "sentence": "停用一会儿。"}, NOW, "某人", "")
    assert owner.say("ABC-234-WXY").replies[0]["text"] == "停用一会儿。"
    assert field(owner.talk(WISH, *STORY)) == "consent"


def photo(city: City, owner: Owner, shade: int = 0) -> str:
    """Somebody sends a photo in the chat."""
    written = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 0, 0)).save(written, "JPEG", exif=_exif())
    found = city.write(uploads.keep, owner.sender, clean(written.getvalue(), rules().limits), NOW)
    assert isinstance(found, str)
    return found


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "camera"
    return exif


def waiting(city: City, owner: Owner) -> int:
    return len(city.write(uploads.waiting, owner.sender))


def test_photos_go_with_the_report_to_supervision_alone(city: City, owner: Owner) -> None:
    for_something_else = photo(city, owner, 250)
    owner.talk(WISH, *STORY[:4])
    photo(city, owner)
    photo(city, owner, 99)
    (reply,) = owner.say("照片传好了，共 2 张").replies
    assert "照片：2 张" in reply["text"]
    owner.say("确认提交")
    (case,) = kept(city)
    photos = city.write(evidence.of_case, SUPERVISION, case.id)
    assert [(one.width, one.height) for one in photos] == [(40, 30)] * 2
    media_type, content = city.write(evidence.content, SUPERVISION, case.id, photos[0].id)
    assert media_type == "image/jpeg"
    with Image.open(io.BytesIO(content)) as shown:
        assert dict(shown.getexif()) == {}
    assert [one.id for one in city.write(uploads.waiting, owner.sender)] == [for_something_else]
    for work, asked in ((evidence.of_case, ()), (evidence.content, (photos[0].id,))):
        with pytest.raises(NotAllowed):
            city.write(work, Actor(Role.AGENCY, MARKET), case.id, *asked)
    with pytest.raises(NotAllowed):
        city.write(evidence.content, SUPERVISION, "0" * 32, photos[0].id)


@pytest.mark.parametrize("leave", ["算了", "不提交"])
def test_leaving_deletes_the_photos_of_the_report(city: City, owner: Owner, leave: str) -> None:
    photo(city, owner, 250)
    owner.talk(WISH, *STORY[:4])
    photo(city, owner)
    owner.talk("照片传好了", leave)
    assert waiting(city, owner) == 1


def test_at_the_photos_more_may_be_told(city: City, owner: Owner) -> None:
    owner.talk(WISH, *STORY[:4])
    (more,) = owner.say("还要我交钱").replies
    assert (field(owner.say("没有")), more["text"].startswith("记下了。")) == ("consent", True)
    owner.say("确认提交")
    (case,) = kept(city)
    assert case.text.endswith("没出示证件就进了车间\n还要我交钱")


def test_a_report_takes_so_many_photos(city: City) -> None:
    shades = [clean(_jpeg(shade), rules().limits) for shade in range(0, 210, 30)]
    report = Report("unscanned", "没扫码")
    with pytest.raises(Refused, match="最多 6 张"):
        city.write(cases.file_case, report, Reporter(), NOW, shades)
    assert kept(city) == []
    filed = city.write(cases.file_case, report, Reporter(), NOW, [shades[0], shades[0], shades[1]])
    assert len(city.write(evidence.of_case, SUPERVISION, filed.case_id)) == 2


def _jpeg(shade: int) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(written, "JPEG")
    return written.getvalue()


def test_a_state_that_cannot_be_read_begins_anew(owner: Owner) -> None:
    owner.state = {"told": {"when": 3, "x": "y"}, "first": None}
    assert field(owner.say("天坛街道")) == "where"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("今天上午9点", "2026-03-02 09:00"), ("昨天下午3点半", "2026-03-01 15:30"), ("前天晚上", "2026-02-28 20:00"),
     ("3月1日10:20", "2026-03-01 10:20"), ("2025年12月30号下午两点", "2025-12-30 14:00"),
     ("12月30日", "2025-12-30 00:00"), ("刚才", "2026-03-02 10:00"), ("大前天", "2026-02-27 00:00"),
     ("今天晚上", "2026-03-02 10:00"), ("记不清", None), ("13月40日", None), ("今天99点", None)],
)  # fmt: skip
def test_when_it_happened(text: str, expected: str | None) -> None:
    found = happened_at(text, NOW)
    assert (found and found.strftime("%Y-%m-%d %H:%M")) == expected


ANSWERS = load(CONTENT).answers


@pytest.mark.parametrize("name", situations())
def test_every_situation_adds_what_to_say_and_to_write_down(name: str) -> None:
    situation = situations()[name]
    reply = {"text": ANSWERS[situation.answer].answer}
    assert situation_of(reply, ANSWERS) == situation
    added = rights_reply(reply, ANSWERS)
    assert added is not None
    assert situation.say in added["text"]
    assert bool(added.get("choices")) == (situation.report is not None)


def test_other_answers_get_nothing_added() -> None:
    assert rights_reply({"text": "别的"}, ANSWERS) is None


@pytest.mark.parametrize(
    "text", ["一年来了几次了", "我们企业今年被查了几次", "查看我公司的检查记录", "检查日历", "今年来了几回"]
)
def test_ones_own_record_is_told_after_signing_in(text: str) -> None:
    found = record_reply(text)
    assert found is not None
    assert "/enterprise" in found["text"]


@pytest.mark.parametrize("text", ["一年最多能查几次", "检查次数有没有上限", "综合查一次是啥"])
def test_rules_about_records_are_answered_from_the_knowledge(text: str) -> None:
    assert record_reply(text) is None
