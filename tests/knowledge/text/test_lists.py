from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.errors import ContentError
from knowledge.formats.service import Applicant, LifeStage
from knowledge.text import lists as module
from knowledge.text.lists import Group, asks_for_list, group_asked, lists


@pytest.mark.parametrize(
    "text",
    [
        "老人能办哪些事",
        "公安局管哪些事",
        "开公司到注销都有哪些事",
        "企业能办什么",
        "残联都能办啥业务",
        "哪些事能在工商局办",
    ],
)
def test_several_matters_are_asked_for(text: str) -> None:
    assert asks_for_list(text)


@pytest.mark.parametrize(
    "text",
    [
        "孩子出生要办哪些手续",
        "要带什么材料",
        "身份证丢了咋补",
        "失业帮扶可以一并办理哪些事项",
        "开饭店要办啥证",
        "",
    ],
)
def test_one_matter_is_asked_about(text: str) -> None:
    assert not asks_for_list(text)


def test_a_run_of_stages_comes_before_a_single_one() -> None:
    group = group_asked("开公司到注销都有哪些事")
    assert group is not None
    assert (group.stages[0], group.stages[-1], group.applicant) == (
        LifeStage.ENTRY,
        LifeStage.EXIT,
        Applicant.ENTERPRISE,
    )


def test_a_word_may_stand_for_several_stages() -> None:
    assert group_asked("老人能办哪些事") == Group(
        "老人", (LifeStage.HEALTH, LifeStage.RELIEF, LifeStage.OLD_AGE)
    )


def test_an_applicant_alone() -> None:
    assert group_asked("企业能办什么") == Group("企业", (), Applicant.ENTERPRISE)
    assert group_asked("你好") is None


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    copy = tmp_path / "lists.yml"
    copy.write_bytes(module.FILE.read_bytes())
    monkeypatch.setattr(module, "FILE", copy)
    lists.cache_clear()
    yield copy
    lists.cache_clear()


@pytest.mark.parametrize(
    ("old", "new"), [("most: 8", "most: 0"), ("出生: [", "来世: ["), ("asks:", "asks: [")]
)
def test_a_faulty_file_is_refused_by_name(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        lists()
    assert caught.value.faults[0].file == file
