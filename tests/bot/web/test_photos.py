"""Photos for a ticket: known by content, made anew, limited."""

from __future__ import annotations

import io

import pytest
from aiohttp import FormData
from PIL import Image

from actions.hotline import uploads
from bot.web.app import EDGE
from tests.bot.web.conftest import Client
from tests.bot.web.fakes import Resident

PATH = "/api/chat/photos"


def picture(shade: int = 0) -> bytes:
    written = io.BytesIO()
    image = Image.new("RGB", (40, 30), (shade, 0, 0))
    exif = Image.Exif()
    exif[0x010F] = "maker"
    image.save(written, "JPEG", exif=exif)
    return written.getvalue()


async def _send(edge: Client, resident: Resident, body: object, **headers: str) -> tuple[int, dict[str, str]]:
    named = {"Authorization": f"Bearer {resident.token}", **headers}
    response = await edge.post(PATH, data=body, headers=named)
    return response.status, await response.json()


async def test_a_photo_waits_for_the_ticket(edge: Client, resident: Resident) -> None:
    status, told = await _send(edge, resident, picture(), **{"Content-Type": "image/jpeg"})
    assert status == 201
    parts = edge.app[EDGE]
    found = await parts.database.read(uploads.content, told["photo_id"])
    assert found is not None
    assert not Image.open(io.BytesIO(found[1])).getexif()


async def test_a_form_with_a_file_is_taken_too(edge: Client, resident: Resident) -> None:
    form = FormData()
    form.add_field("photo", picture(), filename="photo.jpg", content_type="image/jpeg")
    status, told = await _send(edge, resident, form)
    assert (status, set(told)) == (201, {"photo_id"})


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"MZ\x90\x00 a program called .jpg", 415, "photo_not_an_image"),
        (b"", 415, "photo_not_an_image"),
        (b"\xff" * 10_000_001, 413, "photo_too_large"),
    ],
)
async def test_what_is_no_photo_is_told(
    edge: Client, resident: Resident, body: bytes, status: int, code: str
) -> None:
    found = await _send(edge, resident, io.BytesIO(body), **{"Content-Type": "image/jpeg"})
    assert (found[0], found[1]["code"]) == (status, code)


async def test_so_many_and_no_more(edge: Client, resident: Resident) -> None:
    told = [
        await _send(edge, resident, picture(shade), **{"Content-Type": "image/jpeg"})
        for shade in range(0, 210, 30)
    ]
    assert [status for status, _ in told] == [201] * 6 + [422]
    assert told[-1][1]["code"] == "too_many_photos"


async def test_only_conversations_send_photos(edge: Client) -> None:
    response = await edge.post(PATH, data=picture())
    assert response.status == 401


async def test_a_deleted_conversation_leaves_no_photo(edge: Client, resident: Resident) -> None:
    _, told = await _send(edge, resident, picture(), **{"Content-Type": "image/jpeg"})
    assert (await resident.call("DELETE", "/api/chat/sessions/current")).status == 204
    parts = edge.app[EDGE]
    assert await parts.database.read(uploads.content, told["photo_id"]) is None
