from __future__ import annotations

BUNDLE = "services/newborn.yml"
SERVICE = "services/id-card.yml"


def test_unknown_service_in_a_bundle(content):
    content.change(BUNDLE, "service: id-card,", "service: id-cart,")
    content.expect(BUNDLE, "service: id-cart", "没有 id 为“id-cart”的事项")


def test_unknown_service_not_to_confuse(content):
    content.change(BUNDLE, "applicant: [个人]", "not_to_confuse: [id-card, nothing]\napplicant: [个人]")
    content.expect(BUNDLE, "not_to_confuse", "没有 id 为“nothing”的事项")


def test_service_not_to_be_confused_with_itself(content):
    content.change(BUNDLE, "applicant: [个人]", "not_to_confuse: [newborn]\napplicant: [个人]")
    content.expect(BUNDLE, "not_to_confuse", "不能写事项自己")


def test_unknown_department(content):
    content.change(BUNDLE, "departments: [公安机关, 医疗保障部门]", "departments: [公安机关, 医保处]")
    content.expect(BUNDLE, "医保处", "部门“医保处”不在 departments.yml 里")


def test_department_by_its_everyday_name(content):
    content.change(BUNDLE, "department: 公安机关,", "department: 派出所,")
    content.expect(BUNDLE, "派出所", "部门“派出所”不在 departments.yml 里，请写“公安机关”")


def test_a_bundle_says_what_it_merges(content):
    content.change(
        BUNDLE, "parts:\n  - {name: 身份证, department: 公安机关, service: id-card, source: law}\n", ""
    )
    content.expect(BUNDLE, "kind: 一件事", "一件事要在 parts 里写明合并了哪些单项事项")


def test_a_single_item_merges_nothing(content):
    content.change(BUNDLE, "kind: 一件事", "kind: 事项")
    content.expect(BUNDLE, "parts:", "kind 就要写“一件事”")


def test_a_bundle_in_itself(content):
    content.change(BUNDLE, "service: id-card,", "service: newborn,")
    content.expect(BUNDLE, "service: newborn", "一件事互相包含：newborn → newborn")


def test_bundles_in_a_circle(content):
    content.change(SERVICE, "kind: 事项", "kind: 一件事")
    content.change(
        SERVICE,
        "questions:",
        "parts:\n  - {name: 出生, department: 公安机关, service: newborn, source: law}\nquestions:",
    )
    content.expect(SERVICE, "service: newborn", "一件事互相包含：id-card → newborn → id-card")


def test_no_department_list(content):
    content.file("departments.yml").unlink()
    faults = content.faults()
    assert [(fault.file, fault.line) for fault in faults] == [(content.file("departments.yml"), 0)]


def test_department_name_twice(content):
    content.change("departments.yml", "aliases: [医保局]", "aliases: [医保局, 公安局]")
    content.expect("departments.yml", "name: 医疗保障部门", "部门名称“公安局”已用于“公安机关”")


def test_one_id_for_a_policy_and_a_service(content):
    text = content.file("policies/id-card-law.md").read_text(encoding="utf-8")
    content.write("policies/newborn.md", text.replace("主席令第51号", "主席令第52号"))
    content.expect(BUNDLE, "id: newborn", "同时用于一份政策文件")
