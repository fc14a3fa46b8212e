from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue import load
from knowledge.importing import inspect
from knowledge.importing.replacing import Reason, replacements, sample_of, similarity

OLD = "".join(f"第{at}项补贴标准为每月{at * 13}元，由镇街按月发放到个人账户。\n\n" for at in range(1, 60))


@pytest.fixture
def catalogue(tmp_path):
    (tmp_path / "policies").mkdir()
    documents = {
        "old": f"---\ntitle: 某市补贴办法（2021年修订）\nnumber: 某政〔2021〕9号\nissued: 2021-01-01\n---\n{OLD}",
        "other": "---\ntitle: 某市停车管理办法\nnumber: 某政〔2022〕1号\n---\n停车入位，不得占用消防通道。\n"
        * 1,
    }
    for name, text in documents.items():
        (tmp_path / "policies" / f"{name}.md").write_text(text, encoding="utf-8")
    return load(tmp_path)


def found(text, catalogue):
    return {
        one.id: (set(one.reasons), one.newer)
        for one in replacements(inspect(text.encode(), "new.txt"), catalogue)
    }


def test_an_older_version_is_found_by_title_and_text(catalogue):
    text = (
        "某市补贴办法（2026年修订）\n\n"
        + OLD.replace("每月13元", "每月20元")
        + "某市政府办公室\n2026年1月1日\n"
    )
    assert found(text, catalogue) == {"old": ({Reason.SAME_TITLE, Reason.SIMILAR_TEXT}, False)}


def test_the_same_number_and_what_is_repealed(catalogue):
    assert found("某市新办法\n某政〔2021〕9号\n正文。\n", catalogue) == {"old": ({Reason.SAME_NUMBER}, False)}
    text = "某市新办法\n《某市停车管理办法》（某政〔2022〕1号）同时废止。\n"
    assert found(text, catalogue) == {"other": ({Reason.REPEALED}, False)}


def test_the_same_text_again(catalogue):
    [one] = replacements(inspect(OLD.encode(), "new.txt"), catalogue)
    assert one.reasons[0] is Reason.SAME_TEXT
    assert one.similarity == 1


def test_a_newer_one_in_the_catalogue_is_marked(catalogue):
    text = "某市补贴办法\n正文。\n某市政府办公室\n2019年1月1日\n"
    assert found(text, catalogue) == {"old": ({Reason.SAME_TITLE}, True)}


def test_other_documents_are_not_offered(catalogue):
    assert found("某市助餐办法\n\n老年人就餐给予补助。\n", catalogue) == {}


@given(st.text("甲乙丙丁戊，。\n", min_size=20, max_size=200))
def test_a_text_is_like_itself(text):
    sample = sample_of(text)
    assert similarity(sample, sample) == 1


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_mutual(one, other):
    assert similarity(sample_of(one), sample_of(other)) == similarity(sample_of(other), sample_of(one))
