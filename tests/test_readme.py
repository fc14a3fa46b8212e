"""The README must stay true: settings, folders, images and commands that it names exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.web.settings import SETTINGS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_of_the_edge_is_listed_with_its_explanation(setting: object) -> None:
    assert f"| `{setting.name}` |" in README  # type: ignore[attr-defined]
    assert setting.help in README  # type: ignore[attr-defined]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z]+)", README))))
def test_every_command_is_a_target(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("folder", re.findall(r"^\| `([a-z/]+/)`", README, re.MULTILINE))
def test_every_folder_of_the_map_exists(folder: str) -> None:
    assert folder == "var/" or (ROOT / folder).is_dir()
