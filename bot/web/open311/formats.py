"""Answers as JSON or XML, by the ending of the address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree

from aiohttp import web

from bot.web.responses import json_response

Record = Mapping[str, object]
#: Names of the elements around and of the entries of lists, by the name of the list.
_ENTRIES = {"values": "value", "attributes": "attribute", "endpoints": "endpoint", "formats": "format"}
_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Format(StrEnum):
    """How an answer is written."""

    JSON = "json"
    XML = "xml"


@dataclass(frozen=True)
class Names:
    """What XML calls the whole and each entry."""

    whole: str
    entry: str


SERVICES = Names("services", "service")
REQUESTS = Names("service_requests", "request")
ERRORS = Names("errors", "error")


def listed(written: Format, names: Names, records: Sequence[Record], status: int = 200) -> web.Response:
    """A list of records."""
    if written is Format.JSON:
        return json_response([dict(record) for record in records], status)
    root = ElementTree.Element(names.whole)
    for record in records:
        _fill(ElementTree.SubElement(root, names.entry), record)
    return _xml(root, status)


def single(written: Format, name: str, record: Record) -> web.Response:
    """One record; JSON has it without a name around it."""
    if written is Format.JSON:
        return json_response(dict(record))
    root = ElementTree.Element(name)
    _fill(root, record)
    return _xml(root, 200)


def _fill(element: ElementTree.Element, value: object) -> None:
    if isinstance(value, Mapping):
        for key, part in value.items():
            child = ElementTree.SubElement(element, key)
            if isinstance(part, list | tuple):
                for entry in part:
                    _fill(ElementTree.SubElement(child, _ENTRIES[key]), entry)
            else:
                _fill(child, part)
    elif value is not None:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        element.text = _REFUSED.sub("", text)


def _xml(root: ElementTree.Element, status: int) -> web.Response:
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return web.Response(body=body, status=status, content_type="text/xml", charset="utf-8")
