"""The conversation files themselves: what they may say, and what must be among them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from knowledge.errors import ContentError
from tests.e2e.conversation import FOLDER, conversation_files, read_conversation

FILES = list(conversation_files())
BEHAVIOURS = {
    "services", "aspects", "follow_ups", "policies", "curated", "inspection", "hotline", "gaps",
    "clarification", "refusals", "emergencies", "input", "privacy", "conversation", "guides",
    "papers", "comparison", "lists", "boundaries", "grid",
}  # fmt: skip
#: What the system was promised to answer, word for word.
PROMISED = (
    "娃刚出生要办啥手续", "身份证丢了咋补,要钱不", "我想把公司注销掉", "失业金怎么领", "能领多久",
    "异地看病备案要什么材料", "延迟退休我哪年退", "市里说免提交率要到多少", "检查人员没扫码就进厂咋办",
    "网格员能来查我的店吗", "12345管不管法院判决", "厨房着火了", "今天股票咋样", "/greet", "", "😀😀🎉",
    "身分證丟了怎麼補辦", "shenfenzheng buban",
)  # fmt: skip
WHOLE = "name: 名\nturns:\n  - say: 话\n    expect: {outcome: answered}\n"


def test_every_behaviour_has_conversations() -> None:
    found = Counter(path.parent.name for path in FILES)
    assert set(found) == BEHAVIOURS
    assert sum(found.values()) >= 60


def test_names_are_unique() -> None:
    names = Counter(read_conversation(path).name for path in FILES)
    assert [name for name, count in names.items() if count > 1] == []


def test_what_was_promised_is_asked() -> None:
    said = {turn.say for path in FILES for turn in read_conversation(path).turns}
    assert [sentence for sentence in PROMISED if sentence not in said] == []
    longest = max(
        len(turn.say or "") * turn.times for path in FILES for turn in read_conversation(path).turns
    )
    assert longest == 5000


def test_a_whole_conversation_is_read(tmp_path: Path) -> None:
    path = tmp_path / "one.yml"
    path.write_text(WHOLE, encoding="utf-8")
    assert read_conversation(path).turns[0].say == "话"


@pytest.mark.parametrize(
    ("written", "line", "told"),
    [
        (WHOLE.replace("name: 名", "name: 名\nnmae: 名"), 2, "不认识的字段“nmae”"),
        (WHOLE.replace("say: 话", "say: 话\n    sya: 话"), 4, "不认识的字段“sya”"),
        (WHOLE.replace("answered}", "answered, contain: 词}"), 4, "不认识的字段“contain”"),
        (WHOLE.replace("answered", "anwsered"), 4, "anwsered"),
        (WHOLE.replace("outcome: answered", "kind: text"), 4, "二者取一"),
        (WHOLE.replace("answered}", "answered, problem: message_empty}"), 4, "二者取一"),
        (WHOLE.replace("outcome: answered", "problem: message_empty, kind: text"), 4, "只能再写"),
        (WHOLE.replace("say: 话", "times: 2"), 3, "二者取一"),
        (WHOLE.replace("say: 话", "say: 话\n    choose: 钮"), 3, "二者取一"),
        (WHOLE.replace("say: 话", "say: 12345"), 3, "加引号"),
        ("name: 名\nturns: []\n", 2, "至少要有 1 项"),
        ("name: 名\n", 1, "缺少“turns”"),
        (WHOLE + "name: 又\n", 5, "写了两次"),
        ("name: [\n", 2, "不是正确的 YAML"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, written: str, line: int, told: str) -> None:
    path = tmp_path / "faulty.yml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read_conversation(path)
    assert any(str(fault).startswith(f"{path}:{line}:") for fault in raised.value.faults), raised.value
    assert told in str(raised.value)


def test_only_folders_of_behaviours_are_looked_into() -> None:
    assert all(path.parent.parent == FOLDER for path in FILES)
