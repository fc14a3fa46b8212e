from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import Fault
from knowledge.index.state import NAME, faults_file, forget_faults, keep_faults, kept_faults

FAULTS = [
    Fault(Path("content/services/id-card.yml"), 12, "缺少“fee”（收费）"),
    Fault(Path("a.yml"), 0, "文件是空的"),
]


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))


def test_faults_are_kept_until_they_are_forgotten() -> None:
    assert kept_faults() == []
    keep_faults(FAULTS)
    assert kept_faults() == FAULTS
    forget_faults()
    assert kept_faults() == []
    assert not faults_file().exists()


def test_forgetting_what_was_never_kept_is_nothing() -> None:
    forget_faults()
    assert kept_faults() == []


def test_nothing_but_the_file_is_left(tmp_path: Path) -> None:
    keep_faults(FAULTS)
    keep_faults(FAULTS[:1])
    assert [path.name for path in (tmp_path / "data").iterdir()] == [NAME]
    assert kept_faults() == FAULTS[:1]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"faults": 3}', '{"faults": [{"file": 1}]}', "\udcff"])
def test_an_unreadable_file_says_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / NAME
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert kept_faults(path) == []
