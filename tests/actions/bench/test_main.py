from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import actions.bench.__main__ as bench
from actions.bench import building, encoder, growth
from actions.bench.growth import Grown
from actions.bench.load import Measured
from actions.bench.rows import Row


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    before = signal.getsignal(signal.SIGTERM)
    yield tmp_path / "bench"
    signal.signal(signal.SIGTERM, before)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bench", *arguments])
    return bench.main()


def written(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "speed.json").read_text(encoding="utf-8"))
    return found


def test_one_section_can_be_measured_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(encoder, "measure", lambda: [Row("编码器", "问题", 4.0, "毫秒")])
    monkeypatch.setattr(building, "measure", lambda *_: pytest.fail("not asked for"))
    assert run(monkeypatch, "encoder") == 0
    assert [row["name"] for row in written(folder)["figures"]] == ["问题"]  # type: ignore[attr-defined]
    assert "未达到:无" in capsys.readouterr().out


def test_missed_targets_are_named_and_do_not_fail(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(building, "measure", lambda *_: [Row("建索引", "速度", 10.0, "段/秒", 60)])
    assert run(monkeypatch, "index") == 0
    assert "未达到:速度" in capsys.readouterr().out
    assert written(folder)["figures"][0]["reached"] is False  # type: ignore[index]


def test_what_was_measured_before_a_failure_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> list[Row]:
        raise OSError("disk full")

    monkeypatch.setattr(encoder, "measure", lambda: [Row("编码器", "问题", 4.0, "毫秒")])
    monkeypatch.setattr(building, "measure", broken)
    with pytest.raises(OSError, match="disk full"):
        run(monkeypatch, "encoder", "index")
    assert len(written(folder)["figures"]) == 1  # type: ignore[arg-type]


def test_growth_is_drawn(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "live", lambda: folder)
    monkeypatch.setattr(
        growth, "measure", lambda *_, full: [Grown("Flat", 1_000, 0.5), Grown("Flat", 10_000, 5)]
    )
    assert run(monkeypatch, "growth") == 0
    assert "Flat" in (folder / "growth.svg").read_text(encoding="utf-8")


def test_an_unknown_section_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit):
        run(monkeypatch, "lod")
    assert not (folder / "speed.json").exists()


def test_levels_are_drawn_beside_stock(tmp_path: Path) -> None:
    stock, ours, heard = (Measured(16, 1.0, (1.0,) * answered, 0, 0) for answered in (20, 30, 90))
    bench.draw_levels(([stock], [ours]), (stock, heard), tmp_path)
    drawn = (tmp_path / "throughput.svg").read_text(encoding="utf-8")
    expected = ("16", "16(问过的问题)", "1", "1.5", "4.5", "原版 Rasa", "济事通")
    assert all(f">{text}</text>" in drawn for text in expected)


def test_growth_is_drawn_beside_the_smallest(tmp_path: Path) -> None:
    grown = [Grown("Flat", 1000, 2.0, None, 0.1), Grown("Flat", 10_000, 5.0, None, 0.1)]
    bench.draw_growth([*grown, Grown("HNSW", 1000, 3.0, 1.0, 0.1)], tmp_path)
    drawn = (tmp_path / "growth.svg").read_text(encoding="utf-8")
    assert all(f">{text}</text>" in drawn for text in ("1", "2.5", "1.5", "1,000", "10,000", "HNSW"))


def test_being_terminated_stops_what_was_started(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "measure", lambda: signal.raise_signal(signal.SIGTERM))
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, "encoder")
    assert ended.value.code == 143
    assert written(folder)["figures"] == []
