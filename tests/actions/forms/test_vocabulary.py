"""The vocabulary of forms: faults name the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.forms.vocabulary import FILE, read
from knowledge.errors import ContentError

WHOLE = FILE.read_text(encoding="utf-8")


def test_the_file_is_read() -> None:
    assert "{lost}" in read().texts.left


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("cancel: [算了", "cancel: [不知道, 算了", "一个词只能放在一处:不知道"),
        ('  - "[?？]"', '  - "[?？"', "不是正确的正则"),
        ("  unknown: [", "  unknwon: [", "unknwon"),
        ("  resume: 回到刚才的问题。", "  resume:", "没有填写"),
    ],
)
def test_faults_are_told_with_file_and_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "forms.yml"
    path.write_text(WHOLE.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read(path)
    assert told in str(raised.value)
    assert f"{path}:" in str(raised.value)
