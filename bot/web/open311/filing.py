"""A filed request becomes a draft of the hotline."""

from __future__ import annotations

from http import HTTPStatus

from actions.grid.divisions import Divisions
from actions.grid.places import find_place
from actions.hotline.catalogue import Catalogue
from actions.hotline.draft import Draft
from actions.hotline.triage import triage
from bot.web.open311.errors import Refused, bad, not_found
from bot.web.open311.parameters import Fields, attributes, coordinate
from bot.web.open311.services import answers
from knowledge.formats.hotline import GRASSROOTS

CHANNEL = "open311"
#: An attribute of ours: "no" keeps the text out of public lists.
PUBLIC = "public"
#: Extra lines for the staff: what the client said beside the standard's main fields.
_NOTES = {"media_url": "图片链接", "device_id": "设备", "account_id": "来源系统账号"}
_TAKEN = 4_000


def draft(fields: Fields, catalogue: Catalogue, divisions: Divisions) -> Draft:
    """The draft that the fields make; a ``Refused`` where the standard's own rules are broken."""
    code = fields.get("service_code", "").strip()
    if not code:
        raise bad("缺少 service_code")
    category = catalogue.categories.get(code)
    if category is None:
        raise not_found("没有这个 service_code，请看 services 列表")
    text, address = fields.get("description", ""), fields.get("address_string", "")
    # Only so much is looked at: what is longer is refused further on.
    heard = triage(text[:_TAKEN])
    if heard.outside is not None:
        raise bad(heard.outside.say)
    asked = attributes(fields)
    public = asked.pop(PUBLIC, "yes").strip().lower() not in ("no", "false", "0", "否")
    town, village = _division(fields.get("address_id", "").strip(), address, divisions)
    name = "".join(fields.get(part, "").strip() for part in ("last_name", "first_name"))
    notes = {label: fields[key][:500] for key, label in _NOTES.items() if fields.get(key, "").strip()}
    return Draft(
        kind=heard.kind.value,
        category=category.id,
        department=None if category.lead == GRASSROOTS else category.lead,
        text=text,
        place=address or None,
        town=town,
        village=village,
        longitude=coordinate(fields, "long"),
        latitude=coordinate(fields, "lat"),
        name=name or None,
        phone=fields.get("phone") or None,
        email=fields.get("email") or None,
        urgent=heard.urgent is not None or heard.emergency is not None,
        public=public,
        channel=CHANNEL,
        answers=answers(category, asked) | notes,
    )


def check_location(filed: Draft) -> None:
    """The standard wants a place for every request, a question too."""
    if filed.place is None and filed.town is None and filed.latitude is None:
        raise Refused(HTTPStatus.BAD_REQUEST, "要写明地点：lat 和 long，或 address_string，或 address_id")


def _division(code: str, address: str, divisions: Divisions) -> tuple[str | None, str | None]:
    if code:
        if code not in divisions.by_code:
            raise bad("address_id 要写镇街（9 位）或村、社区（12 位）的区划代码")
        return code[:9], code if len(code) > 9 else None
    if not address:
        return None, None
    found = find_place(address[:200], divisions)
    village = found.village
    town = found.town or (village.town if village else None)
    return (town.code if town else None), (village.code if village else None)
