"""The project's own synonym file."""

from __future__ import annotations

from knowledge.catalogue import CONTENT, SYNONYMS, load


def test_groups_are_sound_and_plenty():
    catalogue = load(CONTENT, lenient=True)
    assert [str(fault) for fault in catalogue.faults if fault.file == SYNONYMS] == []
    assert len(catalogue.synonyms) >= 80


def test_everyday_words_lead_to_official_ones():
    groups = load(CONTENT, lenient=True).synonyms
    canonical = {word: group.canonical for group in groups for word in group.words}
    assert canonical["户口本"] == "居民户口簿"
    assert canonical["失业金"] == "失业保险金"
    assert canonical["公司注销"] == "企业注销登记"
    assert canonical["咋"] == "怎么"
    assert canonical["社保局"] == "人力资源和社会保障部门"


def test_single_characters_are_only_words_of_asking_and_kinship():
    groups = load(CONTENT, lenient=True).synonyms
    assert {word for group in groups for word in group.words if len(word) == 1} == {"咋", "啥", "娃"}
