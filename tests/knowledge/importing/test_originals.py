from __future__ import annotations

import hashlib

import pytest

from knowledge.errors import InputInvalid
from knowledge.importing.originals import describe, fetch, keep

DATA = b"%PDF-1.7 the original"
DIGEST = hashlib.sha256(DATA).hexdigest()


def test_an_original_is_kept_with_its_name(tmp_path):
    kept = keep(DATA, "通知.pdf", tmp_path)
    assert (kept.sha256, kept.filename, kept.size) == (DIGEST, "通知.pdf", len(DATA))
    assert fetch(DIGEST, tmp_path) == DATA
    assert describe(DIGEST, tmp_path) == kept


def test_the_same_file_again_is_kept_once(tmp_path):
    first = keep(DATA, "a.pdf", tmp_path)
    assert keep(DATA, "b.pdf", tmp_path) == first
    assert len(list((tmp_path / "originals").iterdir())) == 2


def test_a_damaged_original_is_not_given_out_and_is_mended_by_keeping_it_again(tmp_path):
    keep(DATA, "a.pdf", tmp_path)
    (tmp_path / "originals" / DIGEST).write_bytes(b"changed")
    with pytest.raises(InputInvalid, match="校验值不符"):
        fetch(DIGEST, tmp_path)
    keep(DATA, "a.pdf", tmp_path)
    assert fetch(DIGEST, tmp_path) == DATA


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "0" * 64, "Z" * 64])
def test_what_is_not_kept(tmp_path, sha256):
    for look in (fetch, describe):
        with pytest.raises(InputInvalid, match="没有保存"):
            look(sha256, tmp_path)
