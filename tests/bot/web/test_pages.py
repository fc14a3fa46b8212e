"""The widget's files are served whole and small, need nothing from elsewhere, and cannot be told what to run."""

from __future__ import annotations

import gzip
import html
import json
import re

import pytest

from bot.web.greeting import greeting
from bot.web.pages import CONFIG_MARK, JOINED, STATIC
from bot.web.scripts import joined
from tests.bot.web.conftest import Client, StartEdge

OURS = [
    path
    for path in sorted(STATIC.rglob("*"))
    if path.suffix in (".js", ".css", ".html") and path.parent.name != "vendor"
]
SCRIPTS = [path for path in OURS if path.suffix == ".js"]
PANEL = "/static/widget/panel.js"


async def config(client: Client) -> dict[str, object]:
    """What the launcher was told."""
    script = await (await client.get("/widget.js")).text()
    assert CONFIG_MARK not in script
    found = re.search(r"const config = (\{.*\});", script)
    assert found is not None
    settings: dict[str, object] = json.loads(found[1])
    return settings


async def test_the_launcher_knows_greeting_and_limit_before_any_request(start_edge: StartEdge) -> None:
    settings = await config(await start_edge(MESSAGE_MAX_CHARS="123"))
    assert settings["longest"] == 123
    starters = [{"title": one.title, "text": one.text} for one in greeting().starters]
    assert settings["greeting"] == {"text": greeting().text, "starters": starters}


async def test_everything_the_page_names_is_there(edge: Client) -> None:
    page = await (await edge.get("/")).text()
    named = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert {"/widget.js", "/site/portal.css", "/static/icon.svg"} <= set(named)
    for path in sorted({html.unescape(name).partition("#")[0] for name in named}):
        assert (await edge.get(path)).status == 200


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_imported_modules_exist(script) -> None:
    text = script.read_text("utf-8")
    for name in re.findall(r'(?:from |import\()"\./([^"]+)"', text):
        assert (script.parent / name).is_file()
    for name in re.findall(r"\$\{files\}([a-z]+\.[a-z]+)", text):
        assert (STATIC / "widget" / name).is_file()


@pytest.mark.parametrize("file", OURS, ids=lambda path: path.name)
def test_nothing_is_parsed_as_html_or_fetched_from_elsewhere(file) -> None:
    text = file.read_text("utf-8")
    for word in (
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "style=", "onclick=", "DOMParser",
        "new Function", "setHTML", "srcdoc", "createContextualFragment",
    ):  # fmt: skip
        assert word not in text
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)


@pytest.mark.parametrize("name", JOINED)
def test_joined_modules_import_nothing_and_declare_nothing_twice(name: str) -> None:
    text = joined(name, lambda each: (STATIC / "widget" / each).read_text("utf-8"))
    assert not re.search(r"^import ", text, re.M)
    declared = re.findall(r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)", text, re.M)
    assert len(declared) == len(set(declared)) > 5


async def test_files_may_be_kept_for_ever_under_their_versions_name(edge: Client) -> None:
    settings = await config(edge)
    current = await edge.get(f"/{settings['files']}panel.js")
    assert "immutable" in current.headers["Cache-Control"]
    other = await edge.get("/static/v-0123456789ab/widget/panel.js")
    assert (other.status, other.headers["Cache-Control"]) == (200, "no-cache")
    assert await other.read() == await current.read()


async def test_a_browser_that_has_the_file_is_not_sent_it_again(edge: Client) -> None:
    for path in ("/widget.js", PANEL, "/site/portal.css"):
        first = await edge.get(path)
        again = await edge.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status, await again.read()) == (304, b"")
        assert (await edge.get(path, headers={"If-None-Match": '"other"'})).status == 200


async def test_modules_may_be_fetched_by_pages_of_other_sites(edge: Client) -> None:
    for path in ("/widget.js", PANEL, "/static/widget/chat.css"):
        assert (await edge.get(path)).headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in (await edge.get("/")).headers


async def test_files_are_sent_compressed(edge: Client) -> None:
    response = await edge.get(PANEL, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"


async def test_launcher_and_chat_stay_small(edge: Client) -> None:
    parts = ["/widget.js", *(f"/static/widget/{name}" for name in ("launcher.css", "panel.js", "chat.css"))]
    sizes = {path: len(gzip.compress(await (await edge.get(path)).read())) for path in parts}
    assert sum(sizes.values()) <= 20 * 1024, sizes
    assert sizes["/widget.js"] + sizes["/static/widget/launcher.css"] <= 4 * 1024, sizes


async def test_the_licence_of_what_others_wrote_is_kept(edge: Client) -> None:
    text = await (await edge.get("/static/widget/vendor/lean-qr.js")).text()
    assert "MIT License" in text
    assert "Permission is hereby granted" in text


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "..%2Fsettings.py",
        "../settings.py",
        "nothing.js",
        "%00",
        "widget.js",
        "widget/",
        "v-0/x",
    ],
)
async def test_only_the_pages_files_are_served(edge: Client, name: str) -> None:
    assert (await edge.get(f"/static/{name}")).status == 404
