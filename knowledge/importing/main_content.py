"""Find the article in a page among navigation, sharing buttons and footers."""

from __future__ import annotations

import heapq
import re

from bs4.element import NavigableString, Tag

#: Where the common publishing systems of government sites put the article.
_KNOWN = (
    "#UCAP-CONTENT", "#zoomcon", "#zoom", "#Zoom", "#articleContent", "#article_content", "#js_content",
    ".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", ".article-content", ".article_content",
    ".content_article", ".pages_content", ".news_content", ".xxgk_content", ".wzcon", "article",
)  # fmt: skip
_NEVER = [
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video",
    "map", "input", "select", "button", "textarea", "option", "nav", "footer", "aside",
]  # fmt: skip
_ASIDE = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|bread|breadcrumbs?|crumbs?|footer|foot|copyright|share|bdsharebuttonbox|"
    r"sidebar|toolbar|related|recommend|pagination|pager|qrcode|ewm|dqwz|fenxiang|bshare|print|zoom-btn|"
    r"operate|tools?)(?:[-_\s]|$)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
#: The article is found by going down to the child that holds this part of the text, as long as there is one.
_SHARE = 0.75
#: Some pages carry the article twice (for printing, for reading aloud); the copy has this part of its text.
_COPY_SHARE = 0.6
_COPY_SAMPLE = 40
#: A container known by its name must hold this part of what the search by text finds.
_KNOWN_SHARE = 0.25
#: Only elements with less than this part of the text can be side matter.
_ASIDE_SHARE = 0.3
_DEPTH = 200
_LEAVES = ["p", "ul", "ol", "table", "tr", "h1", "h2", "h3"]


def main_content(soup: Tag) -> Tag:
    """The element with the article; the whole page when nothing stands out."""
    body = soup.find("body")
    page = body if isinstance(body, Tag) else soup
    _remove_side_matter(page)
    weights = _Weights(page)
    densest = _descend(page, weights)
    needed = max(weights.of(densest) * _KNOWN_SHARE, 1)
    known = [element for element in _known(page, weights) if weights.of(element) >= needed]
    return known[0] if known else densest


def _known(page: Tag, weights: _Weights) -> list[Tag]:
    """Containers known by name: the surest name first, of the same name the longest text first."""
    found: dict[str, list[Tag]] = {}
    for element in page.find_all(True):
        names = [element.name]
        names += (f"#{name}" for name in element.get_attribute_list("id"))
        names += (f".{name}" for name in element.get_attribute_list("class"))
        for name in names:
            if name in _KNOWN:
                found.setdefault(name, []).append(element)
    return [
        element for name in _KNOWN for element in sorted(found.get(name, []), key=weights.of, reverse=True)
    ]


class _Weights:
    """Length of the running text in each element: what is not in links. Measured in one pass."""

    def __init__(self, page: Tag) -> None:
        self._of: dict[int, int] = {}
        for element in reversed([page, *page.find_all(True)]):
            own = 0
            for child in element.children:
                if isinstance(child, Tag):
                    own += self.of(child)
                elif type(child) is NavigableString:  # not a comment
                    own += len(_BLANKS.sub("", child))
            self._of[id(element)] = 0 if element.name == "a" else own

    def of(self, element: Tag) -> int:
        """The weight of one element of the page."""
        return self._of.get(id(element), 0)


def _remove_side_matter(page: Tag) -> None:
    for element in page.find_all(_NEVER):
        element.extract()
    limit = len(_squeezed(page)) * _ASIDE_SHARE
    for element in page.find_all(_is_side_matter):
        if len(_squeezed(element)) <= limit:
            element.extract()


def _is_side_matter(element: Tag) -> bool:
    if _HIDDEN.search(str(element.get("style", ""))) or element.has_attr("hidden"):
        return True
    names = [*element.get_attribute_list("class"), *element.get_attribute_list("id")]
    return any(name and _ASIDE.search(name) for name in names)


def _descend(page: Tag, weights: _Weights) -> Tag:
    element = page
    for _ in range(_DEPTH):
        children = [child for child in element.children if isinstance(child, Tag)]
        first, second = (*heapq.nlargest(2, children, key=weights.of), None, None)[:2]
        if first is None:
            return element
        whole = weights.of(element)
        if second is not None and _is_copy(first, second, weights):
            # The one in paragraphs is for reading; the other does not count.
            copy = min((first, second), key=lambda child: len(child.find_all(_LEAVES)))
            first = second if copy is first else first
            whole -= weights.of(copy)
        if weights.of(first) < whole * _SHARE or first.name in _LEAVES:
            return element
        element = first
    return element


def _is_copy(first: Tag, second: Tag, weights: _Weights) -> bool:
    """Whether two elements hold the same text: the middle of one is found in the other."""
    if weights.of(second) < max(weights.of(first) * _COPY_SHARE, 4 * _COPY_SAMPLE):
        return False
    shorter, longer = sorted((_squeezed(first), _squeezed(second)), key=len)
    middle = len(shorter) // 2
    return shorter[middle : middle + _COPY_SAMPLE] in longer


def _squeezed(element: Tag) -> str:
    return _BLANKS.sub("", element.get_text())
