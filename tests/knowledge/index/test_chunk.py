from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from knowledge.index.chunk import (
    TARGET,
    WHOLE,
    Chunk,
    Section,
    anchor_of,
    chunk_document,
    pieces,
    sections,
)

#: Lines that mean something to Markdown, and plain ones.
lines = st.one_of(
    st.sampled_from(
        [
            "",
            "# 总则",
            "## 受理",
            "### 第一条",
            "总则",
            "====",
            "----",
            "```",
            "~~~",
            "    缩进",
            "- 列表",
            "> 引用",
            "| 事项 | 时限 |",
            "|---|---|",
            "| 换领 | 60日 |",
            "第二条 申请人提出申请。",
            "#没有空格",
            "\t制表符",
            "<div>",
            "1. 第一步",
            "行内 `# 代码`",
            "\u2028分隔",
            "\x0b竖排",
            "\u3000\u3000缩进两字",
        ]
    ),
    st.text(max_size=30),
)
documents = st.lists(lines, max_size=25).map("\n".join)
sentence = st.text(st.sampled_from("身份证丢了怎么补办第一条 。!?;\n,"), min_size=1, max_size=60)
long_texts = st.lists(sentence, min_size=1, max_size=40).map("".join)


def solid(text: str) -> str:
    """The text without blanks."""
    return "".join(text.split())


def without_headings(markdown: str) -> str:
    """The body without the lines of its headings, as the Markdown parser sees them."""
    rows = markdown.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type == "heading_open" and token.level == 0 and token.map is not None:
            rows[token.map[0] : token.map[1]] = [""] * (token.map[1] - token.map[0])
    return "\n".join(rows)


@settings(deadline=None)
@given(documents)
def test_nothing_but_headings_and_blanks_is_lost(markdown: str) -> None:
    whole = "".join(part.text for part in sections(markdown))
    assert solid(whole) == solid(without_headings(markdown))


@settings(deadline=None)
@given(documents)
def test_every_character_of_the_body_is_in_a_passage(markdown: str) -> None:
    body = solid(without_headings(markdown))
    chunks = chunk_document("doc", "标题", markdown)
    found = solid("".join(chunk.text for chunk in chunks))
    assert found == (body or "标题")


@settings(deadline=None)
@given(documents)
def test_cutting_is_repeatable_and_anchors_follow_headings(markdown: str) -> None:
    chunks = chunk_document("doc", "标题", markdown)
    assert chunks == chunk_document("doc", "标题", markdown)
    assert {chunk.anchor for chunk in chunks} >= {anchor_of(part.path) for part in sections(markdown)}


@given(long_texts)
def test_pieces_lose_nothing_and_stay_short(text: str) -> None:
    cut = pieces(text)
    assert solid("".join(cut)) == solid(text)
    assert all(len(piece) <= WHOLE for piece in cut)


@given(long_texts)
def test_no_piece_of_a_long_text_is_blank(text: str) -> None:
    cut = pieces(text)
    assert cut == [text] or all(piece == piece.strip() != "" for piece in cut)


@pytest.mark.parametrize("length", [1, TARGET, WHOLE])
def test_a_section_of_moderate_length_stays_whole(length: int) -> None:
    text = "字" * length
    assert pieces(text) == [text]


@pytest.mark.parametrize("length", [WHOLE + 1, 3 * WHOLE, 3 * WHOLE + 7])
def test_text_without_sentence_marks_is_cut_hard(length: int) -> None:
    cut = pieces("字" * length)
    assert "".join(cut) == "字" * length
    assert len(cut) > 1
    assert max(map(len, cut)) <= WHOLE


def test_long_text_is_cut_between_sentences() -> None:
    text = "".join(f"第{number}句话说明怎样办理这件事情需要的材料和时间。" for number in range(60))
    cut = pieces(text)
    assert len(cut) > 3
    assert all(piece.endswith("。") for piece in cut)
    assert all(len(piece) <= TARGET for piece in cut)


@pytest.mark.parametrize("number", ["第二条", "第十二条", "第一百零三条", "第12条"])
def test_an_article_starts_a_passage(number: str) -> None:
    before = "第一条 " + "本办法适用于本市行政区域内的居民。" * 12
    after = f"{number} 申请人应当提出申请。" + "有关部门应当受理。" * 40
    cut = pieces(before + after)
    assert any(piece.startswith(number) for piece in cut)


def test_articles_too_short_for_a_passage_stay_together() -> None:
    articles = [f"第{number}条 内容。" for number in ("一", "二", "三")]
    cut = pieces("".join(articles) + "补充说明有关事项。" * 60)
    assert cut[0].startswith("".join(articles))


def test_a_mention_of_an_article_starts_nothing() -> None:
    text = "依照法律办理。" * 40 + "第三条的规定同样适用。" + "依照法律办理。" * 40
    assert not any(piece.startswith("第三条") for piece in pieces(text))


def test_sections_know_the_path_of_headings() -> None:
    markdown = "# 办法\n\n开头。\n\n## 受理\n\n第一段。\n\n### 时限\n\n三日。\n\n## 转办\n\n按时回复。\n"
    assert sections(markdown) == [
        Section(("办法",), "开头。"),
        Section(("办法", "受理"), "第一段。"),
        Section(("办法", "受理", "时限"), "三日。"),
        Section(("办法", "转办"), "按时回复。"),
    ]


def test_a_skipped_level_is_still_below() -> None:
    markdown = "# 一\n\n### 三\n\n深处。\n\n## 二\n\n中间。"
    assert [part.path for part in sections(markdown)] == [("一", "三"), ("一", "二")]


def test_text_before_the_first_heading_has_no_path() -> None:
    assert sections("开头。\n\n# 一\n\n正文。")[0] == Section((), "开头。")


def test_underlined_headings_count() -> None:
    assert sections("总则\n====\n\n正文。\n\n受理\n----\n\n时限。") == [
        Section(("总则",), "正文。"),
        Section(("总则", "受理"), "时限。"),
    ]


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_a_heading_in_a_code_fence_is_text(fence: str) -> None:
    markdown = f"# 真标题\n\n{fence}\n# 假标题\n{fence}\n\n## 后面\n\n正文。"
    found = sections(markdown)
    assert [part.path for part in found] == [("真标题",), ("真标题", "后面")]
    assert "# 假标题" in found[0].text


@pytest.mark.parametrize(
    "line", ["    # 缩进的代码", "> # 引用里的", "- # 列表里的", "#没有空格", "\\# 转义"]
)
def test_other_signs_make_no_section(line: str) -> None:
    found = sections(f"# 真标题\n\n{line}\n\n正文。")
    assert [part.path for part in found] == [("真标题",)]
    assert line.strip() in found[0].text


def test_a_table_keeps_its_rows() -> None:
    table = "| 事项 | 时限 |\n|---|---|\n| 换领 | 60日 |\n| 补领 | 60日 |"
    assert sections(f"## 时限\n\n{table}\n") == [Section(("时限",), table)]


def test_a_long_table_is_cut_between_rows() -> None:
    rows = [f"| 事项{number} | 需要带户口簿和旧证 | {number}日 |" for number in range(60)]
    cut = pieces("\n".join(["| 事项 | 材料 | 时限 |", "|---|---|---|", *rows]))
    assert [row for piece in cut for row in piece.split("\n")][2:] == rows


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_are_read(end: str) -> None:
    markdown = end.join(["# 一", "", "正文一。", "", "# 二", "", "正文二。"])
    assert sections(markdown) == [Section(("一",), "正文一。"), Section(("二",), "正文二。")]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85"])
def test_other_separators_are_text_and_shift_no_heading(mark: str) -> None:
    found = sections(f"第一{mark}行\n\n# 标题\n\n正文。")
    assert [part.path for part in found] == [(), ("标题",)]
    assert found[1].text == "正文。"


@pytest.mark.parametrize("markdown", ["", "\n\n", "# 只有标题", "# 一\n\n## 二\n"])
def test_a_document_without_text_can_be_found_by_its_title(markdown: str) -> None:
    assert chunk_document("doc", "标题", markdown) == [
        Chunk("doc", "policy", "标题", "", anchor_of(()), "标题")
    ]


def test_a_chunk_knows_where_it_stands() -> None:
    chunk = chunk_document("rules", "办法", "# 总则\n\n## 适用\n\n适用于全市。")[0]
    assert chunk == Chunk(
        "rules", "policy", "办法", "总则 › 适用", anchor_of(("总则", "适用")), "适用于全市。"
    )
    assert chunk.searchable == "办法\n总则 › 适用\n适用于全市。"


def test_what_is_empty_is_left_out_of_what_is_searched() -> None:
    assert Chunk("rules", "policy", "办法", "", "s-1", "正文").searchable == "办法\n正文"


def test_anchors_do_not_depend_on_sections_before() -> None:
    before = chunk_document("doc", "题", "# 一\n\n正文一。\n\n# 三\n\n正文三。")
    after = chunk_document("doc", "题", "# 一\n\n正文一。\n\n# 二\n\n新加。\n\n# 三\n\n正文三。")
    assert {chunk.section: chunk.anchor for chunk in before}.items() <= {
        chunk.section: chunk.anchor for chunk in after
    }.items()


@given(st.lists(st.text(st.sampled_from("总则受理时限"), min_size=1), max_size=4))
def test_anchors_are_stable_and_short(path: list[str]) -> None:
    assert anchor_of(path) == anchor_of(tuple(path))
    assert len(anchor_of(path)) == len("s-0123456789")


def test_different_paths_have_different_anchors() -> None:
    paths = [(), ("一",), ("二",), ("一", "二"), ("二", "一"), ("一二",)]
    assert len({anchor_of(path) for path in paths}) == len(paths)
