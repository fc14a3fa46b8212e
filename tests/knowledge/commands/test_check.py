from __future__ import annotations

from knowledge.__main__ import main
from knowledge.commands.arguments import content_folder


def test_sound_content(content, capsys):
    content.change("answers/documents.yml", "review: 2026-12-01", "review: 2999-12-01")
    assert main(["check", "--content", str(content.path)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith(
        "政策文件 1 份（现行有效 1 份）；办事事项 2 项（一件事 1 项）；标准答复 1 条（问法 4 种）"
    )
    assert out[0].endswith("待核实要素 3 处，涉及 2 项事项。")
    assert out[1] == "错误 0 条，提示 0 条。内容可以使用。"


def test_faults_and_warnings(content, capsys):
    content.change("answers/documents.yml", "review: 2026-12-01", "review: 2999-12-01")
    content.change("services/id-card.yml", "source: law, after: [apply]", "source: lwa, after: [apply]")
    content.change("policies/id-card-law.md", "checked: 2026-05-01\n", "")
    assert main(["check", "--content", str(content.path)]) == 1
    out = capsys.readouterr().out.splitlines()
    service, policy = content.file("services/id-card.yml"), content.file("policies/id-card-law.md")
    assert out[0] == f"提示 {policy}:2: 缺少元数据：checked（核对日期）"
    assert out[1].startswith(f"{service}:{content.line('services/id-card.yml', 'lwa')}: 来源“lwa”")
    assert out[-1] == "错误 1 条，提示 1 条。"


def test_missing_folder(tmp_path, capsys):
    assert main(["check", "--content", str(tmp_path / "none")]) == 1
    assert "找不到这个内容文件夹" in capsys.readouterr().err


def test_which_folder_is_checked(tmp_path, monkeypatch):
    monkeypatch.delenv("CONTENT_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    assert content_folder(None).is_absolute()
    assert content_folder(None).parts[-2:] == ("knowledge", "content")
    monkeypatch.chdir(content_folder(None).parents[1])
    assert content_folder(None).as_posix() == "knowledge/content"
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path))
    assert content_folder(None) == tmp_path
    assert content_folder(tmp_path / "a") == tmp_path / "a"
