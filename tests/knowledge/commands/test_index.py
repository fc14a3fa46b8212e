from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.__main__ import main
from knowledge.encoder.runtime import Encoder
from knowledge.errors import EncoderError
from knowledge.index import build as building
from knowledge.index.versions import Versions
from tests.knowledge.conftest import ContentFolder
from tests.knowledge.index.fakes import FakeEncoder

Run = Callable[..., int]


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> FakeEncoder:
    """Takes the place of the built encoder."""
    fake = FakeEncoder()
    monkeypatch.setattr(Encoder, "load", staticmethod(lambda *args, **kwargs: fake))
    monkeypatch.setattr(Encoder, "fingerprint_of", staticmethod(lambda folder: fake.fingerprint))
    return fake


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def run(
    content: ContentFolder, index: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Runs a command on the test's own content and index."""
    monkeypatch.setenv("CONTENT_DIR", str(content.path))
    monkeypatch.setenv("INDEX_DIR", str(index))
    monkeypatch.setattr("knowledge.catalogue.reading.SYNONYMS", content.synonyms)
    monkeypatch.setattr(building, "SYNONYMS", content.synonyms)
    return lambda *arguments: main([*map(str, arguments)])


@pytest.fixture
def built(run: Run, capsys: pytest.CaptureFixture[str]) -> str:
    """Name of a version that is live."""
    assert run("build") == 0
    return capsys.readouterr().out.split()[1]


def change(content: ContentFolder) -> None:
    """Make the next build differ from the last, whatever the clock says."""
    path = content.file("policies/id-card-law.md")
    path.write_text(path.read_text(encoding="utf-8") + "\n又一段。\n", encoding="utf-8")


def test_build_prints_documents_passages_and_seconds(
    run: Run, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("build") == 0
    out = capsys.readouterr().out
    live = Versions(index).current()
    assert f"版本 {live.name} 已启用" in out
    assert "文件 3 份" in out
    assert f"段落 {live.manifest['chunks']} 段" in out
    assert "秒" in out


def test_build_into_named_folders(run: Run, content: ContentFolder, tmp_path: Path) -> None:
    assert run("build", "--content", content.path, "--index", tmp_path / "other") == 0
    assert Versions(tmp_path / "other").current().manifest["documents"] == 3
    assert not (tmp_path / "index").exists()


def test_a_draft_waits_for_publish(
    run: Run, built: str, content: ContentFolder, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(content)
    assert run("build", "--draft") == 0
    out = capsys.readouterr().out
    assert "未启用(草稿)" in out
    assert Versions(index).current().name == built
    assert run("publish", out.split()[1]) == 0
    assert Versions(index).current().name == out.split()[1] != built


def test_if_stale_does_nothing_when_all_is_current(
    run: Run, built: str, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("build", "--if-stale") == 0
    assert capsys.readouterr().out == ""
    assert [version.name for version in Versions(index).all()] == [built]


def test_if_stale_builds_when_content_changed(
    run: Run, built: str, content: ContentFolder, index: Path
) -> None:
    change(content)
    assert run("build", "--if-stale") == 0
    assert Versions(index).current().name != built


def test_faulty_content_is_named_by_line_and_changes_nothing(
    run: Run, built: str, content: ContentFolder, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content.change("services/id-card.yml", "kind: 事项", "kind: 事情")
    assert run("build") == 1
    err = capsys.readouterr().err
    assert f"services/id-card.yml:{content.line('services/id-card.yml', 'kind:')}: " in err
    assert Versions(index).current().name == built


def test_build_without_content_says_so(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("build", "--content", tmp_path / "nothing") == 1
    assert "nothing" in capsys.readouterr().err


def test_build_while_another_writes(run: Run, index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Versions(index).writing():
        assert run("build") == 1
    assert "另一个进程正在更新索引" in capsys.readouterr().err


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
        assert [hit["score"] for hit in row["hits"]] == sorted((hit["score"] for hit in row["hits"]), reverse=True)


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
    file.write_bytes(b"\xef\xbb\xbf" + '{"id": 1, "question": "身份证"}\r\n\r\n{"id": 2, "question": "证"}\r\n'.encode())
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
def test_a_batch_file_that_cannot_be_read(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
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


@pytest.mark.parametrize("arguments", [["search", "身份证"], ["publish"], ["rollback", "x"]])
def test_without_an_index_there_is_a_hint(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(*arguments) == 1
    assert "python -m knowledge build" in capsys.readouterr().err


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


def test_versions_marks_the_live_one(
    run: Run, built: str, content: ContentFolder, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(content)
    run("build", "--draft")
    capsys.readouterr()
    assert run("versions") == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} == {version.name for version in Versions(index).all()}
    assert [line.split()[0] for line in lines if line.endswith("* 使用中")] == [built]


def test_versions_of_an_empty_folder(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("versions") == 0
    assert "还没有索引版本" in capsys.readouterr().out


def test_rollback_and_publish(
    run: Run, built: str, content: ContentFolder, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(content)
    run("build")
    new = Versions(index).current().name
    assert run("rollback", built) == 0
    assert f"现在使用版本 {built}" in capsys.readouterr().out
    assert Versions(index).current().name == built
    assert run("publish", new) == 0
    assert Versions(index).current().name == new


def test_publish_takes_the_newest_without_a_name(run: Run, built: str, index: Path) -> None:
    newest = Versions(index).all()[0].name
    (index / "CURRENT").unlink()
    assert run("publish") == 0
    assert Versions(index).current().name == newest == built


@pytest.mark.parametrize("name", ["20260101T000000-00000000", "../versions", "/etc/passwd", ".."])
def test_rollback_to_an_unknown_version(
    run: Run, built: str, index: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run("rollback", name) == 1
    assert name in capsys.readouterr().err
    assert Versions(index).current().name == built


def test_rollback_to_a_damaged_version(
    run: Run, built: str, content: ContentFolder, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(content)
    run("build")
    live = Versions(index).current().name
    (index / "versions" / built / "dense.faiss").unlink()
    assert run("rollback", built) == 1
    assert "dense.faiss" in capsys.readouterr().err
    assert Versions(index).current().name == live


def test_rollback_needs_a_name(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("rollback")
    assert stopped.value.code == 2
    assert "用法错误" in capsys.readouterr().err
