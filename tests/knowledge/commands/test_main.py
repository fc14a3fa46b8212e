from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import __main__ as command_line
from knowledge.__main__ import main
from knowledge.errors import AppError, ContentError, Fault

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["check", "--nothing"], ["import", "a.txt"]])
def test_bad_usage_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "用法错误：" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "import", "report"])
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert "--" in capsys.readouterr().out


def run_with(monkeypatch, error):
    def run(arguments):
        raise error

    class Command:
        @staticmethod
        def register(subparsers):
            subparsers.add_parser("fail", help="").set_defaults(run=run)

    monkeypatch.setattr(command_line, "COMMANDS", (Command,))
    return main(["fail"])


def test_our_own_errors_end_in_one_line(monkeypatch, capsys):
    assert run_with(monkeypatch, AppError("索引\n损坏")) == 1
    assert capsys.readouterr().err == "索引 损坏\n"


def test_content_errors_list_the_faults_that_matter(monkeypatch, capsys):
    faults = [Fault(Path("a.yml"), 3, "不对"), Fault(Path("a.yml"), 4, "提醒", warning=True)]
    assert run_with(monkeypatch, ContentError(faults)) == 1
    assert capsys.readouterr().err == "a.yml:3: 不对\n内容文件有 1 处错误，未能继续。\n"


def test_interrupted(monkeypatch, capsys):
    assert run_with(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "已中断。\n"


def test_other_errors_are_not_hidden(monkeypatch):
    with pytest.raises(ZeroDivisionError):
        run_with(monkeypatch, ZeroDivisionError())


def run_module(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "knowledge", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
        **options,
    )


def test_chinese_comes_out_whatever_the_locale(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    environment = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PATH": ""}
    done = run_module("import", str(tmp_path / "empty.txt"), "--into", str(tmp_path / "out"), env=environment)
    assert done.returncode == 1
    assert "文件是空的" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_a_reader_that_goes_away(tmp_path):
    for number in range(3000):
        (tmp_path / f"{number}.exe").write_bytes(b"x")
    command = f'"{sys.executable}" -m knowledge import "{tmp_path}" --into "{tmp_path}/out" | head -n 1'
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert done.stdout.decode().startswith("✗")
    assert done.stderr == b""
