from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from actions.evaluation.case import Case, Judged, read_cases
from knowledge.catalogue import CONTENT, load
from knowledge.errors import ContentError
from knowledge.formats.answer import Outcome
from knowledge.formats.service import Aspect

GOLDEN = Path(__file__).parents[2] / "golden"


def case(**values: Any) -> Case:
    return Case.model_validate({"q": "问题", **values})


def reply(
    outcome: str = "answered",
    service: str | None = None,
    aspect: str | None = None,
    documents: tuple[str, ...] = (),
    kind: str = "service",
) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": kind, "outcome": outcome, "text": "…"}
    if service:
        found["service"] = {"id": service, "name": "…", "aspect": aspect}
    if documents:
        found["sources"] = [{"document": name, "title": "…"} for name in documents]
    return found


def test_one_value_stands_for_a_list() -> None:
    one = case(services="id-card", documents="law", aspect="fee", outcome="answered", after="你好")
    many = case(services=["id-card"], documents=["law"], aspect=["fee"], outcome=["answered"], after=["你好"])
    assert one == many
    assert one.aspect == (Aspect.FEE,)


def test_an_answer_is_expected_unless_said_otherwise() -> None:
    assert case().outcome == (Outcome.ANSWERED,)
    assert case().style == "other"


@pytest.mark.parametrize(
    "values",
    [
        {"q": ""},
        {"aspect": "colour"},
        {"outcome": "perhaps"},
        {"service": "id-card"},
        {"services": 3},
        {"after": [1]},
    ],
)
def test_faulty_cases_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        case(**values)


@pytest.mark.parametrize(
    ("values", "in_scope", "answerable"),
    [
        ({}, False, False),
        ({"services": "id-card"}, True, True),
        ({"documents": "law"}, True, True),
        ({"services": "id-card", "outcome": ["answered", "no_answer"]}, True, False),
        ({"services": "id-card", "outcome": "clarification"}, True, True),
        ({"outcome": "out_of_scope"}, False, False),
    ],
)
def test_scope(values: dict[str, Any], in_scope: bool, answerable: bool) -> None:
    assert case(**values).in_scope is in_scope
    assert case(**values).answerable is answerable


@pytest.mark.parametrize(
    ("given", "got"),
    [
        (reply(), ()),
        (reply(service="id-card"), ("id-card",)),
        (reply(documents=("law", "rules", "law")), ("law", "rules")),
        (reply(service="id-card", documents=("id-card", "law")), ("id-card", "law")),
        ({"outcome": "answered", "service": None}, ()),
    ],
)
def test_what_a_reply_rests_on(given: dict[str, Any], got: tuple[str, ...]) -> None:
    assert Judged(case(), given).got == got


@pytest.mark.parametrize(
    ("given", "right"),
    [
        (reply(service="id-card"), True),
        (reply(service="other"), False),
        (reply(documents=("law",)), True),
        (reply(documents=("other", "law")), True),
        (reply(documents=("id-card",)), True),
        (reply(service="other", documents=("other",)), False),
        (reply(service="other", documents=("law",)), True),
        (reply(), False),
    ],
)
def test_any_expected_matter_is_right(given: dict[str, Any], right: bool) -> None:
    assert Judged(case(services="id-card", documents="law"), given).right_matter is right


@pytest.mark.parametrize(
    ("values", "given", "right"),
    [
        ({"aspect": "fee"}, reply(service="id-card", aspect="fee"), True),
        ({"aspect": ["fee", "place"]}, reply(service="id-card", aspect="place"), True),
        ({"aspect": "fee"}, reply(service="id-card", aspect="place"), False),
        ({"aspect": "fee"}, reply(service="id-card"), False),
        ({}, reply(service="id-card", aspect="fee"), None),
        ({"aspect": "fee"}, reply(documents=("law",)), None),
        ({"aspect": "fee"}, reply(service="other", aspect="fee"), None),
        ({"aspect": "fee"}, reply(service="id-card", aspect="fee", kind="answer"), None),
    ],
)
def test_the_aspect_is_judged_when_a_guide_of_the_right_service_came(
    values: dict[str, Any], given: dict[str, Any], right: bool | None
) -> None:
    assert Judged(case(services="id-card", **values), given).right_aspect is right


@pytest.mark.parametrize(
    ("values", "given", "wrong"),
    [
        ({"services": "id-card"}, reply(service="id-card"), False),
        ({"services": "id-card"}, reply(service="other"), True),
        ({"services": "id-card"}, reply("no_answer"), False),
        ({"services": "id-card"}, reply("clarification", service="other"), False),
        ({"outcome": "out_of_scope"}, reply("out_of_scope"), False),
        ({"outcome": "out_of_scope"}, reply(service="other"), True),
        ({}, reply(), False),
    ],
)
def test_confidently_wrong(values: dict[str, Any], given: dict[str, Any], wrong: bool) -> None:
    assert Judged(case(**values), given).confidently_wrong is wrong


def test_the_outcome_is_that_of_the_reply() -> None:
    assert Judged(case(), reply("no_answer")).outcome is Outcome.NO_ANSWER
    with pytest.raises(ValueError, match="perhaps"):
        _ = Judged(case(), reply("perhaps")).outcome


def test_cases_come_file_by_file_with_the_files_stem(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text("- {q: 二}\n- {q: 三, services: id-card}\n", encoding="utf-8")
    (tmp_path / "a.yml").write_text("- {q: 一}\n", encoding="utf-8")
    (tmp_path / "empty.yml").write_text("", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("- 不读\n", encoding="utf-8")
    assert [(name, found.q) for name, found in read_cases(tmp_path)] == [
        ("a", "一"),
        ("b", "二"),
        ("b", "三"),
    ]


def test_a_faulty_case_names_file_and_position(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("- {q: 一}\n- {question: 二}\n", encoding="utf-8")
    with pytest.raises(ContentError, match="第 2 条") as caught:
        list(read_cases(tmp_path))
    assert caught.value.faults[0].file == tmp_path / "a.yml"


@pytest.mark.parametrize(("written", "line"), [("- {q: 一}\n- {q: [\n", 3), ("- q: a: b\n", 1)])
def test_broken_yaml_names_file_and_line(tmp_path: Path, written: str, line: int) -> None:
    (tmp_path / "a.yml").write_text(written, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        list(read_cases(tmp_path))
    assert (caught.value.faults[0].file, caught.value.faults[0].line) == (tmp_path / "a.yml", line)


@pytest.mark.parametrize("written", ["q: 一\n", "3\n", "text\n"])
def test_a_file_that_is_no_list_is_a_fault(tmp_path: Path, written: str) -> None:
    (tmp_path / "a.yml").write_text(written, encoding="utf-8")
    with pytest.raises(ContentError, match="列表"):
        list(read_cases(tmp_path))


def test_an_empty_folder_has_no_cases(tmp_path: Path) -> None:
    assert list(read_cases(tmp_path)) == []


def test_our_own_cases_can_be_read() -> None:
    catalogue = load(CONTENT, lenient=True)
    found = list(read_cases(GOLDEN))
    assert found
    for name, one in found:
        unknown = [document for document in (*one.services, *one.documents) if not catalogue.knows(document)]
        assert unknown == [], (name, one.q)
