"""Reading a content file as text: UTF-8 only, with faults that name the line."""

from __future__ import annotations

import errno
import re
from pathlib import Path

from knowledge.errors import Fault

#: Files that people write by hand are small; a larger one is a mistake or an attack.
YAML_BYTES = 1024 * 1024
#: Imported documents may be long; import refuses what would not fit.
MARKDOWN_BYTES = 32 * 1024 * 1024
#: Characters that no text file needs: controls but for tab, line feed and carriage return.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")

_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "找不到",
    errno.EISDIR: "这是文件夹",
    errno.EEXIST: "路径中有同名的文件",
    errno.ENOTDIR: "路径中有同名的文件",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名太长",
}


class Unreadable(Exception):
    """A content file cannot be read; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def read_text(path: Path, limit: int = YAML_BYTES) -> str:
    """The file's text with ``\\n`` line ends; :class:`Unreadable` when it is not a plain UTF-8 text."""
    data = _bytes(path, limit)
    if data.startswith(b"\xef\xbb\xbf"):
        raise Unreadable(Fault(path, 1, "文件开头有 BOM 标记，请另存为“UTF-8（无 BOM）”"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "文件不是 UTF-8 编码，请另存为“UTF-8（无 BOM）”"
        raise Unreadable(Fault(path, line, message)) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Unreadable(Fault(path, 0, "文件是空的"))
    hidden = CONTROLS.search(text)
    if hidden:
        line = text.count("\n", 0, hidden.start()) + 1
        raise Unreadable(Fault(path, line, f"有看不见的控制字符（U+{ord(hidden[0]):04X}），请删去"))
    return text


def os_reason(error: OSError) -> str:
    """What the system says, in Chinese where it is something a person can act on."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def _bytes(path: Path, limit: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > limit:
            message = f"文件太大（{size / 1048576:.1f} MB，上限 {limit / 1048576:g} MB）"
            raise Unreadable(Fault(path, 0, message))
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(Fault(path, 0, f"读不了这个文件：{os_reason(error)}")) from error
