import json
import sys
from pathlib import Path

import pytest

from actions.hotline import __main__ as command
from actions.hotline.__main__ import line, main, read_batch
from actions.hotline.model import Suggestion
from knowledge.encoder.runtime import Encoder
from knowledge.errors import InputInvalid
from tests.actions.hotline.toy_encoder import ToyEncoder

pytestmark = [
    # PyTorch and its exporter announce their own coming changes.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

ROWS = "text,department,category\n" + "".join(
    f"{place}停水了,供水企业,供水\n{place}有人占道摆摊,城管部门,市容\n"
    for place in "东南西北中内外上下左右前"
)


REAL_LOAD = Encoder.load


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Encoder, "load", lambda threads=None, graph=None: ToyEncoder())

    def call(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["hotline", *map(str, arguments)])
        return main()

    return call


def test_learning_and_routing_by_the_command_line(
    run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tickets.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "batch.jsonl").write_text(
        '{"id": 7, "text": "新区停水了"}\n\n{"id": "b", "text": "有人占道摆摊"}\n', encoding="utf-8"
    )
    assert run("train", tmp_path / "tickets.csv", "--model", tmp_path / "model") == 0
    assert "工单 24 条，部门 2 个" in capsys.readouterr().out
    assert run("route", "--model", tmp_path / "model", "--batch", tmp_path / "batch.jsonl") == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["id"], first["departments"][0]["name"], first["category"]) == (7, "供水企业", "供水")
    assert (second["id"], second["departments"][0]["name"]) == ("b", "城管部门")
    assert all(set(one) == {"name", "score"} for one in first["departments"])


def test_with_tickets_enough_the_encoder_is_tuned(
    run,
    tmp_path: Path,
    tiny_encoder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ENCODER_DIR", str(tiny_encoder))
    monkeypatch.setattr(Encoder, "load", REAL_LOAD)
    monkeypatch.setattr(command, "FEWEST_TO_TUNE", 24)
    (tmp_path / "tickets.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "batch.jsonl").write_text('{"id": 7, "text": "东停水了"}', encoding="utf-8")
    assert run("train", tmp_path / "tickets.csv", "--model", tmp_path / "model") == 0
    assert "微调" in capsys.readouterr().err
    assert len(list((tmp_path / "model").glob("tuned-*.npz"))) == 1
    assert run("route", "--model", tmp_path / "model", "--batch", tmp_path / "batch.jsonl") == 0
    assert json.loads(capsys.readouterr().out)["departments"][0]["name"] == "供水企业"


def test_few_tickets_do_not_tune(run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tickets.csv").write_text(ROWS, encoding="utf-8")
    assert run("train", tmp_path / "tickets.csv", "--model", tmp_path / "model") == 0
    assert "不微调" in capsys.readouterr().err
    assert not list((tmp_path / "model").glob("tuned-*"))


def test_a_wrong_file_is_said_in_one_sentence(
    run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tickets.csv").write_text("text,dept\n停水,甲\n", encoding="utf-8")
    assert run("train", tmp_path / "tickets.csv", "--model", tmp_path / "model") == 1
    assert "缺少列 department" in capsys.readouterr().err
    assert not (tmp_path / "model").exists()


def test_routing_without_a_model_is_refused(run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "batch.jsonl").write_text('{"id": 1, "text": "停水"}', encoding="utf-8")
    assert run("route", "--model", tmp_path, "--batch", tmp_path / "batch.jsonl") == 1
    assert "没有派单模型" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["停水", "{", '{"id": 1}', '{"text": "停水"}', '{"id": 1, "text": 3}', "[" * 5000]
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text('{"id": 0, "text": "好的"}\n' + text, encoding="utf-8")
    with pytest.raises(InputInvalid, match=":2:"):
        list(read_batch(path))


def test_a_batch_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "batch.jsonl").write_bytes(b"\xff\xff")
    for path in (tmp_path / "batch.jsonl", tmp_path / "none.jsonl"):
        with pytest.raises(InputInvalid, match="读不了"):
            list(read_batch(path))


def test_a_very_long_text_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text(json.dumps({"id": 1, "text": "水" * 5_000_000}), encoding="utf-8")
    (row,) = read_batch(path)
    assert len(row["text"]) == command.LONGEST


def test_scores_are_rounded() -> None:
    assert line(1, Suggestion((("甲", 0.123456),), "类"))["departments"] == [{"name": "甲", "score": 0.1235}]
