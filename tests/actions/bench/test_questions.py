from __future__ import annotations

from pathlib import Path

from actions.bench.load import CROWD, LEVELS
from actions.bench.questions import prose, questions, sessions, split
from actions.bench.running import WARM_UP


def test_questions_come_in_the_same_order_and_without_emergencies(tmp_path: Path) -> None:
    (tmp_path / "short.yml").write_text("".join(f"- q: 问题{at}\n" for at in range(30)), encoding="utf-8")
    (tmp_path / "emergency.yml").write_text("- q: 着火了\n", encoding="utf-8")
    found = questions(tmp_path)
    assert found == questions(tmp_path)
    assert sorted(found) == sorted(f"问题{at}" for at in range(30))


def test_below_the_crowd_nobody_asks_what_was_asked_before() -> None:
    assert len(questions()) > WARM_UP + sum(
        messages for residents, messages in LEVELS.items() if residents < CROWD
    )


def test_sessions_start_over_when_the_questions_run_out() -> None:
    assert sessions(["a", "b", "c", "d"], 12) == [list("abcdab"), list("cdabcd")]
    assert sessions(["a"], 1, size=2) == [["a", "a"]]
    assert sessions(["a", "b", "c", "d"], 6, start=3) == [list("dabcda")]


def test_prose_is_paragraphs_only(tmp_path: Path) -> None:
    long = "办理时带上身份证。" * 6
    text = f"---\ntitle: {long}\n---\n# {long}\n\n{long}\n\n- {long}\n短。\n"
    (tmp_path / "one.md").write_text(text, encoding="utf-8")
    assert prose(tmp_path) == [long]


def test_a_document_without_front_matter_is_all_body() -> None:
    assert split("一\n二") == ["一", "二"]
