from __future__ import annotations

SERVICE = "services/id-card.yml"


def test_condition_on_an_unknown_question(content):
    content.change(SERVICE, "when: {age: [adult]}", "when: {situation: [lost], agee: [adult]}")
    faults = content.faults()
    assert [(fault.line, fault.warning) for fault in faults] == [
        (content.line(SERVICE, "- id: age"), True),
        (content.line(SERVICE, "agee"), False),
    ]
    assert "“agee”不是本文件 questions 里的问题" in faults[1].message


def test_condition_on_an_unknown_option(content):
    content.change(SERVICE, "when: {age: [adult]}", "when: {age: [adult, old]}")
    content.expect(SERVICE, "[adult, old]", "问题“age”没有选项“old”（有：adult、child）")


def test_question_on_an_unknown_option(content):
    content.change(SERVICE, "when: {situation: [lost]}", "when: {situation: [stolen]}")
    content.expect(SERVICE, "[stolen]", "没有选项“stolen”")


def test_question_that_changes_nothing(content):
    content.change(SERVICE, ", when: {age: [adult]}", "")
    content.expect(SERVICE, "- id: age", "情形问题“age”不影响任何内容", warning=True)


def test_questions_that_wait_for_each_other(content):
    content.change(SERVICE, "    ask: 您要办哪一种?", "    ask: 您要办哪一种?\n    when: {age: [adult]}")
    content.expect(SERVICE, "when: {age: [adult]}\n    options", "互相等待：situation → age → situation")


def test_the_same_question_twice(content):
    content.change(SERVICE, "- id: age", "- id: situation")
    content.change(SERVICE, ", when: {age: [adult]}", "")
    content.change(SERVICE, "    when: {situation: [lost]}\n", "")
    content.change(SERVICE, "when: {situation: [expired]}", "when: {situation: [adult]}")
    content.expect(SERVICE, "- id: situation\n    ask: 满", "情形问题 id“situation”重复")


def test_the_same_option_twice(content):
    content.change(SERVICE, "{id: child, title: 没满}", "{id: adult, title: 没满}")
    content.expect(SERVICE, "title: 没满", "选项 id“adult”重复")


def test_the_same_step_twice(content):
    content.change(SERVICE, "{id: issue,", "{id: apply,")
    faults = content.faults()
    line = content.line(SERVICE, "制发证件")
    assert {(fault.line, fault.message) for fault in faults} == {
        (line, "步骤 id“apply”重复"),
        (line, "步骤互相等待：apply → apply"),
    }


def test_unknown_step_before(content):
    content.change(SERVICE, "after: [apply]", "after: [aply]")
    content.expect(SERVICE, "after: [aply]", "after 里的“aply”不是本流程的步骤")


def test_steps_that_wait_for_each_other(content):
    content.change(
        SERVICE,
        "text: 提出申请。, who: 申请人, source: law}",
        "text: 提出申请。, who: 申请人, source: law, after: [issue]}",
    )
    content.expect(SERVICE, "提出申请", "步骤互相等待：apply → issue → apply")
