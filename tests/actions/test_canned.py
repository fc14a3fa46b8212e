"""Replies by dialogue act, and what is said about a file that is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions.canned import canned, canned_reply, read
from knowledge.errors import ContentError

HELP = "help:\n  text: 我能帮您查办事指南。\n  outcome: answered\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "replies.yml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read(written(folder, text))
    return [f"{fault.line}: {fault.message}" for fault in caught.value.faults]


def test_a_reply_has_the_fields_of_the_contract() -> None:
    reply = canned_reply("greet")
    assert reply["kind"] == "choices"
    assert reply["outcome"] == "answered"
    assert "济事通" in reply["text"]
    assert all(set(choice) == {"title", "text"} for choice in reply["choices"])


def test_a_person_is_a_contact_without_buttons() -> None:
    reply = canned_reply("human")
    assert reply["kind"] == "contact"
    assert "choices" not in reply
    assert "12345" in reply["text"]


@pytest.mark.parametrize("intent", [None, "an_intent_without_a_reply"])
def test_anything_else_gets_help(intent: str | None) -> None:
    assert canned_reply(intent) == canned_reply("help")


def test_replies_name_no_number_but_the_public_ones() -> None:
    numbers = {number for reply in canned().values() for number in re.findall(r"\d{3,}", reply.text)}
    assert numbers <= {"12345", "110", "119", "120", "122"}


def test_each_call_gives_a_reply_of_its_own() -> None:
    canned_reply("thanks")["text"] = "改了"
    assert canned_reply("thanks")["text"] != "改了"


def test_an_unknown_outcome_is_named_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, HELP + "bye:\n  text: 再见\n  outcome: gone\n")
    assert fault.startswith("6: ")
    assert "gone" in fault


def test_a_reply_without_text_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, HELP + "bye:\n  outcome: done\n")
    assert fault.startswith(("4: ", "5: "))
    assert "text" in fault


def test_a_misspelt_field_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, HELP + "bye:\n  text: 再见\n  outcome: done\n  chioces: []\n")
    assert fault.startswith("7: ")
    assert "chioces" in fault


def test_help_must_be_there(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "bye:\n  text: 再见\n  outcome: done\n")
    assert "help" in fault


def test_what_is_not_yaml_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, "help:\n\ttext: 一\n")[0].startswith("2: ")
