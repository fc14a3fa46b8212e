"""The inspection API keeps to its description whatever is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bot.web.app import create_app
from bot.web.inspection.openapi import openapi
from bot.web.settings import Settings
from tests.bot.web.fakes import Clock, emergency
from tests.bot.web.inspection.conftest import MARKET, prepare
from tests.bot.web.live import LiveEdge


class Live(LiveEdge):
    """With the demonstration."""

    def __init__(self, data: Path) -> None:
        self._environ = {"DATA_DIR": str(data), "RATE_LIMIT_CLIENT_MESSAGES": "1000000/second"}
        self._clock = Clock()
        self.known: dict[str, Any] = prepare(data, self._clock)
        super().__init__()

    async def serve(self) -> None:
        await self.run(await create_app(Settings.read(self._environ), emergency, self._clock))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with Live(tmp_path_factory.mktemp("live")) as live:
        yield live


api = schemathesis.openapi.from_dict(openapi())


@api.parametrize()
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_to_its_description(case: schemathesis.Case, live: Live) -> None:
    if re.fullmatch("[0-9a-f]{32}", str(case.path_parameters.get("visit_id", ""))):
        # A made-up identifier is only ever not found: go on with one that exists.
        case.path_parameters["visit_id"] = live.known["at_the_door"]
    case.call_and_validate(
        base_url=live.url,
        headers={"Authorization": f"Bearer {live.known['keys'][MARKET]}"},
        # What is of the right shape may still not be a credit code that passes its check.
        excluded_checks=[positive_data_acceptance],
    )
