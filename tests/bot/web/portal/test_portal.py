"""The portal shows what is published, counts what was really asked, and works without scripts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from bs4 import BeautifulSoup
from PIL import Image, ImageDraw

from actions.staff import switches
from actions.storage.engine import create_engine, default_url
from bot.web.portal.embedding import ATTRIBUTES, CALLS, EVENTS, VARIABLES
from bot.web.portal.published import ENTERPRISE, PERSON
from knowledge import city_time
from knowledge.catalogue import CONTENT, load
from knowledge.formats.service import LifeStage
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import Clock, FakeRasa, Resident
from tests.bot.web.portal.conftest import publish

WIDGET = Path(__file__).parents[4] / "bot" / "web" / "static"


async def page(client: Client, path: str = "/", status: int = 200) -> BeautifulSoup:
    """A page as a browser has it."""
    response = await client.get(path)
    assert response.status == status
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    found = BeautifulSoup(await response.text(), "html.parser")
    assert found.select("[style], script:not([src])") == []
    return found


def test_every_stage_is_somebodys() -> None:
    assert {*PERSON, *ENTERPRISE} == set(LifeStage)


async def test_every_published_service_can_be_asked_about_and_read(portal: Client) -> None:
    home = await page(portal)
    text = home.get_text(" ", strip=True)
    for service in load(CONTENT).services.values():
        assert service.name in text
        assert home.select_one(f'a[href="/services/{service.id}"]') is not None
    for link in home.select("a[data-ask]"):
        question = parse_qs(urlsplit(str(link["href"])).query)["q"][0]
        assert question == link["data-ask"]


async def test_the_page_embeds_the_assistant_as_any_site_would(portal: Client) -> None:
    home = await page(portal)
    tag = home.select_one('script[src="/widget.js"]')
    assert tag is not None
    assert tag.has_attr("defer")
    assert tag["data-title"] == "济事通"
    assert "不是政府官方网站" in home.get_text()


async def test_policies_in_favour_of_enterprises_are_those_marked_so(portal: Client) -> None:
    shown = [one.get_text() for one in (await page(portal)).select(".policies a")]
    marked = [one.header for one in load(CONTENT).policies.values() if "惠企政策" in one.header.topics]
    assert set(shown) <= {one.title for one in marked if one.in_force(city_time.today())}
    assert shown


async def test_without_content_the_page_is_there_all_the_same(edge: Client) -> None:
    home = await page(edge)
    assert "办事指南还没有发布" in home.get_text()
    assert home.select_one("a[href='tel:12345']") is not None


async def test_a_new_version_is_shown_without_a_restart(portal: Client, tmp_path: Path) -> None:
    content = tmp_path / "edited"
    shutil.copytree(CONTENT, content)
    file = content / "services" / "after-death.yml"
    file.write_text(file.read_text("utf-8").replace("name: 公民身后一件事\n", "name: 身后事联办\n"), "utf-8")
    assert "身后事联办" not in (await page(portal)).get_text()
    publish(tmp_path / "index", content)
    assert "身后事联办" in (await page(portal)).get_text()


async def ask(client: Client, rasa: FakeRasa, service: str, people: int) -> None:
    """So many people ask about a service, each of them twice."""
    rasa.answer = FakeRasa.custom(
        {
            "kind": "service",
            "outcome": "answered",
            "text": "好。",
            "service": {"id": service, "name": service, "aspect": None},
        }
    )
    for _ in range(people):
        someone = Resident(client)
        await someone.open()
        await someone.ask("怎么办")
        await someone.ask("再说一遍")


async def test_what_is_asked_most_is_counted_once_a_conversation(
    start_edge: StartEdge, tmp_path: Path, rasa: FakeRasa
) -> None:
    publish(tmp_path / "index")
    client = await start_edge(RATE_LIMIT_SESSIONS="1000/hour")
    for service, people in (("newborn", 4), ("after-death", 6), ("residence-permit", 5), ("id-card", 7)):
        await ask(client, rasa, service, people)
    shown = [one.get_text(" ", strip=True) for one in (await page(client)).select(".starters li")]
    assert [line.split()[-2:] for line in shown] == [["7", "人问过"], ["6", "人问过"], ["5", "人问过"]]
    assert "公民身后一件事" in shown[1]


async def test_with_too_few_askers_the_usual_questions_are_shown_as_such(
    portal: Client, rasa: FakeRasa
) -> None:
    await ask(portal, rasa, "after-death", 6)
    starters = (await page(portal)).select_one(".starters")
    assert starters is not None
    assert "常见问题" in starters.get_text()
    assert "人问过" not in starters.get_text()
    assert "身份证丢了怎么补" in starters.get_text()


async def test_the_announcement_stands_on_the_page(portal: Client, tmp_path: Path, clock: Clock) -> None:
    engine = create_engine(default_url(tmp_path))
    with engine.begin() as connection:
        value = {"on": True, "sentence": "大厅周六<b>停电</b>。"}
        switches.change(connection, "announcement", value, clock(), "测试", "测试")
    engine.dispose()
    notice = (await page(portal)).select_one(".notice")
    assert notice is not None
    assert "大厅周六<b>停电</b>。" in notice.get_text()


async def test_a_guide_is_complete_and_says_what_is_another_provinces(portal: Client) -> None:
    guide = await page(portal, "/services/after-death")
    text = guide.get_text(" ", strip=True)
    for words in (
        "受理条件",
        "材料（要带",
        "办理时限",
        "收费",
        "怎么办（步骤）",
        "依据的文件",
        "内容核对日期",
        "外省参照",
    ):
        assert words in text
    assert guide.select("del")


async def test_a_guide_fits_the_situation_of_the_address(portal: Client) -> None:
    guide = await page(portal, "/services/after-death?proof=judgment&manner=wrong&evil=<script>")
    text = guide.get_text(" ", strip=True)
    assert "人民法院生效判决" in text
    assert "公证书" not in [one.get_text() for one in guide.select(".materials strong")]
    assert "evil" not in str(guide)
    chosen = guide.select("option[selected]")
    assert [one["value"] for one in chosen] == ["judgment"]


@pytest.mark.parametrize("service", sorted(load(CONTENT).services))
async def test_every_guide_can_be_read(portal: Client, service: str) -> None:
    guide = await page(portal, f"/services/{service}")
    assert guide.select_one("h1") is not None


async def test_the_code_leads_to_the_guide_for_this_situation(portal: Client) -> None:
    guide = await page(portal, "/services/after-death?proof=judgment")
    image = guide.select_one(".take img")
    assert image is not None
    response = await portal.get(str(image["src"]))
    assert response.content_type == "image/svg+xml"
    address = guide.select_one(".address")
    assert address is not None
    assert address.get_text() == str(portal.make_url("/services/after-death?proof=judgment"))
    assert read_code(await response.text()) == address.get_text()


def read_code(svg: str) -> str:
    """What a camera reads; the drawing is one path of horizontal strokes."""
    path = re.findall(r' d="([^"]+)"', svg)[-1]
    tokens = path.replace("M", " M ").replace("m", " m ").replace("h", " h ").split()
    x = y = 0.0
    strokes = []
    while tokens:
        command = tokens.pop(0)
        if command == "h":
            length = float(tokens.pop(0))
            strokes.append((x, y, length))
            x += length
        else:
            step = float(tokens.pop(0)), float(tokens.pop(0))
            x, y = step if command == "M" else (x + step[0], y + step[1])
    size = int(max(y for _, y, _ in strokes)) + 5
    image = Image.new("L", (size * 4, size * 4), 255)
    for left, top, length in strokes:
        ImageDraw.Draw(image).rectangle(
            [left * 4, (top - 0.5) * 4, (left + length) * 4 - 1, (top + 0.5) * 4 - 1], fill=0
        )
    return str(zxingcpp.read_barcodes(image)[0].text)


async def test_an_unknown_guide_says_so(portal: Client) -> None:
    for path in ("/services/nothing", "/services/nothing/qr.svg"):
        assert (await portal.get(path)).status == 404
    assert "没有这个办事指南" in (await page(portal, "/services/nothing", 404)).get_text()


async def test_how_to_embed_names_this_site_and_every_setting_that_there_is(portal: Client) -> None:
    found = await page(portal, "/embed")
    home = str(portal.make_url("")).rstrip("/")
    snippet = found.select_one("#snippet")
    assert snippet is not None
    assert snippet.get_text() == f'<script src="{home}/widget.js" data-title="济事通" defer></script>'
    script = "".join(
        path.read_text("utf-8") for path in (WIDGET / "widget.js", WIDGET / "widget" / "composer.js")
    )
    for attribute in ATTRIBUTES:
        name = attribute.name.removeprefix("data-")
        assert f"settings.{name}" in script or f"{name}:" in script
    sheet = (WIDGET / "widget" / "launcher.css").read_text("utf-8")
    assert {one.name for one in VARIABLES} == {
        part.split(",")[0] for part in sheet.split("var(")[1:] if part.startswith("--jishitong")
    }
    for call in CALLS:
        assert f'call("{call.name.removeprefix("Jishitong.").partition("(")[0]}")' in script
    panel = "".join(
        path.read_text("utf-8") for path in (WIDGET / "widget.js", WIDGET / "widget" / "panel.js")
    )
    for event in EVENTS:
        assert f'tell("{event.name.removeprefix("jishitong:")}"' in panel or event.name in panel


async def test_the_preview_and_the_front_page_may_be_framed_but_only_here(portal: Client) -> None:
    for path in ("/", "/embed/preview"):
        assert "frame-ancestors 'self'" in (await portal.get(path)).headers["Content-Security-Policy"]
    for path in ("/embed", "/services/after-death"):
        assert "frame-ancestors 'none'" in (await portal.get(path)).headers["Content-Security-Policy"]
    assert "frame-src 'self'" in (await portal.get("/embed")).headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["nothing.css", "..%2Fportal.py", "home.html"])
async def test_only_style_sheets_and_scripts_are_served(portal: Client, name: str) -> None:
    assert (await portal.get(f"/site/{name}")).status == 404


async def test_sheets_name_nothing_from_elsewhere(portal: Client) -> None:
    for name in ("cards.css", "plain.css", "portal.css", "portal.js", "hostile.css"):
        response = await portal.get(f"/site/{name}")
        assert response.status == 200
        text = await response.text()
        assert "http" not in text.replace('"https:"', "")
        assert "innerHTML" not in text


async def test_a_stage_with_many_services_has_a_page_of_its_own(
    start_edge: StartEdge, tmp_path: Path
) -> None:
    content = tmp_path / "many"
    shutil.copytree(CONTENT, content)
    text = (content / "services" / "birth-filing.yml").read_text("utf-8")
    for number in range(9):
        copy = text.replace("id: birth-filing", f"id: copy-{number}").replace(
            "name: 生育登记", f"name: 演示{number}"
        )
        (content / "services" / f"copy-{number}.yml").write_text(copy, "utf-8")
    publish(tmp_path / "index", content)
    client = await start_edge()
    more = next(one for one in (await page(client)).select("a") if one.get_text().startswith("还有"))
    assert more.get_text() == "还有 5 项"
    found = await page(client, str(more["href"]))
    assert len(found.select(".links a")) == 13
    everything = (await page(client, "/services")).get_text()
    assert "公民身后一件事" in everything
    assert "公民身后一件事" not in found.get_text()


async def test_every_page_that_the_portal_leads_to_is_there(portal: Client) -> None:
    for link in (await page(portal)).select("a[href^='/']"):
        path = str(link["href"]).partition("#")[0]
        if not path.startswith(("/services/", "/chat?")):
            assert (await portal.get(path)).status == 200, path
