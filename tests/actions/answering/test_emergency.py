from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.answering.emergency import emergency_reply
from actions.answering.vocabulary import emergencies
from knowledge.catalogue import CONTENT, load
from knowledge.index.phrase import phrases
from tests.actions.answering import contract

FIRE = """
着火了|我家着火了|着火了！|着火了,快来人|着火救命|厨房着火怎么办|房子着火咋办|家里着火|邻居家着大火|厨房起火了怎么办
楼下失火啦|发生火灾怎么办|有火灾|楼道里冒烟|楼上冒浓烟了|隔壁房子烧起来了|电动车在楼道里充电炸了正在烧|变压器冒火花
有股煤气味|闻到煤气味怎么办|家里漏煤气|燃气泄漏怎么办|天然气泄漏了|燃气管道漏气了|化工厂爆炸了
我被困在电梯里了|电梯困人了|电梯里关着人出不来|有人掉水里了|有人落水了|小孩掉河里了|井里掉下去人了
房子塌了压着人|墙倒了砸到人|工地脚手架倒了有人埋了|发大水把人困住了|快打119|叫消防车|厂房材料着火了|药材仓库着火了
"""
HURT = """
我妈晕倒了|老人昏倒在地上了,快来人|有人昏迷不醒|他没有呼吸了|孩子没气了|喘不上气|突然呼吸困难|心脏病犯了|流血不止
流了好多血止不住|煤气中毒了|有人触电|孩子溺水了|喝农药了|吃错药了|我爸快不行了|俺娘快不中了|羊水破了
老人突然倒地不动了|老人摔倒起不来了|小孩发高烧抽搐|孩子被东西卡住喉咙了|被蛇咬了|快来救护车|马上叫救护车|打120
我爸胸口疼得厉害喘不上气|他之前好好的突然晕倒了
"""
CRIME = """
有人抢劫|被抢劫了|我被打劫了|有人持刀伤人|检查站有人持刀|有人撬我家门|家里进贼了|家里进小偷了|有人打我|老公打我,救命
我被打了|我被打伤了|有人在打架,动刀了|家暴了快救我|有人要跳楼|想自杀|我不想活了|孩子走丢了|小孩不见了|老人走失了
孩子在培训班走丢了|有人拐孩子|有人跟踪我|我被人跟踪了害怕|刚被电信诈骗转走五万|救命|救命啊|救救我|快来救人|出人命了
我要报警|快报警|报警电话
"""
CRASH = "出车祸了|发生交通事故|撞车了|我被车撞了|被电动车撞倒了|追尾了|高速上翻车了|前面路口两辆车撞了"
#: Everyday questions that share words with emergencies.
LOOK_ALIKES = """
孩子身份证丢了|小孩身份证丢了怎么办|小孩户口本丢了怎么补|老人身份证找不到了|孩子出生证明不见了|老人医保卡丢了|娃的出生证丢了
我爸的社保卡找不到了|孩子的学籍丢了|社保卡被偷了|老人证丢了|火灾后身份证烧了怎么补|火灾现场勘验申请怎么办|消防验收要什么材料
着火后保险怎么理赔|家里着火了能申请救助不|车子打不着火怎么办|着火点是多少|火车票|我发火了|上火了
交通事故认定书怎么领|车祸赔偿标准|去年出了车祸,医保能报吗|车祸报销|工伤认定流程|触电工伤怎么认定
煤气公司电话|天然气开户|液化气没气了|我家没气了|附近厂子冒黑烟|树倒了压着电线|烟花爆竹经营许可|信息爆炸
自杀险赔吗|救护车收费标准|叫救护车多少钱|急救车辆改装审批|家庭暴力告诫书|我想举报家暴怎么开证明|110是什么电话
12345和110有啥区别|不急的事能不能打110|报警器怎么安装|他们打我电话推销|有人打我电话骚扰|邻居打麻将吵|打人了怎么处罚
我被公司打压|入室装修|撬锁公司备案|拿刀的手艺|手机快不行了|我手机快不行了|食物中毒了去哪投诉|昏迷病人怎么办理银行卡
上班路上让车撞了算工伤不|俺爹中风了咋办残疾证|预防火灾|怎么防溺水|重伤快递|跟踪我的案件进度|消防演练通知|楼道堆杂物有火灾隐患向谁反映|身份证丢了|居住证怎么办|你好||?|😀
"""


def phrases_of(block: str) -> list[str]:
    return [phrase for line in block.strip().split("\n") for phrase in line.split("|") if phrase]


CASES = [
    (text, number)
    for block, number in ((FIRE, "119"), (HURT, "120"), (CRIME, "110"), (CRASH, "122"))
    for text in phrases_of(block)
]


@pytest.mark.parametrize(("text", "number"), CASES)
def test_an_emergency_gets_its_number(text: str, number: str) -> None:
    reply = emergency_reply(text)
    assert reply is not None
    assert [contact["number"] for contact in reply["contacts"]] == [number]
    assert number in reply["text"]


@pytest.mark.parametrize("text", [*phrases_of(LOOK_ALIKES), "", " "])
def test_a_look_alike_is_an_ordinary_question(text: str) -> None:
    assert emergency_reply(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "着 火 了", "着火了！！！", "　着火了　", "着\u200b火了", "我家著火了", "家裡失火了", "電梯裡有人被困住了,電梯裡關著人",
        "有人昏倒了", "有人搶劫", "出車禍了", "發生火災了", "流血不止！", "zhao huo le", "ZHAOHUO LE", "jiuming", "chehuo le",
        "着活了，快来救活", "火災！",
    ],
)  # fmt: skip
def test_however_it_is_typed(text: str) -> None:
    assert emergency_reply(text) is not None


@pytest.mark.parametrize("before", ["", "你好,", "请问", "喂!", "快点,"])
@pytest.mark.parametrize("text", ["家里着火了", "有人晕倒了", "我不想活了", "出车祸了"])
@pytest.mark.parametrize("after", ["", "!!", "怎么办", ",快来人", ",在天坛路"])
def test_words_around_it_hide_no_emergency(before: str, text: str, after: str) -> None:
    assert emergency_reply(before + text + after) is not None


def test_the_first_fitting_number_is_given() -> None:
    reply = emergency_reply("着火了,有人晕倒了")
    assert reply is not None
    assert reply["contacts"][0]["number"] == "119"


@pytest.mark.parametrize(("text", "number"), CASES[::9])
def test_the_reply_has_the_shape_of_the_contract(text: str, number: str) -> None:
    reply = emergency_reply(text)
    assert reply is not None
    contract.check(reply)
    assert (reply["kind"], reply["outcome"]) == ("contact", "emergency")
    assert "12345" in reply["text"].split("\n")[-1]


def test_each_number_is_an_emergency_number_and_is_said() -> None:
    groups = emergencies().groups
    assert [group.number for group in groups] == ["119", "120", "110", "122"]
    assert all(group.number in group.say for group in groups)


def test_no_pattern_matches_nothing() -> None:
    vocabulary = emergencies()
    patterns = [*vocabulary.unless, *(word for group in vocabulary.groups for word in group.words)]
    assert not [pattern.pattern for pattern in patterns if pattern.search("")]


def test_no_wording_of_our_own_content_is_an_emergency() -> None:
    catalogue = load(CONTENT, lenient=True)
    assert [phrase.text for phrase in phrases(catalogue) if emergency_reply(phrase.text)] == []


@settings(deadline=None)
@given(st.text(st.one_of(st.sampled_from("着火了救命打死人车祸被抢劫孩子丢了身份证!,"), st.characters())))
def test_any_message_is_an_emergency_or_none(text: str) -> None:
    reply = emergency_reply(text)
    assert reply is None or reply["outcome"] == "emergency"


def test_a_very_long_message_is_read() -> None:
    assert emergency_reply("我想问" * 20_000 + "。家里着火了") is not None
    assert emergency_reply("孩子" * 20_000) is None
