"""One foreign record as a service record of ours; what it does not say becomes a gap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from knowledge.formats.source import OFFICIAL_HOSTS
from knowledge.formats.text_file import CONTROLS
from knowledge.importing.services.mapping import Mapping

SOURCE = "imported"
GAP = "原记录没有写，待核实"
_LIMIT = re.compile(r"(\d{1,4})\D{0,3}?(\D*)")
_NOT_ID = re.compile(r"[^a-z0-9]+")
_URL = re.compile(r"https?://([^/?#\s]+)\S*")
Record = dict[str, Any]


def cleaned(value: Any, mapping: Mapping) -> str:
    """A foreign value as one line of text; empty when the foreign system knows nothing."""
    if isinstance(value, list):
        value = "、".join(filter(None, (cleaned(part, mapping) for part in value)))
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    # A column can hold anything, among it halves of characters that no file can store.
    text = str(value).encode("utf-8", "ignore").decode()
    text = " ".join(CONTROLS.sub("", unicodedata.normalize("NFC", text)).split())
    return "" if text in mapping.unknown else text


def parts(value: Any, mapping: Mapping) -> list[str]:
    """A list of values, each once."""
    values = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(filter(None, (cleaned(part, mapping) for part in values))))


def identity(value: Any, mapping: Mapping) -> str:
    """Our id for a foreign one; empty when there is none."""
    plain = _NOT_ID.sub("-", cleaned(value, mapping).lower()).strip("-")
    return f"{mapping.prefix}-{plain}" if plain else ""


def record_of(row: dict[str, Any], name: str, mapping: Mapping) -> Record:
    """The record; ``name`` is the name it goes by in the catalogue, where no two are the same."""
    fields = mapping.fields
    plain, department = cleaned(row.get(fields.name), mapping), cleaned(row.get(fields.department), mapping)
    about = "、".join(parts([row.get(key) for key in fields.summary], mapping))
    summary = f"{plain}，由{department}办理" + (f"（{about}）。" if about else "。")
    return {
        "id": identity(row.get(fields.id), mapping),
        "name": name,
        "kind": "事项",
        "summary": _remarked(summary, mapping),
        "applicant": _applicants(row, mapping),
        "life_stage": _life_stage(row, mapping),
        "departments": [department],
        "conditions": [_statement(row, fields.conditions, mapping)],
        "materials": _materials(row, mapping),
        "process": [_step(row, department, mapping)],
        "time_limit": {
            "statutory": [_limit(row, fields.statutory, mapping)],
            "promised": [_limit(row, fields.promised, mapping)],
        },
        "fee": [_statement(row, fields.fee, mapping)],
        "channels": [_channel(row, mapping)],
        "place": _place(row, mapping),
        "result": [_statement(row, fields.result, mapping)],
        "basis": [_statement(row, fields.basis, mapping)],
        "visits": {"gap": GAP},
        "evaluation": {"gap": GAP},
        "checked": mapping.checked,
        "sources": {SOURCE: mapping.source.model_dump(mode="json", exclude_none=True)},
    }


def _remarked(text: str, mapping: Mapping) -> str:
    if mapping.remark is None:
        return text
    return f"{text.rstrip('。')}（{mapping.remark}）。"


def _value(row: dict[str, Any], field: str | None, mapping: Mapping) -> str:
    return cleaned(row.get(field), mapping) if field else ""


def _statement(row: dict[str, Any], field: str | None, mapping: Mapping) -> Record:
    text = _value(row, field, mapping)
    return {"text": _remarked(text, mapping), "source": SOURCE} if text else {"gap": GAP}


def _materials(row: dict[str, Any], mapping: Mapping) -> list[Record]:
    names = parts(row.get(mapping.fields.materials), mapping) if mapping.fields.materials else []
    note = {"note": f"{mapping.remark}。"} if mapping.remark else {}
    return [{"name": name, **note, "source": SOURCE} for name in names] or [{"name": "申请材料", "gap": GAP}]


def _step(row: dict[str, Any], department: str, mapping: Mapping) -> Record:
    text = _value(row, mapping.fields.process, mapping)
    if not text:
        return {"id": "handle", "text": "办理流程", "who": department, "gap": GAP}
    return {"id": "handle", "text": _remarked(text, mapping), "who": department, "source": SOURCE}


def _limit(row: dict[str, Any], field: str | None, mapping: Mapping) -> Record:
    """A number with its unit; one without a known unit is no time limit."""
    found = _LIMIT.match(_value(row, field, mapping))
    unit = next((unit for word, unit in mapping.units.items() if found and word in found[2]), None)
    if found is None or unit is None:
        return {"gap": GAP}
    note = {"note": f"{mapping.remark}。"} if mapping.remark else {}
    return {"value": int(found[1]), "unit": unit.value, **note, "source": SOURCE}


def _channel(row: dict[str, Any], mapping: Mapping) -> Record:
    """The online address, linked only on government sites."""
    found = _URL.match(_value(row, mapping.fields.online, mapping))
    if found is None or not f".{found[1].split(':')[0]}".endswith(OFFICIAL_HOSTS):
        return {"kind": "网上", "gap": GAP}
    text = _remarked("原平台可以网上办理。", mapping)
    return {"kind": "网上", "text": text, "url": found[0], "source": SOURCE}


def _place(row: dict[str, Any], mapping: Mapping) -> list[Record]:
    """Where to go, and whom to call; nothing known is one gap."""
    told = [
        {"text": _remarked(f"{label}：{value}", mapping), "source": SOURCE}
        for label, field in mapping.fields.contacts.items()
        if (value := _value(row, field, mapping))
    ]
    return [_statement(row, mapping.fields.place, mapping), *told]


def _applicants(row: dict[str, Any], mapping: Mapping) -> list[str]:
    words = _listed(row, mapping.fields.applicant, mapping)
    found = [mapping.applicants[word].value for word in words if word in mapping.applicants]
    return list(dict.fromkeys(found)) or [mapping.default_applicant.value]


def _life_stage(row: dict[str, Any], mapping: Mapping) -> str:
    words = _listed(row, mapping.fields.life_stage, mapping)
    found = (mapping.life_stages[word].value for word in words if word in mapping.life_stages)
    return next(found, mapping.default_life_stage.value)


def _listed(row: dict[str, Any], field: str | None, mapping: Mapping) -> Iterable[str]:
    return parts(row.get(field), mapping) if field else []
