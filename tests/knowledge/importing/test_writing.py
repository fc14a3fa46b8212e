from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue.reading import read_policy
from knowledge.errors import ImportRefused
from knowledge.formats.text_file import MARKDOWN_BYTES
from knowledge.importing.understanding import inspect
from knowledge.importing.writing import compose, header_of, put


def test_header_of_a_document():
    metadata = {"number": "济政〔2026〕1号", "issued": "2026-03-01", "status": "废止"}
    header, dropped = header_of("通知", metadata)
    assert dropped == ()
    assert compose(header, "正文。\n").decode() == (
        "---\ntitle: 通知\nnumber: 济政〔2026〕1号\nissued: 2026-03-01\nstatus: 废止\n---\n\n正文。\n"
    )


def test_values_that_do_not_fit_are_dropped():
    metadata = {"issued": "去年", "status": "有效吧", "url": "https://example.com", "issuer": "市政府"}
    header, dropped = header_of("", metadata)
    assert header.title == "无标题"
    assert header.issuer == "市政府"
    assert dropped == ("issued", "status", "url")


def test_a_text_that_would_not_be_read_back_is_refused():
    header, _ = header_of("x", {})
    with pytest.raises(ImportRefused, match="超过 32 MB"):
        compose(header, "x" * MARKDOWN_BYTES)


def test_files_are_put_whole(tmp_path):
    target = tmp_path / "policies" / "a.md"
    put(b"one", target)
    put(b"two", target)
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["a.md"]


def test_the_old_file_stays_when_writing_fails(tmp_path, monkeypatch):
    target = tmp_path / "a.md"
    target.write_bytes(b"old")

    def fail(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ImportRefused, match="写不了"):
        put(b"new", target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "policies").write_text("a file")
    with pytest.raises(ImportRefused, match="写不了"):
        put(b"x", tmp_path / "policies" / "a.md")


@given(st.text(max_size=120), st.text(max_size=120))
def test_what_is_written_is_read_back(tmp_path_factory, title, text):
    try:
        data = f"---\ntitle: '{title.replace(chr(39), '')}'\n---\n{text}".encode(errors="ignore")
        found = inspect(data, "a.txt")
    except ImportRefused:
        return
    header, _ = found.header()
    path = Path(tmp_path_factory.mktemp("policies"), "a.md")
    put(compose(header, found.text), path)
    policy, _, faults = read_policy(path)
    assert faults == []
    assert policy is not None
    assert policy.header == header
    assert policy.body.strip("\n") == found.text.strip("\n")
