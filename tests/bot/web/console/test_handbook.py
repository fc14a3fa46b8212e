"""The handbook: shown to everybody, every page of the console described, every link and picture there."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from yarl import URL

from actions.staff.roles import staff_roles
from bot.web.console.handbook import DOCS
from bot.web.console.handbook_text import PREFIX, anchor_of, chapter
from tests.bot.web.conftest import Client
from tests.bot.web.console.colleagues import Colleague, signed_in

HANDBOOK = DOCS / "handbook"
FILES = sorted(HANDBOOK.glob("*.md"))
#: The chapters that tell each role all it can open; everybody reads the one about accounts, too.
CHAPTERS = {
    "editor": "editor.md",
    "reviewer": "reviewer.md",
    "operator": "operator.md",
    "agency": "agency.md",
    "supervisor": "supervisor.md",
    "administrator": "administrator.md",
}
_LINK = re.compile(r"(?<!!)\[[^]]*\]\(([^)]+)\)")
_PICTURE = re.compile(r"!\[([^]]*)\]\(([^)]+)\)")


def _texts() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in FILES}


async def _entries(somebody: Colleague) -> list[str]:
    """The navigation as “heading → title”."""
    page = BeautifulSoup(await somebody.read("/console"), "html.parser")
    navigation = page.find("nav", attrs={"aria-label": "工作台"})
    assert navigation is not None
    found = []
    for heading in navigation.find_all("h2"):
        links = heading.find_next("ul").find_all("a")
        found += [f"{heading.get_text()} → {link.get_text()}" for link in links]
    return found


def test_every_role_has_its_chapter() -> None:
    assert set(CHAPTERS) == set(staff_roles().roles)


@pytest.mark.parametrize("role", sorted(CHAPTERS))
async def test_a_roles_chapter_describes_all_that_the_role_can_open(edge: Client, role: str) -> None:
    texts = _texts()
    told = texts[CHAPTERS[role]] + texts["account.md"]
    entries = await _entries(await signed_in(edge, role))
    assert entries
    assert [entry for entry in entries if entry not in told] == []


def test_every_picture_named_is_there_and_none_is_left_over() -> None:
    named = {target for text in _texts().values() for _, target in _PICTURE.findall(text)}
    assert named == {f"images/{path.name}" for path in (HANDBOOK / "images").iterdir()}


def test_pictures_have_words_for_those_who_do_not_see_them() -> None:
    assert all(words.strip() for text in _texts().values() for words, _ in _PICTURE.findall(text))


def test_pictures_are_whole_and_small() -> None:
    paths = list((HANDBOOK / "images").iterdir())
    for path in paths:
        with Image.open(path) as picture:
            picture.verify()
    assert sum(path.stat().st_size for path in paths) <= 1.5e6


def test_every_link_leads_to_a_file_and_a_heading_that_are_there() -> None:
    for path in FILES:
        for target in _LINK.findall(path.read_text(encoding="utf-8")):
            file, _, anchor = target.partition("#")
            there = (path.parent / file).resolve() if file else path
            assert there.is_file(), (path.name, target)
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert not anchor or anchor in {anchor_of(words) for words in headings}, (path.name, target)


async def test_whoever_is_signed_in_reaches_all_of_it_by_links(edge: Client) -> None:
    somebody = await signed_in(edge, "agency")
    waiting, pages = [PREFIX], {}
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        pages[path] = BeautifulSoup(await somebody.read(path), "html.parser")
        links = [URL(str(link["href"])) for link in pages[path].select("main a[href]")]
        waiting += [link.path for link in links if link.path.startswith(PREFIX)]
    assert {PurePosixPath(path).name for path in pages} >= {
        path.stem for path in FILES if path.stem != "README"
    }
    assert f"{PREFIX}/operations" in pages
    for path, shown in pages.items():
        for link in shown.select("main a[href^='#'], main a[href*='handbook']"):
            target = URL(str(link["href"]))
            there = pages[target.path or path]
            assert not target.fragment or there.find(id=target.fragment), (path, str(target))


async def test_pictures_come_as_pictures(edge: Client) -> None:
    somebody = await signed_in(edge, "operator")
    shown = BeautifulSoup(await somebody.read(f"{PREFIX}/operator"), "html.parser")
    addresses = [str(image["src"]) for image in shown.select("main img")]
    assert addresses
    for address in addresses:
        response = await somebody.get(address)
        assert (response.status, response.content_type) == (200, "image/png")
        assert (await response.read()).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "name", ["nothing", "..%2foperations", "images/nothing.png", "images/..%2feditor.md"]
)
async def test_nothing_but_the_handbook_is_served(edge: Client, name: str) -> None:
    somebody = await signed_in(edge, "editor")
    assert (await somebody.get(URL(f"{PREFIX}/{name}", encoded=True))).status == 404


def test_a_page_runs_nothing_and_leads_only_to_what_is_served() -> None:
    shown = chapter(
        "# 标题\n\n<script>alert(1)</script>\n\n[跑](javascript:alert(1)) [有](b.md#二) [没有](../c.md) [外](https://www.gov.cn/)\n\n"
        "## 一 、`x`\n\n## 一 x\n\n![图](images/a.png)",
        "handbook",
        {"handbook/b.md": "b"},
    )
    page = BeautifulSoup(shown.html, "html.parser")
    assert page.find("script") is None
    assert [link.get("href") for link in page.find_all("a") if link.has_attr("href")] == [
        "/console/handbook/b#二",
        "https://www.gov.cn/",
    ]
    assert shown.title == "标题"
    assert [anchor for anchor, _ in shown.sections] == ["一-x", "一-x-1"]
    picture = page.find("img")
    assert picture is not None
    assert picture["src"] == "/console/handbook/images/a.png"
