from __future__ import annotations

import os
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue import CONTENT, SYNONYMS, Kind, load
from knowledge.errors import ContentError
from knowledge.formats.policy import Status


def messages(content):
    return [(fault.file.name, fault.line, fault.message) for fault in content.faults()]


def test_a_sound_folder_gives_every_record(content):
    catalogue = load(content.path, today=date(2026, 6, 1), synonyms=content.synonyms)
    assert catalogue.faults == []
    assert list(catalogue.services) == ["id-card", "newborn"]
    assert list(catalogue.policies) == ["id-card-law"]
    assert list(catalogue.answers) == ["lost-id-card"]
    assert [department.name for department in catalogue.departments] == ["公安机关", "医疗保障部门"]
    assert [group.canonical for group in catalogue.synonyms] == ["居民户口簿", "怎么"]
    policy = catalogue.policies["id-card-law"]
    assert policy.header.status is Status.IN_FORCE
    assert policy.body.lstrip().startswith("# 居民身份证法要点")
    assert policy.body_line == content.line("policies/id-card-law.md", "---\n\n#") + 1


def test_the_projects_own_synonyms_are_used_unless_others_are_named(content):
    catalogue = load(content.path, today=date(2026, 6, 1))
    assert catalogue.origin(Kind.SYNONYMS, 0).file == SYNONYMS
    assert len(catalogue.synonyms) >= 80


def test_the_packaged_content_stands_beside_the_code():
    assert CONTENT.name == "content"
    assert CONTENT.is_dir()


def test_missing_folder(tmp_path):
    with pytest.raises(ContentError, match="找不到这个内容文件夹"):
        load(tmp_path / "none", lenient=True)


def test_empty_folder(tmp_path):
    with pytest.raises(ContentError, match="没有内容文件"):
        load(tmp_path)


def test_imported_documents_need_no_more_than_text(tmp_path):
    name = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    (tmp_path / f"{name}.md").write_text("关于发放补贴的通知\n\n正文。\n", encoding="utf-8")
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "第3号 公告.md").write_text("# 公告\n\n正文。\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("说明\n", encoding="utf-8")
    (tmp_path / ".hidden.md").write_text("隐藏\n", encoding="utf-8")
    catalogue = load(tmp_path)
    assert {key: policy.header.title for key, policy in catalogue.policies.items()} == {
        name: "关于发放补贴的通知",
        "第3号 公告": "公告",
    }
    assert all(fault.warning for fault in catalogue.faults)
    assert "没有写“title”" in catalogue.faults[0].message


def test_every_fault_is_carried_not_just_the_first(content):
    content.change("services/id-card.yml", "kind: 事项", "kind: 事")
    content.change("policies/id-card-law.md", "status: 现行", "status: 有效")
    content.change("answers/documents.yml", "review: 2026-12-01", "review: 明年")
    with pytest.raises(ContentError, match=r"id-card\.yml:3") as raised:
        load(content.path, today=date(2026, 6, 1), synonyms=content.synonyms)
    assert [(fault.file.name, fault.line) for fault in raised.value.faults] == [
        ("documents.yml", 14),
        ("id-card-law.md", 6),
        ("id-card.yml", 3),
    ]


def test_a_file_that_is_not_read_causes_no_faults_elsewhere(content):
    content.change("services/id-card.yml", "kind: 事项", "kind: 事")
    content.expect("services/id-card.yml", "kind: 事", "只能是：事项、一件事")
    catalogue = content.load()
    assert "id-card" not in catalogue.services
    assert catalogue.knows("id-card")
    assert catalogue.find("id-card") is None


def test_yaml_that_is_none(content):
    content.change("services/id-card.yml", "aliases: [补领身份证]", "aliases: [补领身份证")
    content.expect("services/id-card.yml", "everyday", "不是正确的 YAML")


def test_repeated_field_does_not_hide_the_record(content):
    content.change("services/id-card.yml", "life_stage: 生活", "life_stage: 生活\nlife_stage: 出生")
    content.expect("services/id-card.yml", "life_stage: 出生", "写了两次")
    assert "id-card" in content.load().services


def test_service_id_is_the_file_name(content):
    content.change("services/newborn.yml", "id: newborn", "id: new-born")
    content.expect("services/newborn.yml", "id: new-born", "要和文件名“newborn”相同")


def test_policy_without_end_of_front_matter_is_all_text(content):
    content.write("policies/other.md", "---\n没有结束\n")
    assert ("other.md", 1, "没有写“title”（标题），暂以正文第一行代替") in messages(content)


def test_front_matter_that_is_a_list(content):
    content.write("policies/other.md", "---\n- a\n---\n正文\n")
    content.expect("policies/other.md", "---", "要写成“字段: 内容”的形式")


def test_policy_without_text(content):
    content.write("policies/other.md", "---\ntitle: 空\n---\n \n")
    assert messages(content) == [("other.md", 4, "没有正文")]


def test_file_name_that_is_no_text(content):
    try:
        (content.path / "policies" / os.fsdecode(b"\xff.md")).write_text("正文", encoding="utf-8")
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    assert [message for _, _, message in messages(content) if "文件名" in message] == [
        "文件名有无法识别的字符，请改名"
    ]


def test_the_same_id_twice(content):
    text = content.file("policies/id-card-law.md").read_text(encoding="utf-8")
    content.write("policies/sub/id-card-law.md", text.replace("number: 主席令第51号\n", ""))
    faults = content.faults()
    assert len(faults) == 1
    assert faults[0].file == content.file("policies/sub/id-card-law.md")
    assert "已被" in faults[0].message


def test_answers_file_must_be_a_list(content):
    content.write("answers/other.yml", "id: a\n")
    content.expect("answers/other.yml", "id: a", "整个文件要写成列表")


def test_faulty_answer_leaves_the_others(content):
    text = content.file("answers/documents.yml").read_text(encoding="utf-8")
    second = text.replace("lost-id-card", "other").replace("身份证", "证件").replace("  answer:", "  anser:")
    content.write("answers/documents.yml", text + second)
    catalogue = content.load()
    assert list(catalogue.answers) == ["lost-id-card"]
    assert [(fault.line, fault.message[:10]) for fault in catalogue.faults] == [
        (15, "缺少“answer”"),
        (21, "不认识的字段“ans"),
    ]


def test_the_same_answer_id_twice(content):
    text = content.file("answers/documents.yml").read_text(encoding="utf-8")
    content.write("answers/more.yml", text.replace("身份证", "证件"))
    content.expect("answers/more.yml", "id: lost", "id“lost-id-card”已被")


def test_other_files_get_a_warning(content):
    content.write("services/notes.txt", "x")
    faults = content.faults()
    assert [(fault.file.name, fault.line, fault.warning) for fault in faults] == [("notes.txt", 0, True)]
    assert "不会被读取" in faults[0].message


def test_departments_and_synonyms_are_checked_too(content):
    content.change("departments.yml", "- name: 医疗保障部门", "- nam: 医疗保障部门")
    content.change("synonyms.yml", "words: [咋]", "words: []")
    found = messages(content)
    assert ("departments.yml", 3, "不认识的字段“nam”，请删去或改正拼写") in found
    assert ("synonyms.yml", 2, "“words”（同义词）至少要有 1 项") in found


def test_lenient_leaves_faulty_files_out(content):
    content.change("services/id-card.yml", "kind: 事项", "kind: 事")
    assert list(content.load().services) == ["newborn"]


FRAGMENTS = st.lists(
    st.sampled_from(
        ["id: a\n", "- id: a\n", "  questions: [a, b, c, d]\n", "sources:\n", "  law: {title: a, tier: 国家法条}\n", "---\n",
         "title: x\n", "\t", "[", "]", "{", "}", ": ", "- ", "'", "&a ", "*a ", "!x ", "正文\n", "# 一\n", "when: {a: [b]}\n",
         "name: 2024\n", "canonical: a\n", "words: [b]\n"]
    ),
    max_size=25,
)  # fmt: skip


@given(FRAGMENTS, st.binary(max_size=60))
def test_whatever_stands_in_the_files_only_faults_come_of_it(tmp_path_factory, fragments, data):
    folder = tmp_path_factory.mktemp("any")
    for name in ("services/a.yml", "answers/a.yml", "policies/a.md", "departments.yml", "synonyms.yml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes("".join(fragments).encode() + data)
    catalogue = load(folder, lenient=True, synonyms=folder / "synonyms.yml")
    assert catalogue.faults
    for fault in catalogue.faults:
        assert fault.line >= 0
        assert fault.message
