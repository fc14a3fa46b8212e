"""Telephone numbers and links in content: only those that somebody has verified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from knowledge.catalogue.model import Catalogue
from knowledge.checks.settings import settings
from knowledge.errors import Fault
from knowledge.formats.source import OFFICIAL_HOSTS
from knowledge.formats.text_file import YAML_BYTES, Unreadable, read_text

LOCAL_CODE = "0391"
_LANDLINE = re.compile(r"(?<!\d)(0[1-9]\d{1,2})[-—－ )）]?(\d{7,8})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_TOLL_FREE = re.compile(r"(?<!\d)[48]00[-—－ ]?\d{3}[-—－ ]?\d{4}(?!\d)")
#: Short numbers look like amounts; only those next to a word for telephoning count.
_SHORT = re.compile(
    r"(?:拨打|致电|电话|热线|专线)[^\d\n]{0,6}(1\d{2,4}|95\d{3,4})(?!\d)"
    r"|(?<!\d)(12\d{3}|95\d{3,4})(?!\d)(?=[^\d\n]{0,3}(?:热线|电话|专线))"
)
_COMMENT = re.compile(r"(?:^|\s)#")
_LINK = re.compile(r"(?:https?://|(?<![\w.@/])www\.)[^\s\"'<>()（）\[\]【】，。；、“”]+", re.IGNORECASE)


def check(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Numbers and addresses that are not on the allow list, with their lines."""
    files = {origin.file for origin in catalogue.origins.values() if origin.file.suffix != ".md"}
    for path in sorted(files):
        try:
            text = read_text(path, YAML_BYTES)
        except Unreadable as error:
            yield error.fault
            continue
        for at, message, local in _findings(text):
            if not _in_comment(text, at):
                yield Fault(path, text.count("\n", 0, at) + 1, message, warning=not local)
    for policy, origin in catalogue.located_policies():
        # An imported document is quoted as it is; our own texts may not name an unverified number.
        ours = policy.header.tier is not None
        for at, message, local in _findings(policy.body):
            line = policy.body_line + policy.body.count("\n", 0, at)
            yield Fault(origin.file, line, message, warning=not (local and ours))


def _in_comment(text: str, at: int) -> bool:
    return _COMMENT.search(text[text.rfind("\n", 0, at) + 1 : at]) is not None


def _findings(text: str) -> Iterator[tuple[int, str, bool]]:
    """Where something is wrong, what, and whether it is a number of this city."""
    verified = settings().numbers
    for at, number, local in _numbers(text):
        if re.sub(r"\D", "", number) not in verified:
            where = "knowledge/vocabulary/lint.yml"
            yield at, f"电话 {number} 没有核实过；核实后请登记到 {where} 的 phones", local
    for link in _LINK.finditer(text):
        if not _is_official(link[0]):
            yield link.start(), f"链接 {link[0]} 不是政府官方网站", False


def _is_official(link: str) -> bool:
    try:
        host = urlsplit(link if "://" in link else f"https://{link}").hostname
    except ValueError:
        return False
    return f".{host or ''}".endswith(OFFICIAL_HOSTS)


def _numbers(text: str) -> Iterator[tuple[int, str, bool]]:
    for landline in _LANDLINE.finditer(text):
        yield landline.start(), landline[0], landline[1] == LOCAL_CODE
    for pattern in (_MOBILE, _TOLL_FREE):
        for found in pattern.finditer(text):
            yield found.start(), found[0], False
    for short in _SHORT.finditer(text):
        yield short.start(), short[1] or short[2], False
