from __future__ import annotations

import pytest

from knowledge.checks.settings import LINT, settings
from knowledge.errors import ContentError

SERVICE = "services/id-card.yml"
POLICY = "policies/id-card-law.md"


@pytest.mark.parametrize("number", ["0391-6633333", "03916633333", "0391 66333333", "0391）6633333"])
def test_local_number_that_nobody_verified(content, number):
    content.change(SERVICE, "text: 公安机关窗口。", f"text: '公安机关窗口，{number}。'")
    content.expect(SERVICE, number, f"电话 {number} 没有核实过")


def test_local_number_in_our_own_document(content):
    content.change(POLICY, "16至25周岁的有效期10年。", "有效期10年。\n咨询：0391-6633333")
    content.expect(POLICY, "0391", "没有核实过")


def test_local_number_in_an_imported_document(content):
    content.write("policies/imported.md", "---\ntitle: 通知\n---\n\n咨询：0391-6633333\n")
    found = [fault for fault in content.faults() if "电话" in fault.message]
    assert [(fault.line, fault.warning) for fault in found] == [(5, True)]


@pytest.mark.parametrize(
    "text",
    [
        "拨打010-12345678",
        "手机13800138000",
        "服务电话4001234567",
        "热线12333",
        "咨询电话：12366",
        "95598热线",
    ],
)
def test_other_numbers_are_warnings(content, text):
    content.change("answers/documents.yml", "answer: 向公安机关申请补领。", f"answer: '{text}。'")
    content.expect("answers/documents.yml", text, "没有核实过", warning=True)


@pytest.mark.parametrize(
    "text",
    ["拨打12345热线", "火警电话119", "奖励12000元", "编码000709110002", "2026-03-01至2026-12-31", "95500元",
     "身份证号410881199001011234", "电话见12345网站"],
)  # fmt: skip
def test_verified_numbers_and_other_figures(content, text):
    content.change("answers/documents.yml", "answer: 向公安机关申请补领。", f"answer: '{text}。'")
    assert content.faults() == []


@pytest.mark.parametrize(
    "link", ["https://example.com/a", "http://www.gov.cn.evil.com/", "www.example.com", "https://a℀b.gov.cn/"]
)
def test_links_to_other_sites(content, link):
    content.change("answers/documents.yml", "answer: 向公安机关申请补领。", f"answer: '见 {link}，谢谢。'")
    content.expect("answers/documents.yml", "谢谢", "不是政府官方网站", warning=True)


@pytest.mark.parametrize(
    "link", ["https://www.gov.cn/a/b.htm", "http://www.jiyuan.gov.cn", "www.hnzwfw.gov.cn"]
)
def test_links_to_official_sites(content, link):
    content.change("answers/documents.yml", "answer: 向公安机关申请补领。", f"answer: '见 {link}，谢谢。'")
    assert content.faults() == []


def test_comments_are_not_content(content):
    content.change(
        SERVICE, "kind: 事项", "kind: 事项 # 0391-6633333\n# 0391-6633333\n  # https://example.com/"
    )
    assert content.faults() == []


def test_settings_file():
    found = settings()
    assert {"12345", "110", "119", "120", "122"} <= found.numbers
    assert "参照" in found.remarks
    assert LINT.is_file()


def test_faulty_settings_name_their_line(tmp_path):
    path = tmp_path / "lint.yml"
    path.write_text("phones: []\nremarks: 参照\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"lint\.yml:2"):
        settings(path)
