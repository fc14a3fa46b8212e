from __future__ import annotations

from knowledge.__main__ import main


def test_a_line_per_file(tmp_path, capsys):
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text("关于甲的通知\n正文。\n", encoding="utf-8")
    (source / "b.md").write_text("---\ntitle: 乙\nlayout: x\nstatus: 好\n---\n正文。\n", encoding="utf-8")
    (source / "c.pdf").write_bytes(b"%PDF-")
    assert main(["import", str(source), "--into", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "✓ a 关于甲的通知",
        "✓ b 乙（未识别的元数据已略去：layout；写法不对的元数据已略去：status）",
        f"✗ {source / 'c.pdf'}：PDF 文件已损坏或不完整，打不开；请重新下载再导入",
        f"导入 2 份，拒绝 1 份；存放在 {tmp_path / 'out'}",
    ]


def test_all_taken(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("正文", encoding="utf-8")
    assert main(["import", str(tmp_path / "a.txt"), "--into", str(tmp_path / "out")]) == 0
    assert main(["import", str(tmp_path / "a.txt"), "--into", str(tmp_path / "out")]) == 1
    assert main(["import", str(tmp_path / "a.txt"), "--into", str(tmp_path / "out"), "--replace"]) == 0
    assert "--replace" in capsys.readouterr().out


def test_a_name_with_a_line_feed_stays_one_line(tmp_path, capsys):
    (tmp_path / "a\nb.txt").write_text("正文", encoding="utf-8")
    assert main(["import", str(tmp_path / "a\nb.txt"), "--into", str(tmp_path / "out")]) == 1
    assert (
        capsys.readouterr().out.splitlines()[0]
        == f"✗ {tmp_path}/a\\nb.txt：文件名有无法识别的字符，请改名再导入"
    )


def test_target_that_is_a_file(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("正文", encoding="utf-8")
    assert main(["import", str(tmp_path / "a.txt"), "--into", str(tmp_path / "a.txt")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'a.txt'} 不是文件夹\n"


def test_size_limit_that_is_no_number(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("IMPORT_MAX_MB", "很多")
    assert main(["import", str(tmp_path), "--into", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == "IMPORT_MAX_MB=很多：要写一个数字（MB）\n"
