"""Records edited by form, as a member of staff does it in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from actions.publishing.draft import State
from bot.web.console.knowledge_lists import LISTS
from knowledge.formats.yaml_lines import parse_yaml
from tests.actions.publishing.conftest import Office
from tests.bot.web.console.colleagues import Colleague
from tests.bot.web.console.test_knowledge import led_to, work

ANSWERS = "answers/documents.yml"
LOST = f"?path={quote(ANSWERS, safe='')}&key=lost-id-card"
DRAFT = "/console/knowledge/drafts/1"


async def take(somebody: Colleague, kind: str, path: str, key: str = "") -> str:
    """Take a record into the draft; the address of its form."""
    return led_to(await somebody.post(f"{LISTS}/{kind}/edit", {"path": path, "key": key}))


async def filled(somebody: Colleague, address: str) -> dict[str, str]:
    """What a form holds, as a browser would send it."""
    shown = await somebody.read(address)
    form = shown.split('<form class="panel"')[1].split("</form>")[0]
    found = dict(re.findall(r'<input id="[^"]+" name="(f-[^"]+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>', form):
        found[name] = (re.findall(r'<option value="([^"]*)" selected', options) or [""])[0]
    return {**found, "act": "save"}


def text_of(office: Office, path: str, number: int = 1) -> str:
    file = office.draft(number).file(path)
    assert file is not None
    return file.text or ""


def rows(text: str) -> list[dict[str, Any]]:
    data: Any = parse_yaml(text, Path()).data
    return list(data)


async def published(office: Office, editor: Colleague, reviewer: Colleague, number: int = 1) -> None:
    """Check, submit, approve."""
    draft = f"/console/knowledge/drafts/{number}"
    for step in ("check", "submit"):
        await editor.post(f"{draft}/{step}")
        await work(office)
    await reviewer.post(f"{draft}/approve", {"override": "演示"})
    await work(office)
    assert office.draft(number).state is State.PUBLISHED, office.draft(number).report
