"""The rules that staff write are complete, honest about their basis, and checked with file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions.inspection import rights, vocabulary
from actions.inspection.rights import situations
from actions.inspection.vocabulary import Vocabulary, read_file
from bot.web.reply import Verdict
from knowledge.errors import ContentError
from knowledge.formats.yaml_lines import read_yaml

CONTENT = Path(__file__).parents[3] / "knowledge" / "content"
SOURCES = Path(vocabulary.__file__).parent
WORDS = vocabulary.vocabulary()


def test_every_rule_that_the_code_names_is_written() -> None:
    code = "\n".join(file.read_text("utf-8") for file in sorted(SOURCES.glob("*.py")))
    named = set(re.findall(r'(?:because|finding)\(\s*"([a-z_]+)"', code))
    assert len(named) > 40
    assert named <= set(WORDS.rules)
    told = set(re.findall(r'Verification\(\s*"([a-z_]+)"', code)) | {"tampered", "code_expired", "early"}
    assert told <= set(WORDS.verdicts)


def test_no_rule_is_written_that_nothing_uses() -> None:
    code = "\n".join(file.read_text("utf-8") for file in sorted(SOURCES.glob("*.py")))
    assert [name for name in WORDS.rules if f'"{name}"' not in code] == []


@pytest.mark.parametrize("name", WORDS.verdicts)
def test_every_verdict_fits_the_contract_and_says_what_to_do(name: str) -> None:
    wording = WORDS.verdicts[name]
    assert Verdict(wording.verdict)
    assert all(step.endswith("。") for step in wording.next)


def test_no_telephone_number_but_the_public_ones() -> None:
    for file in (vocabulary.FILE, rights.FILE):
        # Years, document numbers and the limits of the first section are no telephone numbers.
        text = re.sub("20[0-9]{2}|(?m:^  [a-z_]+: [0-9]+$)", "", file.read_text("utf-8"))
        assert set(re.findall(r"(?<![0-9])[0-9]{3,}(?![0-9])", text)) <= {"12345", "110"}


@pytest.mark.parametrize("name", situations())
def test_every_situation_has_a_source_and_a_curated_answer(name: str) -> None:
    one = situations()[name]
    answers = (CONTENT / "answers" / "inspection.yml").read_text("utf-8")
    assert f"- id: {one.answer}\n" in answers
    for source in one.sources():
        assert (CONTENT / "policies" / f"{source['document']}.md").exists()
    assert "可以这样说" in one.text
    assert ("12345" in one.text) == (one.may != "comply")


def test_a_situation_is_found_by_its_curated_answer() -> None:
    found = rights.by_answer("inspection-without-licence")
    assert found is situations()["no-certificate"]
    assert found.may == "refuse"
    assert rights.by_answer("marriage") is None


def test_a_mistake_is_told_with_file_and_line(tmp_path: Path) -> None:
    text = vocabulary.FILE.read_text("utf-8").replace("level: refuse", "level: forbid", 1)
    file = tmp_path / "inspection.yml"
    file.write_text(text, "utf-8")
    with pytest.raises(ContentError) as caught:
        read_file(file, Vocabulary)
    line = text[: text.index("level: forbid")].count("\n") + 1
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert read_yaml(vocabulary.FILE).faults == ()
