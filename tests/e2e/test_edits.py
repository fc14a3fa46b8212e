"""A person who edits a file sees it in the answers, without a restart; a faulty edit changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.instance import Instance
from knowledge.errors import Fault
from knowledge.index.state import NAME, kept_faults
from tests.e2e.processes import wait_until
from tests.e2e.resident import Resident
from tests.e2e.system import with_own_content

QUESTION = "身份证补办要多久"
RECORD = "services/id-card.yml"
#: Five seconds on an idle machine; tests may run beside other work.
PATIENCE = 60.0


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A system with its own copy of the content and of the index, which publishes edits."""
    folder = tmp_path_factory.mktemp("edits")
    with with_own_content(folder) as own:
        yield own


@pytest.fixture
def record(instance: Instance) -> Path:
    """The file that is edited."""
    return Path(instance.environment["CONTENT_DIR"]) / RECORD


@pytest.fixture
def resident(instance: Instance) -> Resident:
    someone = Resident(instance.url)
    someone.open()
    return someone


def answer(resident: Resident) -> str:
    """What a resident reads about the time it takes."""
    return str(resident.say(QUESTION).replies[0]["text"])


def change(record: Path, old: str, new: str) -> None:
    text = record.read_text(encoding="utf-8")
    assert text.count(old) == 1
    record.write_text(text.replace(old, new), encoding="utf-8")


def faults(instance: Instance) -> list[Fault]:
    return kept_faults(instance.data / NAME)


def test_an_edited_time_limit_is_answered_without_a_restart(record: Path, resident: Resident) -> None:
    assert "60日" in answer(resident)
    change(record, "value: 60", "value: 57")
    wait_until(lambda: "57日" in answer(resident), "新的时限", PATIENCE)
    assert "60日" not in answer(resident)


def test_a_faulty_edit_changes_nothing_and_is_told(
    instance: Instance, record: Path, resident: Resident
) -> None:
    before, sound = answer(resident), record.read_text(encoding="utf-8")
    change(record, "      unit: 日\n      note: 从", "      note: 从")
    wait_until(lambda: bool(faults(instance)), "写下错误", PATIENCE)
    first = faults(instance)[0]
    assert first.file == record
    assert sound.splitlines()[first.line - 1].lstrip().startswith("- value: ")
    assert "时限要同时写 value 和 unit" in first.message
    assert answer(resident) == before
    assert f"{record}:{first.line}" in instance.log.read_text(encoding="utf-8")
    record.write_text(sound, encoding="utf-8")
    wait_until(lambda: not faults(instance), "错误改正", PATIENCE)
    assert answer(resident) == before


def test_a_new_everyday_word_leads_to_its_service(record: Path, resident: Resident) -> None:
    change(record, "everyday:\n", "everyday:\n  - 方片片没了\n")
    wait_until(
        lambda: resident.say("方片片没了").replies[0].get("service", {}).get("id") == "id-card",
        "新的通俗说法",
        PATIENCE,
    )
