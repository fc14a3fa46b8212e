from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.formats.text_file import YAML_BYTES, Unreadable, read_text


def fault_of(path, limit=YAML_BYTES):
    with pytest.raises(Unreadable) as raised:
        read_text(path, limit)
    return raised.value.fault


def test_text_is_read_with_plain_line_ends(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes("一\r\n二\r三\n".encode())
    assert read_text(path) == "一\n二\n三\n"


def test_wrong_bytes_name_their_line(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes("第一行\n第二行\n".encode() + "第三行".encode("gb18030"))
    fault = fault_of(path)
    assert (fault.file, fault.line) == (path, 3)
    assert "UTF-8" in fault.message


def test_byte_order_mark_is_a_fault(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes("\ufeffa: 1".encode())
    assert (fault_of(path).line, "BOM" in fault_of(path).message) == (1, True)


@pytest.mark.parametrize("blank", [b"", b"  \n\n \t"])
def test_empty_files_are_faults(tmp_path, blank):
    path = tmp_path / "a.yml"
    path.write_bytes(blank)
    assert str(fault_of(path)) == f"{path}:0: 文件是空的"


def test_control_character_names_its_line(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes(b"a: 1\nb: \x07")
    fault = fault_of(path)
    assert fault.line == 2
    assert "U+0007" in fault.message


def test_huge_file_is_not_read(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes(b"a" * (YAML_BYTES + 1))
    assert "太大" in fault_of(path).message
    assert read_text(path, YAML_BYTES + 1)


def test_missing_file_and_folder_are_faults(tmp_path):
    assert "读不了" in fault_of(tmp_path / "none.yml").message
    assert "读不了" in fault_of(tmp_path).message


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_fault(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "a.yml"
    path.write_bytes(data)
    try:
        text = read_text(path)
    except Unreadable:
        return
    assert text.strip()
    assert "\r" not in text
