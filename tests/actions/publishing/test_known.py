"""Which questions a publication is held against."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions.publishing.known import ENOUGH, changed_matters, known_questions
from knowledge.catalogue import CONTENT, Catalogue, load

FILE = "answers/relief.yml"


@pytest.fixture(scope="module")
def published() -> Catalogue:
    return load(CONTENT, lenient=True)


def test_of_what_has_not_changed_a_few_phrasings_are_asked(published: Catalogue) -> None:
    asked = {known.text for known in known_questions(published, [])}
    for answer in published.answers.values():
        assert len(asked & set(answer.questions)) >= min(len(answer.questions), ENOUGH)
        assert answer.questions[0] in asked
    assert len(asked) < sum(len(answer.questions) for answer in published.answers.values())


def test_all_phrasings_of_what_changed_are_asked(published: Catalogue) -> None:
    longest = max(published.answers.values(), key=lambda answer: len(answer.questions))
    asked = {known.text for known in known_questions(published, [], {longest.id})}
    assert set(longest.questions) <= asked


def test_what_changed_is_known_wherever_the_files_lie(published: Catalogue, tmp_path: Path) -> None:
    for path in CONTENT.rglob("*.*"):
        copy = tmp_path / path.relative_to(CONTENT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    assert changed_matters(published, load(tmp_path, lenient=True)) == set()
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    first = re.findall(r"^- id: (\S+)", text, re.MULTILINE)[0]
    (tmp_path / FILE).write_text(text.replace("  answer: ", "  answer: 改过。", 1), encoding="utf-8")
    assert changed_matters(published, load(tmp_path, lenient=True)) == {first}
