"""Real pages of two kinds of government sites, against what each page says of itself by other means.

What is expected is computed here in another way than the importer does it: from the page's own description, from the
cells of its information table, and from its <title>. Nothing of the pages is kept in the project.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from knowledge.importing import Understood, inspect
from knowledge.importing.decoding import decode

FOLDER = (
    Path(os.environ.get("EVALUATION_DATA") or Path(__file__).parents[4] / "shared" / "data")
    / "official_pages"
)
PAGES = sorted(FOLDER.glob("*/*.htm*"))
pytestmark = pytest.mark.skipif(not PAGES, reason=f"没有真实网页样本（{FOLDER}）")
SHARE = 0.95
NAVIGATION = re.compile(
    r"当前位置|所在的?位置|网站地图|版权所有|备案号|ICP备|公网安备|分享到|打印本页|关闭窗口|上一篇|下一篇|浏览次数|信息来源[：:]|字体大小|"
    r"设为首页|加入收藏|主办单位|承办单位|扫一扫在手机|\bfunction\b|javascript:|&nbsp;|<div|<span"
)


@dataclass(frozen=True)
class Page:
    """A page as understood, and as plainly parsed."""

    name: str
    understood: Understood
    soup: BeautifulSoup

    def meta(self, name: str) -> str:
        """A value of the page's own description."""
        tag = self.soup.find("meta", attrs={"name": re.compile(f"^{name}$", re.IGNORECASE)})
        return " ".join(str(tag.get("content", "")).split()) if tag else ""

    def cell(self, *labels: str) -> str:
        """What stands after a label in the information table."""
        strings = ["".join(text.split()).strip("：:") for text in self.soup.stripped_strings]
        for label in labels:
            if label in strings[:400]:
                return strings[strings.index(label) + 1]
        return ""


@lru_cache(maxsize=1)
def pages() -> tuple[Page, ...]:
    return tuple(
        Page(
            path.name, inspect(path.read_bytes(), path.name), BeautifulSoup(decode(path.read_bytes()), "lxml")
        )
        for path in PAGES
    )


def bare(text):
    return re.sub(r"[\s　]+", "", text)


def wrong_share(pairs):
    """The share of pages on which what was recognised is not what was expected; the pairs that differ."""
    differ = {name: pair for name, *pair in pairs if bare(pair[0]) != bare(pair[1])}
    assert len(differ) <= len(pairs) * (1 - SHARE), differ
    return len(pairs)


def value(page, field):
    finding = getattr(page.understood.recognised, field)
    return finding.value if finding else ""


def test_titles():
    pairs = []
    for page in pages():
        said = page.meta("ArticleTitle") or page.cell("标题", "名称")
        if not said:
            # The name of the site follows the title after a dash.
            said = re.split(
                r"\s*[-_]\s*(?=[^-_]*$)|_中国政府网", page.soup.title.get_text() if page.soup.title else ""
            )[0]
        pairs.append((page.name, value(page, "title"), said))
    assert wrong_share(pairs) == len(PAGES)


def test_numbers():
    pattern = re.compile(r"[一-鿿]{1,12}[〔\[]\d{4}[〕\]]\s*\d+\s*号")
    pairs = []
    for page in pages():
        said = page.cell("发文字号", "文号")
        if not pattern.fullmatch(said):
            # Without a table the number stands alone in an element of the page.
            alone = [text for text in page.soup.stripped_strings if pattern.fullmatch(bare(text))]
            said = alone[0] if alone else ""
        pairs.append((page.name, value(page, "number"), said))
    assert wrong_share([pair for pair in pairs if pair[2]]) >= len(PAGES) // 2


def test_no_number_is_made_up():
    for page in pages():
        number = value(page, "number")
        assert bare(number) in bare(page.soup.get_text()), page.name


def test_issuers():
    pairs = []
    for page in pages():
        said = page.cell("发文机关", "发布机关")
        if said:
            pairs.append((page.name, value(page, "issuer"), said))
        elif page.meta("ContentSource").endswith(("局", "厅", "室", "中心", "府")):
            # Who put a page up is not always who signed it: the signature stands in the page or in its title.
            issuer = value(page, "issuer").split(" ")[0]
            pairs.append((page.name, issuer, issuer if issuer in page.soup.get_text() else "在页面里"))
    assert wrong_share(pairs) >= len(PAGES) // 2


def test_dates():
    pairs = []
    for page in pages():
        said = page.cell("成文日期")
        dated = re.match(r"(\d{4})[年-](\d{1,2})[月-](\d{1,2})", said or page.meta("PubDate"))
        if dated is None:
            continue
        day = f"{dated[1]}-{int(dated[2]):02}-{int(dated[3]):02}"
        found = value(page, "issued")
        # A page is put up on the day of its document or later; no later than a year after it is close.
        near = not said and found <= day and found[:4] in (day[:4], str(int(day[:4]) - 1))
        pairs.append((page.name, day if near else found, day))
    assert wrong_share(pairs) >= len(PAGES) * 3 // 4


def test_no_navigation_in_any_section():
    found = {
        page.name: hit[0]
        for page in pages()
        for section in page.understood.sections
        if (hit := NAVIGATION.search(section.text))
    }
    assert found == {}


def test_the_article_is_there():
    for page in pages():
        assert len(page.understood.text) > 150, page.name
