"""The whole system, started once for all conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.instance import Instance
from tests.e2e.resident import Resident
from tests.e2e.system import fail_unless_built


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Edge, Rasa and actions, ready to answer."""
    instance = Instance(tmp_path_factory.mktemp("system"))
    fail_unless_built(instance)
    with instance:
        yield instance


@pytest.fixture
def new_resident(system: Instance) -> Callable[[], Resident]:
    """Somebody who has just opened the page."""

    def open_page() -> Resident:
        someone = Resident(system.url)
        someone.open()
        return someone

    return open_page
