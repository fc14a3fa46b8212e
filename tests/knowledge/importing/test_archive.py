from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import ImportRefused
from knowledge.importing.archive import members
from knowledge.importing.refusal import Refusal
from tests.knowledge.importing.office import archive

TEXT = "通知正文。".encode()


def taken(data):
    return {member.name: member.refusal.reason if member.refusal else member.data for member in members(data)}


def test_files_in_their_order_without_what_systems_add():
    files = [
        ("b.txt", TEXT),
        ("夹/a.txt", b"a"),
        ("__MACOSX/b.txt", b"x"),
        (".DS_Store", b"x"),
        ("Thumbs.db", b"x"),
    ]
    assert list(taken(archive(files))) == ["b.txt", "夹/a.txt"]


def test_folders_separated_as_windows_does():
    assert list(taken(archive([("夹\\a.txt", TEXT)]))) == ["夹/a.txt"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_names(encoding):
    name = "通知公告文件.txt"
    entry = zipfile.ZipInfo("x" * len(name.encode(encoding)))
    data = archive([(entry, TEXT)]).replace(entry.filename.encode(), name.encode(encoding))
    assert taken(data) == {name: TEXT}


@pytest.mark.parametrize(
    "name", ["../a.txt", "a/../../b.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt", "\\a.txt", "a\nb.txt"]
)
def test_path_tricks_are_refused_and_do_not_stop_the_others(name):
    found = taken(archive([(name, TEXT), ("b.txt", TEXT)]))
    assert list(found.values()) == ["archive_path", TEXT]


def test_links_are_refused():
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    assert taken(archive([(link, b"/etc/passwd")])) == {"a.txt": "archive_path"}


def test_archives_in_archives_are_refused():
    inner = archive([("a.txt", TEXT)])
    assert taken(archive([("a.zip", inner), ("b.txt", inner), ("c.txt", TEXT)])) == {
        "a.zip": "archive_nested",
        "b.txt": "archive_nested",
        "c.txt": TEXT,
    }


def test_files_with_a_password_are_refused():
    data = bytearray(archive([("a.txt", TEXT)]))
    for start, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + at] |= 1
    assert taken(bytes(data)) == {"a.txt": "archive_encrypted"}


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert taken(archive([("a.txt", b"0" * 30_000_000), ("b.txt", TEXT)])) == {
        "a.txt": "archive_ratio",
        "b.txt": TEXT,
    }


def test_sizes_that_the_archive_lies_about_are_measured():
    data = archive([("a.txt", b"0" * 30_000_000)])
    lied = data.replace((30_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert taken(lied)["a.txt"] in ("archive_ratio", "archive_broken")


def reason(data):
    with pytest.raises(Refusal) as refused:
        list(members(data))
    return refused.value.reason


def test_all_files_together_are_limited(monkeypatch):
    from knowledge.importing import archive as module
    from knowledge.importing.limits import limits

    small = limits().model_copy(update={"archive_total_mb": 1})
    monkeypatch.setattr(module, "limits", lambda: small)
    assert (
        reason(archive([(f"{at}.txt", bytes(range(256)) * 2048) for at in range(3)])) == "archive_too_large"
    )


def test_archives_as_a_whole():
    assert reason(archive([(f"{at}.txt", b"") for at in range(501)])) == "archive_too_many"
    assert reason(archive([])) == "archive_empty"
    assert reason(archive([("a.txt", TEXT)])[:40]) == "archive_broken"
    assert reason(b"Rar!\x1a\x07rest") == "not_its_name"


PACKED = archive([("甲.txt", TEXT), ("b/乙.txt", TEXT * 20)])


@settings(max_examples=100)
@given(st.integers(0, len(PACKED) - 1), st.binary(min_size=1, max_size=20))
def test_any_damage_is_survived(at, noise):
    try:
        found = list(members(PACKED[:at] + noise + PACKED[at + len(noise) :]))
    except ImportRefused:
        return
    assert all(".." not in member.name or member.refusal for member in found)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.text(min_size=1, max_size=12), st.binary(max_size=30)), max_size=4))
def test_any_name_is_taken_or_refused(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for at, (name, data) in enumerate(files):
            if name.isprintable():
                packed.writestr(f"{at}{name}", data)
    try:
        found = list(members(buffer.getvalue()))
    except ImportRefused:
        return
    assert len(found) <= len(files)
