from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.index.versions import Versions
from tests.knowledge.conftest import ContentFolder

Run = Callable[..., int]


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


@pytest.mark.parametrize("arguments", [["search", "身份证"], ["publish"], ["rollback", "x"]])
def test_without_an_index_there_is_a_hint(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(*arguments) == 1
    assert "python -m knowledge build" in capsys.readouterr().err


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
