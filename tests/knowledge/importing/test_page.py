from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import ImportRefused
from knowledge.importing.page import extract_page

PARAGRAPH = "申请人应当在三个工作日内向窗口提交申请，逾期未提交的视为放弃。"
PAGE = f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>关于发放补贴的通知 - 某市人民政府门户网站</title>
<script>var a = "脚本";</script><style>.a {{color: red}}</style></head>
<body>
<div class="header-nav"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul></div>
<div class="wrap">
  <div class="breadcrumb">您当前的位置：<a href="/">首页</a> &gt; 通知</div>
  <table><tr><td>发文机关：</td><td>某市民政局</td><td>成文日期：</td><td>2026年3月5日</td></tr>
  <tr><td>发文字号：</td><td>某民〔2026〕3号</td><td>发布日期：</td><td>2026年3月9日</td></tr></table>
  <h1>关于发放补贴的通知</h1>
  <div class="share">分享到 <a href="#">微信</a></div>
  <div class="detail">
    <p>各镇人民政府：</p>
    <h2>申请条件</h2>
    <p>{PARAGRAPH}<br>{PARAGRAPH}</p>
    <ul><li>身份证</li><li>户口簿<ol><li>首页</li><li>本人页</li></ol></li></ul>
    <table><tr><th>类别</th><th>标准</th></tr>
      <tr><td rowspan="2">甲类</td><td>100元</td></tr><tr><td>200元</td></tr>
      <tr><td colspan="2">合计|300元</td></tr></table>
    <!-- 注释 -->
    <p>{PARAGRAPH}</p><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p>
    <p style="display:none">看不见的文字</p>
  </div>
</div>
<div class="footer">版权所有 <a href="/">某市人民政府</a> 备案号12345</div>
</body></html>"""


def values(found):
    return {field: finding.value for field, finding in found.metadata.items()}


@pytest.fixture(scope="module")
def found():
    return extract_page(PAGE.encode())


def test_title_without_the_sites_name(found):
    assert found.title == "关于发放补贴的通知"


def test_metadata_from_the_table_above_the_text(found):
    assert values(found) == {"issuer": "某市民政局", "issued": "2026-03-05", "number": "某民〔2026〕3号"}


def test_only_the_article_is_kept(found):
    for junk in (
        "脚本",
        "首页</a>",
        "政务公开",
        "您当前的位置",
        "分享到",
        "版权所有",
        "注释",
        "看不见",
        "索引",
    ):
        assert junk not in found.body
    assert found.body.startswith("各镇人民政府：\n\n## 申请条件\n\n" + PARAGRAPH + "\n\n" + PARAGRAPH)


def test_lists(found):
    assert "- 身份证\n- 户口簿\n  1. 首页\n  2. 本人页\n" in found.body


def test_tables(found):
    table = (
        "| 类别 | 标准 |\n| --- | --- |\n| 甲类 | 100元 |\n| 甲类 | 200元 |\n| 合计｜300元 | 合计｜300元 |\n"
    )
    assert table in found.body


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_encodings(encoding, found):
    page = PAGE.replace('charset="utf-8"', 'charset="gb2312"')
    assert extract_page(page.encode(encoding)).body == found.body


def test_known_containers():
    page = f"<body><div>{PARAGRAPH}</div><td><div id='UCAP-CONTENT'><p>{PARAGRAPH}</p><p>二</p></div></td></body>"
    assert extract_page(page.encode()).body == f"{PARAGRAPH}\n\n二\n"


def test_a_second_copy_of_the_article_is_left_out():
    lines = [f"第{number}段：{PARAGRAPH}" for number in range(12)]
    read = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<body><div id='x'>{read}</div><div id='y'>{''.join(lines)}</div></body>"
    assert extract_page(page.encode()).body == "\n\n".join(lines) + "\n"


def test_tables_that_only_place_things_are_taken_apart():
    inner = "".join(f"<p>{PARAGRAPH}{number}</p>" for number in range(8))
    page = f"<body><table><tr><td>左</td><td>{inner}</td></tr></table></body>"
    assert "|" not in extract_page(page.encode()).body


def test_metas_of_government_sites():
    page = (
        "<html><head><title>某市人民政府</title><meta name='ArticleTitle' content='关于补贴的通知'>"
        "<meta name='PubDate' content='2026-03-05 10:00:00'>"
        "<meta name='Url' content='https://www.jiyuan.gov.cn/a/b.html'></head>"
        f"<body><p>{PARAGRAPH}</p></body>"
    )
    found = extract_page(page.encode())
    assert found.title == "关于补贴的通知"
    assert values(found) == {"issued": "2026-03-05", "url": "https://www.jiyuan.gov.cn/a/b.html"}


@pytest.mark.parametrize(
    "address", ["https://www.gov.cn.example.com/", "javascript:alert(1)", "https://[", ""]
)
def test_addresses_of_other_sites_are_not_kept(address):
    page = f"<head><meta name='Url' content='{address}'></head><body><p>{PARAGRAPH}</p></body>"
    assert "url" not in extract_page(page.encode()).metadata


def test_page_without_structure():
    assert extract_page("只有一句话。".encode()).body == "只有一句话。\n"


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 3000 + "深处的文字".encode(),
        b"<table><tr><td>a<td>" * 300 + "深处的文字".encode(),
        b"<ul><li>" * 900 + "深处的文字".encode(),
    ],
)
def test_absurd_nesting(page):
    assert "深处的文字" in extract_page(page).body


def test_absurd_spans():
    page = (
        b"<table><tr><td rowspan=99999999999999999999 colspan=9999>a</td><td colspan=-1>b</td></tr></table>"
    )
    assert len(extract_page(page).body) < 2000


pieces = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "<br>", "<h1>", "<!--",
     "-->", "<script>", "</script>", "<![CDATA[", "&nbsp;", "&#0;", "<a href='x'>", "<td rowspan='0'>", "正文", "<", "\n",
     "<body>", "<html>", "<title>", "<meta charset=gbk>", "\x00", "发文机关：", "<p style='display:none' class='nav'>"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(pieces, max_size=40))
def test_any_tag_soup_is_taken_or_refused(soup):
    try:
        found = extract_page("".join(soup).encode())
    except ImportRefused:
        return
    assert found.body.endswith("\n")
    assert "\x00" not in found.body


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(data):
    try:
        found = extract_page(data)
    except ImportRefused:
        return
    assert found.body.endswith("\n")
