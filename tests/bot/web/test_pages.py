"""The page shows its greeting at once, needs nothing from elsewhere, and cannot be told what to run."""

from __future__ import annotations

import re

import pytest

from bot.web.greeting import greeting
from bot.web.pages import STATIC
from tests.bot.web.conftest import Client, StartEdge

SCRIPTS = sorted(STATIC.glob("*.js"))
FILES = [*SCRIPTS, *STATIC.glob("*.css"), *STATIC.glob("*.html")]


async def test_the_greeting_and_starters_are_part_of_the_page(edge: Client) -> None:
    response = await edge.get("/")
    page = await response.text()
    assert response.content_type == "text/html"
    assert greeting().text in page
    for starter in greeting().starters:
        assert f'data-say="{starter.text}"' in page
        assert starter.title in page
    assert "$" not in page


async def test_the_page_knows_the_longest_message(start_edge: StartEdge) -> None:
    client = await start_edge(MESSAGE_MAX_CHARS="123")
    assert 'data-max="123"' in await (await client.get("/")).text()


async def test_everything_the_page_names_is_there(edge: Client) -> None:
    page = await (await edge.get("/")).text()
    named = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert len(named) >= 3
    for path in named:
        assert (await edge.get(path)).status == 200


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
async def test_scripts_are_modules_whose_imports_exist(edge: Client, script) -> None:
    response = await edge.get(f"/static/{script.name}")
    assert response.content_type == "text/javascript"
    for name in re.findall(r'from "\./([^"]+)"', await response.text()):
        assert (STATIC / name).is_file()


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_nothing_is_parsed_as_html_or_fetched_from_elsewhere(file) -> None:
    text = file.read_text("utf-8")
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "style=",
        "onclick=",
    ):
        assert word not in text
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)


async def test_a_browser_that_has_the_file_is_not_sent_it_again(edge: Client) -> None:
    first = await edge.get("/static/chat.js")
    again = await edge.get("/static/chat.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
    other = await edge.get("/static/chat.js", headers={"If-None-Match": '"other"'})
    assert other.status == 200


async def test_files_are_sent_compressed(edge: Client) -> None:
    response = await edge.get("/static/chat.js", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("name", ["index.html", "..%2Fsettings.py", "nothing.js", "%00"])
async def test_only_the_pages_files_are_served(edge: Client, name: str) -> None:
    assert (await edge.get(f"/static/{name}")).status == 404
