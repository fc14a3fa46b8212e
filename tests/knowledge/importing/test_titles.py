from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importing.titles import issuer_in, title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("关于发放补贴的通知\n正文", "关于发放补贴的通知"),
        (
            "某市人民政府文件\n某政〔2026〕1号\n某市人民政府\n关于发放补贴的\n通知\n各镇：",
            "某市人民政府关于发放补贴的通知",
        ),
        ("某政办〔2026〕 12 号\n\n关于发放补贴的通知\n", "关于发放补贴的通知"),
        ("某政办［2026］第3号\n关于发放补贴的通知\n", "关于发放补贴的通知"),
        ("# 某市助餐办法（试行）\n\n第一条", "某市助餐办法（试行）"),
        ("某局关于印发《甲\n方案》的通知\n各镇：", "某局关于印发《甲方案》的通知"),
        ("000001\n机密\n特急\n某市防汛预案\n", "某市防汛预案"),
        ("附件1\n申请材料清单\n", "申请材料清单"),
        ("各镇人民政府：\n现将有关事项通知如下。\n", ""),
        ("今天天气很好。\n", ""),
        ("", ""),
    ],
)
def test_titles(text, title):
    assert title_of(text) == title


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("某市人民政府办公室关于印发方案的通知", "某市人民政府办公室"),
        ("某市民政局 某市财政局关于发放补贴的通知", "某市民政局 某市财政局"),
        ("国务院、中央军委关于同意迁址的批复", "国务院、中央军委"),
        ("中共某市委办公室 某市人民政府办公室印发《方案》", "中共某市委办公室 某市人民政府办公室"),
        ("关于发放补贴的通知", ""),
        ("转发某省民政厅关于发放补贴的通知", ""),
        ("怎样办理医保局的业务", ""),
    ],
)
def test_the_agency_a_title_begins_with(title, issuer):
    assert issuer_in(title) == issuer


@given(st.text("关于印发《》的通知办法市政府局\n（试行）：。 0123456789#|", max_size=200))
def test_any_text_gives_a_title_in_one_line_or_none(text):
    title = title_of(text)
    assert "\n" not in title
    assert len(title) <= 120
    assert len(issuer_in(title)) <= len(title)
