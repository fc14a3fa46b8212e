from __future__ import annotations

import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.catalogue import load
from knowledge.errors import ImportRefused, SettingError
from knowledge.importing import import_paths
from knowledge.importing.kinds import KINDS


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


@pytest.fixture
def into(tmp_path):
    return tmp_path / "content"


def take(paths, into, **options):
    return list(import_paths(paths, into, **options))


def reasons(outcomes):
    return {outcome.path.name: outcome.refused for outcome in outcomes}


def test_files_of_each_kind(source, into):
    (source / "a.txt").write_text("关于甲的通知\n\n正文。\n", encoding="utf-8")
    (source / "b.md").write_text("---\ntitle: 乙\n---\n\n# 乙\n\n正文。\n", encoding="utf-8")
    (source / "c.HTML").write_text("<title>丙</title><p>正文很长很长。</p>", encoding="utf-8")
    outcomes = take([source], into)
    assert [(one.id, one.title, one.refused) for one in outcomes] == [
        ("a", "关于甲的通知", ""),
        ("b", "乙", ""),
        ("c", "丙", ""),
    ]
    catalogue = load(into)
    assert list(catalogue.policies) == ["a", "b", "c"]
    assert all(fault.warning for fault in catalogue.faults)


def test_folders_are_walked_in_order_and_hidden_files_left_out(source, into):
    for name in ("b/2.txt", "a/3.txt", "1.txt", ".git/x.txt", "a/.y.txt"):
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).write_text("正文", encoding="utf-8")
    assert [one.id for one in take([source], into)] == ["1", "3", "2"]


def test_a_folder_named_policies_is_written_to_itself(source, tmp_path):
    (source / "a.txt").write_text("正文", encoding="utf-8")
    take([source], tmp_path / "policies")
    assert (tmp_path / "policies" / "a.md").is_file()


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".xlsx", ".zip"])
def test_office_files_that_are_text(source, into, suffix):
    (source / f"a{suffix}").write_text("正文", encoding="utf-8")
    [outcome] = take([source], into)
    assert outcome.refused == f"扩展名是 {suffix}，内容其实是文字"
    assert outcome.code == "import_not_its_name"
    assert not into.exists()


@pytest.mark.parametrize("name", ["a.exe", "a.doc", "a", "a.tar.gz"])
def test_other_kinds_are_refused(source, into, name):
    (source / name).write_bytes(b"x")
    assert "不支持的文件类型" in take([source / name], into)[0].refused


def test_a_file_that_is_not_what_its_name_says(source, into):
    (source / "a.txt").write_bytes(b"PK\x03\x04rest")
    (source / "b.txt").write_bytes(b"%PDF-1.7")
    (source / "c.txt").write_bytes(b"MZ\x90\x00\x03\x00")
    (source / "d.html").write_bytes(b"\x89PNG\r\n\x1a\n")
    found = reasons(take([source], into))
    assert all("内容其实是" in reason for reason in found.values())
    assert len(found) == 4


def test_reasons(source, into):
    (source / "empty.txt").write_bytes(b"")
    (source / "blank.txt").write_text(" \n\u3000\n", encoding="utf-8")
    (source / "marks.txt").write_text("——！！\n", encoding="utf-8")
    (source / "links.html").write_text("<html><body><script>x</script></body></html>", encoding="utf-8")
    found = reasons(take([source, source / "none.txt"], into))
    assert found == {
        "empty.txt": "文件是空的",
        "blank.txt": "没有文字内容",
        "marks.txt": "没有文字内容",
        "links.html": "没有文字内容",
        "none.txt": "找不到这个文件",
    }


def test_an_empty_folder(source, into):
    assert reasons(take([source], into)) == {"source": "文件夹里没有可以导入的文件"}


def test_size_limit(source, into, monkeypatch):
    monkeypatch.setenv("IMPORT_MAX_MB", "0.001")
    (source / "a.txt").write_text("字" * 1000, encoding="utf-8")
    assert "文件太大" in take([source], into)[0].refused


@pytest.mark.parametrize("value", ["many", "0", "-1", "nan", "inf", "99999"])
def test_unusable_size_limit(source, into, monkeypatch, value):
    monkeypatch.setenv("IMPORT_MAX_MB", value)
    with pytest.raises(SettingError, match="IMPORT_MAX_MB"):
        take([source], into)


def test_the_same_name_twice_in_one_run(source, into):
    for name in ("a/x.txt", "b/x.md"):
        (source / name).parent.mkdir()
        (source / name).write_text(f"正文{name}", encoding="utf-8")
    outcomes = take([source], into)
    assert outcomes[0].refused == ""
    assert outcomes[1].refused == f"与本次导入的 {source / 'a' / 'x.txt'} 同名（id x）"
    assert [one.refused for one in take([source], into, replace=True)] == ["", ""]
    assert "正文b/x.md" in (into / "policies" / "x.md").read_text(encoding="utf-8")


def test_a_name_that_is_taken(source, into):
    (source / "a.txt").write_text("旧", encoding="utf-8")
    take([source], into)
    (source / "a.txt").write_text("新", encoding="utf-8")
    assert "要替换请加 --replace" in take([source], into)[0].refused
    assert "旧" in (into / "policies" / "a.md").read_text(encoding="utf-8")
    assert take([source], into, replace=True)[0].refused == ""
    assert "新" in (into / "policies" / "a.md").read_text(encoding="utf-8")


def test_a_document_is_replaced_where_it_stands(source, into):
    into.mkdir()
    (into / "a.md").write_text("旧", encoding="utf-8")
    (source / "a.txt").write_text("新", encoding="utf-8")
    take([source], into, replace=True)
    assert "新" in (into / "a.md").read_text(encoding="utf-8")
    assert not (into / "policies").exists()


def test_a_service_is_never_replaced(source, content):
    (source / "newborn.txt").write_text("正文", encoding="utf-8")
    assert "已被" in take([source], content.path, replace=True)[0].refused


def test_names_that_are_no_text(source, into):
    (source / "a\nb.txt").write_text("正文", encoding="utf-8")
    assert "文件名" in take([source], into)[0].refused
    try:
        (source / os.fsdecode(b"\xff.txt")).write_text("正文", encoding="utf-8")
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    assert all("文件名" in one.refused for one in take([source], into))


def test_what_is_no_file(source, into):
    os.mkfifo(source / "pipe.txt")
    assert take([source], into)[0].refused == "不是普通文件"


def test_target_that_is_a_file(source, into):
    into.write_text("x")
    with pytest.raises(ImportRefused, match="不是文件夹"):
        take([source], into)


def test_two_thousand_texts_in_seconds(source, into):
    for number in range(2000):
        (source / f"{number:032x}.txt").write_text(f"第{number}号公告\n" + "正文。" * 200, encoding="utf-8")
    started = time.perf_counter()
    outcomes = take([source], into)
    assert time.perf_counter() - started < 20
    assert sum(not one.refused for one in outcomes) == 2000


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=500), st.sampled_from([suffix for suffix, kind in KINDS.items() if not kind.intricate])
)
def test_any_file_is_imported_and_read_back_or_refused(tmp_path_factory, data, suffix):
    folder = tmp_path_factory.mktemp("any")
    (folder / f"x{suffix}").write_bytes(data)
    [outcome] = take([folder / f"x{suffix}"], folder / "content")
    if outcome.refused:
        assert not (folder / "content" / "policies" / "x.md").exists()
    else:
        assert load(folder / "content").policies["x"].header.title == outcome.title
