from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.hotline.triage import Kind, triage
from actions.hotline.triage_words import read, triage_words
from knowledge.catalogue import CONTENT, load
from knowledge.errors import ContentError

KINDS = {
    Kind.INQUIRY: [
        "请问新生儿上户口要带什么材料",
        "我的社保卡丢了怎么补办",
        "居住证咋办",
        "退休年龄是多少",
        "孩子上一年级几岁",
        "想了解一下灵活就业怎么交养老保险",
        "公积金能不能提出来还房贷呢",
        "开小饭馆需要哪些手续",
        "打听一下殡仪馆几点上班",
    ],
    Kind.HELP: [
        "俺家停水三天了",
        "下水道堵了污水冒到路上",
        "公交站牌倒了",
        "我妈手术费太高，家里实在困难",
        "手机落在出租车上了，帮忙找找",
        "村口的桥裂了个口子",
        "暖气不热",
        "工地旁边路面积水有膝盖深",
    ],
    Kind.COMPLAINT: [
        "我要投诉物业乱收费",
        "工地夜里施工吵得睡不着",
        "老板拖欠我们工资三个月",
        "出租车拒载还骂人",
        "楼上天天半夜跳绳，跟他说也不听",
        "小区垃圾好几天没人清",
        "驾校收了钱不退费",
        "养鸡场的臭味熏得开不了窗",
        "窗口的人态度恶劣，跟他说话不耐烦",
    ],
    Kind.REPORT: [
        "举报有人往河里偷排污水",
        "有个黑诊所没有许可证行医",
        "饭店卖变质肉",
        "邻居在楼顶违章搭建",
        "超市的牛奶过期了还在卖",
        "有人在山上盗采石料",
        "拉石子的大车天天超载",
    ],
    Kind.SUGGESTION: [
        "建议在学校门口加装减速带",
        "公交车能不能延伸到我们村",
        "希望多种点树",
        "感谢公交司机拾金不昧",
        "广场能不能增加几个休息的椅子",
        "给你们提个意见，大厅最好周末也开门",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_kinds(kind: Kind, text: str) -> None:
    assert triage(text).kind is kind


@pytest.mark.parametrize(
    ("text", "group", "numbers"),
    [
        ("楼道里闻到燃气味", "gas", "119"),
        ("路上的井盖丢了好几天", "manhole", "122"),
        ("慢车道上的窨井没有了井盖", "manhole", "122"),
        ("村口路面塌了一个大坑", "manhole", "122"),
        ("电线杆快倒了", "electric", "120"),
        ("小区变压器漏电", "electric", "120"),
        ("外墙瓷砖一直往下掉落", "falling", "119"),
        ("电梯突然下坠又停住", "lift", "119"),
        ("自来水有股农药味", "water", "120"),
        ("化工厂门口硫酸泄漏", "hazard", "119"),
        ("一大批业主在路口拉横幅", "crowd", "110"),
    ],
)
def test_urgent_matters_bring_their_number_first(text: str, group: str, numbers: str) -> None:
    heard = triage(text)
    assert heard.urgent is not None
    assert heard.urgent.id == group
    assert numbers in heard.numbers
    assert not heard.answer_first


def test_somebody_in_danger_gets_the_emergency_reply() -> None:
    heard = triage("工人触电了，躺在地上不动")
    assert heard.emergency is not None
    assert heard.numbers == ("120",)


@pytest.mark.parametrize(
    "text",
    [
        "路灯不亮",
        "燃气开户怎么办",
        "电线杆上贴满小广告",
        "水费多少钱一吨",
        "电梯年检去哪查",
        "井盖响得睡不着",
    ],
)
def test_ordinary_matters_are_not_urgent(text: str) -> None:
    assert triage(text).urgent is None


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("法院判了对方不还钱，你们管不管", "litigation"),
        ("我要去法院起诉他", "litigation"),
        ("劳动仲裁裁决我不服", "arbitration"),
        ("我已经申请了劳动仲裁，一直没消息", "arbitration"),
        ("村支书贪污低保款", "discipline"),
        ("我对行政处罚不服想复议", "review"),
        ("已经信访过了没有答复", "petition"),
        ("我要信访，上次信访没给答复", "petition"),
        ("我要反映有人泄露国家秘密", "secret"),
        ("想去上访", "petition"),
        ("举报某局长收别人的钱", "discipline"),
        ("我要申请政府信息公开", "disclosure"),
        ("帮我查一下邻居家的手机号", "secret"),
        ("电动车被偷了", "police"),
        ("我被人诈骗了三千块钱", "police"),
        ("帮我办个假证", "malicious"),
    ],
)
def test_matters_of_other_authorities_are_told_the_lawful_way(text: str, group: str) -> None:
    heard = triage(text)
    assert heard.outside is not None
    assert heard.outside.id == group
    assert heard.outside.documents
    assert not heard.may_file


@pytest.mark.parametrize(
    "text",
    [
        "法院门口的路灯不亮",
        "信访局门口的路灯不亮",
        "停车场工作人员收钱不给票",
        "律师法律援助在哪咨询",
        "派出所不立案，互相推诿",
        "村务公开栏一直不更新",
        "举报有人卖假证",
    ],
)
def test_matters_that_only_mention_other_authorities_may_be_filed(text: str) -> None:
    assert triage(text).may_file


def test_an_inquiry_is_answered_before_a_ticket_is_offered() -> None:
    assert triage("请问低保怎么申请").answer_first
    assert not triage("低保三个月没发了").answer_first


def test_reasons_are_words_of_the_text() -> None:
    heard = triage("路灯坏了没人修")
    assert heard.reasons
    assert all(reason in "路灯坏了没人修" for reason in heard.reasons)


@given(st.text(max_size=300))
def test_any_text_gets_a_kind(text: str) -> None:
    assert triage(text).kind in Kind


def test_the_documents_and_answers_named_exist() -> None:
    catalogue = load(CONTENT, lenient=True)
    for group in triage_words().outside:
        assert set(group.documents) <= catalogue.policies.keys()
        assert group.answer is None or group.answer in catalogue.answers


def test_a_wrong_pattern_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "triage.yml"
    good = (Path(__file__).parents[3] / "knowledge/vocabulary/triage.yml").read_text(encoding="utf-8")
    path.write_text(good.replace('"举报|检举|揭发"', '"(举报"'), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read(path)
    assert caught.value.faults[0].line == good[: good.index("举报|检举|揭发")].count("\n") + 1
    assert "正则" in caught.value.faults[0].message
