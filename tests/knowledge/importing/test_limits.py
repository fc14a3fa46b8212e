from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.errors import ContentError
from knowledge.importing import limits, refusal
from knowledge.importing.refusal import Refusal

CODE = "\n".join(
    path.read_text("utf-8")
    for path in Path(refusal.__file__).parent.glob("*.py")
    if path.name != "__init__.py"
)


def test_limits_are_read_with_the_line_of_a_fault(tmp_path):
    faulty = tmp_path / "limits.yml"
    faulty.write_text(limits.FILE.read_text("utf-8").replace("sheets: 50", "sheets: 0"), encoding="utf-8")
    with pytest.raises(ContentError, match=r"limits\.yml:\d+: .*sheets"):
        limits.read(faulty)


def test_sentences_are_read_with_the_line_of_a_fault(tmp_path):
    faulty = tmp_path / "refusals.yml"
    faulty.write_text("missing: ''\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"refusals\.yml:1:"):
        refusal.read(faulty)


def test_every_reason_in_the_code_has_a_sentence_and_no_sentence_is_left_over():
    named = set(re.findall(r'(?:Refusal\(\s*|reason = )"([a-z_]+)"', CODE))
    named |= set(re.findall(r'"(too_much_memory|reader_failed)"', CODE))
    assert named == refusal.sentences().keys()


@pytest.mark.parametrize("reason", sorted(refusal.sentences()))
def test_every_sentence_is_chinese(reason):
    assert re.search("[一-鿿]", refusal.sentences()[reason])


def test_a_refusal_has_a_stable_code():
    assert Refusal("empty").code == "import_empty"
    assert str(Refusal("empty", told="原话")) == "原话"
