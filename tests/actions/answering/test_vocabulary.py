from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.answering import vocabulary
from actions.answering.vocabulary import answering, emergencies
from knowledge.errors import ContentError

ORIGINAL = vocabulary.FOLDER


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A folder with copies of both files, read anew before and after the test."""
    for name in ("answering.yml", "emergency.yml"):
        (tmp_path / name).write_bytes((ORIGINAL / name).read_bytes())
    monkeypatch.setattr(vocabulary, "FOLDER", tmp_path)
    answering.cache_clear()
    emergencies.cache_clear()
    yield tmp_path
    answering.cache_clear()
    emergencies.cache_clear()


def rewrite(path: Path, change: Callable[[Any], None]) -> None:
    """Change the values of a YAML file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def test_the_project_files_are_sound() -> None:
    assert answering().texts.no_answer
    assert len(emergencies().groups) == 4


def test_thresholds_are_in_order() -> None:
    limits = answering().thresholds
    assert 0 < limits.maybe < limits.sure < 1
    assert 0 < limits.passage < 1
    assert 0 < limits.related <= limits.ruled < 1


def test_no_sentence_is_empty() -> None:
    assert all(text.strip() for text in answering().texts.model_dump().values())


def test_refusals_say_where_to_ask() -> None:
    texts = answering().texts
    assert "12345" in texts.no_answer
    assert "12345" in texts.none_reply


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("texts"),
        lambda data: data["texts"].pop("no_answer"),
        lambda data: data["texts"].update(greeting="您好"),
        lambda data: data["texts"].update(no_answer=3),
        lambda data: data["thresholds"].update(sure="高"),
        lambda data: data.update(more={}),
    ],
)
def test_a_faulty_answering_file_is_named(folder: Path, change: Callable[[Any], None]) -> None:
    rewrite(folder / "answering.yml", change)
    with pytest.raises(ContentError) as caught:
        answering()
    assert caught.value.faults[0].file == folder / "answering.yml"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("unless"),
        lambda data: data.update(unless="材料"),
        lambda data: data.update(unless=None),
        lambda data: data.update(unless=[3]),
        lambda data: data["groups"][0].pop("number"),
        lambda data: data["groups"][0].update(words="着火"),
        lambda data: data["groups"][0].update(words=["(着火"]),
        lambda data: data["groups"][0].update(words=[""]),
        lambda data: data["groups"][0].update(words=["  "]),
        lambda data: data["groups"][0].update(words=[None]),
        lambda data: data["groups"][0].update(more=1),
    ],
)
def test_a_faulty_emergency_file_is_named(folder: Path, change: Callable[[Any], None]) -> None:
    rewrite(folder / "emergency.yml", change)
    with pytest.raises(ContentError) as caught:
        emergencies()
    assert caught.value.faults[0].file == folder / "emergency.yml"


def test_a_pattern_that_is_none_is_quoted(folder: Path) -> None:
    rewrite(folder / "emergency.yml", lambda data: data["groups"][1]["words"].append("(没有合上"))
    with pytest.raises(ContentError, match="没有合上"):
        emergencies()


@pytest.mark.parametrize(("name", "read"), [("answering.yml", answering), ("emergency.yml", emergencies)])
def test_broken_yaml_is_named_by_line(folder: Path, name: str, read: Callable[[], Any]) -> None:
    (folder / name).write_text("a: 1\nb: [\nc: d: e\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read()
    assert caught.value.faults[0].file == folder / name
    assert caught.value.faults[0].line == 3


@pytest.mark.parametrize(("name", "read"), [("answering.yml", answering), ("emergency.yml", emergencies)])
@pytest.mark.parametrize("written", ["", "[]", "text", "3"])
def test_another_shape_is_a_fault(folder: Path, name: str, read: Callable[[], Any], written: str) -> None:
    (folder / name).write_text(written, encoding="utf-8")
    with pytest.raises(ContentError):
        read()


def test_changed_words_are_used(folder: Path) -> None:
    rewrite(folder / "emergency.yml", lambda data: data["groups"][0]["words"].append("哎呀呀"))
    assert any(word.search("哎呀呀") for word in emergencies().groups[0].words)


def test_a_file_is_read_once() -> None:
    assert answering() is answering()
    assert emergencies() is emergencies()
