from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.encoder.runtime import Encoder
from knowledge.errors import EncoderError
from tests.knowledge.index.fakes import FakeEncoder

Run = Callable[..., int]


def test_search_prints_title_section_and_text(
    run: Run, built: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("search", "身份证有效期多久") == 0
    out = capsys.readouterr().out
    assert out.startswith("1. [")
    assert "居民身份证法要点" in out.splitlines()[0]
    assert "(id-card-law)" in out.splitlines()[0]
    assert "16至25周岁的有效期10年。" in out


@pytest.mark.usefixtures("built")
def test_search_as_json(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("search", "身份证有效期多久", "--json", "--top", "2") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["question"] == "身份证有效期多久"
    assert len(found["hits"]) == 2
    assert found["hits"][0].keys() >= {"document", "section", "score", "text"}
    assert found["hits"][0]["document"] == "id-card-law"


@pytest.mark.usefixtures("built")
def test_search_for_nothing_finds_nothing(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("search", "") == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "没有找到" in captured.err


def batch(path: Path, *rows: Any) -> Path:
    """A file of questions, one JSON value a line; text is written as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.usefixtures("built")
def test_a_batch_gives_a_line_for_each_question(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = batch(
        tmp_path / "questions.jsonl",
        {"id": "a", "question": "身份证有效期"},
        "",
        {"id": 7, "question": "出生医学证明", "extra": True},
        {"id": None, "question": ""},
    )
    assert run("search", "--batch", file, "--top", "3", "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in rows] == ["a", 7, None]
    assert rows[0]["hits"][0]["document"] == "id-card-law"
    assert rows[1]["hits"][0]["document"] == "newborn"
    assert rows[2]["hits"] == []
    for row in rows[:2]:
        documents = [hit["document"] for hit in row["hits"]]
        assert len(documents) == len(set(documents)) == 3
        assert [hit["score"] for hit in row["hits"]] == sorted(
            (hit["score"] for hit in row["hits"]), reverse=True
        )


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_separators_within_a_question_end_no_line(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], mark: str
) -> None:
    file = batch(tmp_path / "questions.jsonl", {"id": 1, "question": f"身份证{mark}有效期"})
    assert run("search", "--batch", file) == 0
    assert len(json.loads(capsys.readouterr().out)["hits"]) == 3


@pytest.mark.usefixtures("built")
def test_a_batch_file_may_have_a_mark_and_windows_line_ends(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(
        b"\xef\xbb\xbf" + '{"id": 1, "question": "身份证"}\r\n\r\n{"id": 2, "question": "证"}\r\n'.encode()
    )
    assert run("search", "--batch", file) == 0
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == [1, 2]


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", "不是 JSON"),
        ("[1]", "每行须有 id 和 question"),
        ('{"id": 1}', "每行须有 id 和 question"),
        ('{"question": "问"}', "每行须有 id 和 question"),
        ('{"id": 1, "question": 5}', "每行须有 id 和 question"),
    ],
)
def test_a_faulty_line_is_named(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, message: str
) -> None:
    file = batch(tmp_path / "questions.jsonl", {"id": 1, "question": "身份证"}, row)
    assert run("search", "--batch", file) == 1
    captured = capsys.readouterr()
    assert f"{file}:2: {message}" in captured.err
    assert captured.out == ""


@pytest.mark.usefixtures("built")
def test_a_batch_file_that_cannot_be_read(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe")
    for path in (tmp_path / "none.jsonl", tmp_path, tmp_path / "latin.jsonl"):
        assert run("search", "--batch", path) == 1
        assert str(path) in capsys.readouterr().err


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("arguments", [["search"], ["search", "身份证", "--batch", "file.jsonl"]])
def test_a_question_or_a_batch_but_not_both(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(*arguments) == 1
    assert "二者取一" in capsys.readouterr().err


@pytest.mark.parametrize("top", ["0", "-1", "1001", "three", ""])
def test_top_must_be_a_sensible_number(run: Run, capsys: pytest.CaptureFixture[str], top: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("search", "身份证", "--top", top)
    assert stopped.value.code == 2
    assert "--top" in capsys.readouterr().err


def test_a_damaged_index_is_not_searched(
    run: Run, built: str, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (index / "versions" / built / "chunks.jsonl").write_text("", encoding="utf-8")
    assert run("search", "身份证") == 1
    assert "chunks.jsonl" in capsys.readouterr().err


@pytest.mark.usefixtures("built")
def test_an_index_of_another_encoder_is_not_searched(
    run: Run, encoder: FakeEncoder, capsys: pytest.CaptureFixture[str]
) -> None:
    encoder.fingerprint = "other"
    assert run("search", "身份证") == 1
    assert "另一个编码器" in capsys.readouterr().err
    assert run("build", "--if-stale") == 0
    assert run("search", "身份证") == 0


def test_a_missing_encoder_is_one_line(
    run: Run, built: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*args: object, **kwargs: object) -> Encoder:
        raise EncoderError("编码器还没有生成")

    monkeypatch.setattr(Encoder, "load", staticmethod(missing))
    assert run("search", "身份证") == 1
    assert run("build") == 1
    assert capsys.readouterr().err.splitlines() == ["编码器还没有生成"] * 2
