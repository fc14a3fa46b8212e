from __future__ import annotations

import signal
import subprocess

import pytest

from knowledge.importing import apart
from knowledge.importing.apart import extract_apart
from knowledge.importing.limits import limits
from knowledge.importing.refusal import Refusal
from knowledge.importing.word import extract_word
from tests.knowledge.importing.office import PARAGRAPH, word


def test_the_reader_gives_what_the_extractor_gives():
    def fill(document):
        document.add_paragraph("某市民政局关于发放补贴的通知")
        document.add_paragraph("某民〔2026〕3号")
        document.add_paragraph(PARAGRAPH)

    data = word(fill)
    assert extract_apart(".docx", data) == extract_word(data)


def test_a_refusal_comes_back_with_its_reason():
    with pytest.raises(Refusal, match="内容其实是文字") as refused:
        extract_apart(".docx", b"text")
    assert refused.value.reason == "not_its_name"


def test_memory_is_bounded(monkeypatch):
    ended = subprocess.CompletedProcess([], 1, b"", b"Traceback\nMemoryError\n")
    monkeypatch.setattr(apart.subprocess, "run", lambda *args, **options: ended)
    with pytest.raises(Refusal) as refused:
        extract_apart(".pdf", b"")
    assert refused.value.code == "import_too_much_memory"


@pytest.mark.parametrize(
    ("returned", "output", "reason"),
    [
        (-signal.SIGXCPU, b"", "too_slow"),
        (-signal.SIGKILL, b"", "too_slow"),
        (-signal.SIGSEGV, b"", "reader_failed"),
        (1, b"", "reader_failed"),
        (0, b"no json", "reader_failed"),
    ],
)
def test_a_reader_that_dies_is_a_refusal(monkeypatch, returned, output, reason):
    ended = subprocess.CompletedProcess([], returned, output, b"")
    monkeypatch.setattr(apart.subprocess, "run", lambda *args, **options: ended)
    with pytest.raises(Refusal) as refused:
        extract_apart(".pdf", b"")
    assert refused.value.reason == reason


def test_a_reader_that_hangs_is_given_up(monkeypatch):
    def hang(command, **options):
        assert options["timeout"] >= limits().seconds
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(apart.subprocess, "run", hang)
    with pytest.raises(Refusal, match="用了太久"):
        extract_apart(".pdf", b"")


def test_the_reader_sees_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    assert "SECRET_KEY" not in apart._environment()
