from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.errors import ContentError
from knowledge.text import particulars as module
from knowledge.text.particulars import Particular, particular_asked, particulars

P = Particular


@pytest.mark.parametrize(
    ("text", "particular"),
    [
        ("周六能办吗", P.HOURS),
        ("中午上班吗", P.HOURS),
        ("几点下班", P.HOURS),
        ("节假日可以办不", P.HOURS),
        ("电话是多少呢", P.PHONE),
        ("窗口有没有联系方式", P.PHONE),
        ("能代办吗", P.AGENT),
        ("让我儿子去办行吗", P.AGENT),
        ("必须本人到场吗", P.AGENT),
        ("要跑几趟", P.VISITS),
        ("去几次能办完", P.VISITS),
        ("谁管这事", P.DEPARTMENT),
        ("归哪个部门管", P.DEPARTMENT),
    ],
)
def test_words_name_the_particular(text: str, particular: Particular) -> None:
    found = particular_asked(text)
    assert found is not None
    assert found[0] is particular


@pytest.mark.parametrize(
    "text", ["身份证丢了咋补", "多少钱", "出生证、医保能一次办完吗", "楼上吵,12345管不管", ""]
)
def test_other_questions_name_none(text: str) -> None:
    assert particular_asked(text) is None


def test_the_rest_keeps_what_the_question_is_about() -> None:
    found = particular_asked("公积金中心周末开门不")
    assert found is not None
    assert "公积金中心" in found[1]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    copy = tmp_path / "particulars.yml"
    copy.write_bytes(module.FILE.read_bytes())
    monkeypatch.setattr(module, "FILE", copy)
    particulars.cache_clear()
    yield copy
    particulars.cache_clear()


@pytest.mark.parametrize(
    ("old", "new"),
    [("hours:", "opening:"), ("aspect: place", "aspect: nowhere"), ("{service}", "这件事"), ("words:", "words: ["),
     ("跑(几|多少)", "跑((几|多少)")],
)  # fmt: skip
def test_a_faulty_file_is_refused_by_name(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        particulars()
    assert caught.value.faults[0].file == file
