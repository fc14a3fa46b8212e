"""A sample of the pages on each database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from actions.inspection.demo import load_demo
from actions.inspection.signing import Keyring, default_folder
from bot.web.app import EDGE
from tests.bot.web.conftest import StartEdge
from tests.bot.web.enterprise import test_console, test_door, test_enterprise, test_reports
from tests.bot.web.enterprise.conftest import Town


@pytest.fixture
async def anywhere(start_edge: StartEdge, database_url: str) -> Town:
    client = await start_edge(DATABASE_URL=database_url)
    assert client.app is not None
    parts = client.app[EDGE]
    keyring = Keyring(default_folder(parts.settings.data_dir))
    owners = await parts.database.write(load_demo, keyring, parts.sessions.clock())
    return Town(client, keyring, *owners)


@pytest.mark.parametrize(
    "story",
    [
        test_console.test_two_agencies_become_one_visit,
        test_console.test_from_registration_to_the_end,
        test_console.test_a_row_is_corrected_with_a_reason_that_is_on_record,
        test_console.test_a_revoked_inspector_shows_at_the_door,
        test_console.test_the_registry_takes_a_table_or_nothing_of_it,
        test_console.test_figures_as_page_and_file,
        test_door.test_a_typed_code_without_the_enterprise_is_never_enough,
        test_enterprise.test_a_visit_is_rated_once,
        test_reports.test_anybody_may_report_and_is_given_a_receipt_once,
        test_reports.test_switched_off_reports_are_still_taken_and_followed,
    ],
    ids=lambda story: story.__name__,
)
async def test_the_pages_work_on_each_database(
    anywhere: Town, story: Callable[[Town], Awaitable[None]]
) -> None:
    await story(anywhere)
