from __future__ import annotations

import pytest

from knowledge.checks.names import wording

SERVICE = "services/id-card.yml"
BUNDLE = "services/newborn.yml"
ANSWERS = "answers/documents.yml"


def test_wording_ignores_what_does_not_tell_texts_apart():
    assert wording("Ａbc，身份证 丢了?!") == "abc身份证丢了"


@pytest.mark.parametrize("form", ["居民身份证换领", "补领身份证", "身份证丢了", " 补领身份证!"])
def test_name_of_another_service(content, form):
    content.change(BUNDLE, "applicant: [个人]", f"everyday: [生娃, '{form}']\napplicant: [个人]")
    content.expect(BUNDLE, "everyday", "已用于事项“居民身份证换领”（id-card）")


def test_name_twice_in_one_service(content):
    content.change(SERVICE, "everyday: [身份证丢了]", "everyday: [身份证丢了, 补领身份证]")
    content.expect(SERVICE, "everyday", "名称“补领身份证”在本事项里写了两次", warning=True)


def test_word_in_two_synonym_groups(content):
    content.change("synonyms.yml", "words: [咋]", "words: [咋, 户口本]")
    content.expect("synonyms.yml", "怎么", "“户口本”已在“居民户口簿”一组里")


def test_canonical_word_that_is_another_groups_word(content):
    content.change("synonyms.yml", "canonical: 怎么", "canonical: 户口簿")
    content.expect("synonyms.yml", "canonical: 户口簿", "“户口簿”已在“居民户口簿”一组里")


def test_word_twice_in_one_group(content):
    content.change("synonyms.yml", "words: [咋]", "words: [咋, 怎么]")
    content.expect("synonyms.yml", "怎么", "“怎么”在本组里写了两次", warning=True)


def test_phrasing_of_another_answer(content):
    text = content.file(ANSWERS).read_text(encoding="utf-8")
    second = text.replace("lost-id-card", "other").replace("    - 身份证", "    - 证件", 3)
    content.write("answers/more.yml", second)
    content.expect("answers/more.yml", "- 身份证找不着了", "问法“身份证找不着了”已用于答复“lost-id-card”")


def test_phrasing_twice_in_one_answer(content):
    content.change(ANSWERS, "    - 身份证不见了\n", "    - 身份证不见了\n    - 身份证不见了?\n")
    content.expect(ANSWERS, "- 身份证不见了?", "在本条里写了两次", warning=True)


def test_phrasing_without_words(content):
    content.change(ANSWERS, "    - 身份证不见了\n", "    - 身份证不见了\n    - '?!'\n")
    content.expect(ANSWERS, "'?!'", "没有可以识别的文字")


def test_a_phrasing_that_names_another_service(content):
    content.change("answers/documents.yml", "    - 身份证不见了", "    - 新生儿出生一件事？")
    content.expect(
        "answers/documents.yml", "新生儿出生一件事？", "事项“新生儿出生一件事”（newborn）", warning=True
    )


def test_a_phrasing_that_names_its_own_service(content):
    content.change("answers/documents.yml", "    - 身份证不见了", "    - 补领身份证")
    assert content.faults() == []
