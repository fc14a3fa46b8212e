"""Web pages: title, main text and metadata, without navigation and scripts."""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup

from knowledge.formats.source import OFFICIAL_HOSTS
from knowledge.importing.dates import iso_date
from knowledge.importing.decoding import decode
from knowledge.importing.extracted import Extracted
from knowledge.importing.main_content import main_content
from knowledge.importing.markdown_page import inline_text, to_markdown
from knowledge.importing.metadata import agency, recognise
from knowledge.importing.recognised import Finding, guessed, stated
from knowledge.importing.refusal import Refusal
from knowledge.importing.sniffing import expect_text
from knowledge.importing.structure import structured, tidy, without_underlines

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_SITE = re.compile(
    r"\s*[-_|—–]+\s*(?=[^-_|—–]*(?:网站|门户|政府网|信息网|公众网|政务网|人民网|新华网)[^-_|—–]*$)"
)
_TRAILER = re.compile(
    r"#* *(?:相关(?:附件|链接|文档|新闻|稿件|解读|文章|阅读)|附件下载|文件下载|扫一扫.{0,20}|分享(?:到|至)?[：:]?|打印|关闭|"
    r"【?(?:打印|关闭|关闭窗口|打印本页|返回顶部).{0,12}|浏览次数[：:].{0,12}|上一[篇条][：:].*|下一[篇条][：:].*|责任编辑[：:].{0,12})"
)
_ROWS = ["tr", "p", "div", "li", "br", "h1", "h2", "h3", "dt", "dd"]
_HEAD_TEXT = 6000


def extract_page(data: bytes) -> Extracted:
    """An .html file."""
    expect_text(data, ".html")
    declared = _CHARSET.search(data[:4096])
    soup = _parse(decode(data, declared[1].decode("ascii") if declared else ""))
    metas = _metas(soup)
    title = _title(soup, metas)
    head = _label_text(soup)
    article = main_content(soup)
    text = to_markdown(article)
    metadata = recognise(text, head)
    _from_metas(metadata, metas)
    body = tidy(structured(_without_links(without_underlines(text))))
    named = metadata.pop("title", None)
    return Extracted(body, title or (named.value if named else ""), metadata)


def _without_links(text: str) -> str:
    """The text without what pages put below the article: headings of lists of links, counters, sharing."""
    lines = text.rstrip().split("\n")
    while lines and (not lines[-1].strip() or _TRAILER.fullmatch(lines[-1].strip())):
        lines.pop()
    return "\n".join(lines) + "\n" if lines else ""


def _parse(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        # It warns when a page looks like XML or like a file name; neither matters here.
        warnings.simplefilter("ignore")
        try:
            return BeautifulSoup(text, "lxml")
        except (ParserRejectedMarkup, RecursionError) as error:
            raise Refusal("page_broken") from error


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    """The page's own description of its article, as Chinese government sites give it."""
    found: dict[str, str] = {}
    for meta in soup.find_all("meta"):
        name = str(meta.get("name") or meta.get("property") or "").lower()
        found.setdefault(name, " ".join(str(meta.get("content") or "").split()))
    return found


def _title(soup: BeautifulSoup, metas: dict[str, str]) -> str:
    named = metas.get("articletitle") or metas.get("og:title")
    if named:
        return named
    title = soup.find("title")
    bare = _SITE.split(inline_text(title))[0].strip() if isinstance(title, Tag) else ""
    headings = [inline_text(heading) for heading in soup.find_all("h1")]
    # A heading that repeats part of the page title is the article's; others name the site or the path to it.
    for heading in headings:
        if len(heading) >= 4 and (heading in bare or bare in heading):
            return heading
    return bare or next(iter(headings), "")


def _label_text(soup: BeautifulSoup) -> str:
    """The beginning of the page with one line per row, where labels and values stand side by side."""
    body = soup.find("body")
    if not isinstance(body, Tag):
        return ""
    pieces: list[str] = []
    size = 0
    for node in body.descendants:
        if isinstance(node, Tag):
            pieces.append("\n" if node.name in _ROWS else "|" if node.name in ("td", "th") else "")
        elif node.parent is not None and node.parent.name not in ("script", "style"):
            text = " ".join(str(node).split())
            pieces.append(text)
            size += len(text)
        if size > _HEAD_TEXT:
            break
    return "".join(pieces)


def _from_metas(metadata: dict[str, Finding], metas: dict[str, str]) -> None:
    published = iso_date(metas.get("pubdate", ""))
    if published:
        metadata.setdefault("issued", guessed(published, "网页的发布时间（PubDate）"))
    source = agency(metas.get("contentsource", ""))
    if source:
        metadata.setdefault("issuer", guessed(source, "网页的来源（ContentSource）"))
    address = metas.get("url", "")
    if address.startswith(("https://", "http://")) and _official(address):
        metadata.setdefault("url", stated(address, "网页的地址（Url）"))


def _official(address: str) -> bool:
    host = re.sub(r"^https?://|[/:?#].*$", "", address)
    return f".{host}".endswith(OFFICIAL_HOSTS)
