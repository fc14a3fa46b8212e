from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import ImportRefused
from knowledge.importing.plain import extract_markdown, extract_text


def values(found):
    return {field: finding.value for field, finding in found.metadata.items()}


def test_text_with_labels():
    found = extract_text("关于补贴的通知\n济人社〔2026〕3号\n\n正文。\n".encode())
    assert found.body == "关于补贴的通知\n济人社〔2026〕3号\n\n正文。\n"
    assert values(found) == {"number": "济人社〔2026〕3号"}


def test_front_matter_of_ours_is_kept():
    data = "---\ntitle: 通知\nissued: 2026-03-01\nlayout: post\ntags: [a]\n---\n\n# 正文\n\n内容。\n"
    found = extract_markdown(data.encode())
    assert found.title == "通知"
    assert found.body == "# 正文\n\n内容。\n"
    assert values(found) == {"issued": "2026-03-01"}
    assert found.notes == ("未识别的元数据已略去：layout、tags",)


def test_front_matter_with_chinese_names():
    data = "---\n标题: 通知\n文号: 济政办[2022]7号\n发文机关: 市政府办公室\n成文日期: 2022年3月1日\n---\n正文。\n"
    found = extract_text(data.encode())
    assert found.title == "通知"
    assert values(found) == {"number": "济政办〔2022〕7号", "issuer": "市政府办公室", "issued": "2022-03-01"}


@pytest.mark.parametrize(
    "text",
    [
        "---\n正文在两条线之间\n---\n后文\n",
        "---\n只有一条线\n",
        "---\n- a\n---\n后文\n",
        "---\na: 'b\n---\n后文\n",
        "----\n后文\n",
    ],
)
def test_rules_are_no_front_matter(text):
    for extract in (extract_text, extract_markdown):
        found = extract(text.encode())
        assert found.title == ""
        assert "正文" in found.body or "后文" in found.body or "只有一条线" in found.body
        assert found.body.startswith("---")


def test_words_with_colons_between_rules_are_text_in_a_text_file():
    text = "---\n地点: 会议室\n---\n后文\n"
    assert "会议室" in extract_text(text.encode()).body
    assert extract_markdown(text.encode()).notes == ("未识别的元数据已略去：地点",)


def test_a_page_under_a_wrong_name():
    with pytest.raises(ImportRefused, match=r"请把扩展名改为 \.html"):
        extract_text(b"<!DOCTYPE html><p>x")


def test_very_long_lines():
    found = extract_text(("字" * 3_000_000).encode())
    assert len(found.body) == 3_000_001


@pytest.mark.parametrize("extract", [extract_text, extract_markdown])
@given(data=st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(extract, data):
    try:
        found = extract(data)
    except ImportRefused:
        return
    assert found.body.endswith("\n")
