"""A browser without scripts in front of the edge."""

from __future__ import annotations

import pytest

from tests.bot.web.conftest import Client
from tests.bot.web.plain.browser import Browser


@pytest.fixture
def browser(edge: Client) -> Browser:
    return Browser(edge)
