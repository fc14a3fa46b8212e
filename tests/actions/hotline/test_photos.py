"""A photo is what its bytes are; it is drawn anew, so that nothing hidden stays in it."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy.engine import Connection

from actions.hotline import filing, uploads
from actions.hotline.errors import PhotoNotAnImage, PhotoTooLarge, PhotoUnknown, TooManyPhotos
from actions.hotline.photos import Photo, clean
from actions.hotline.rules import rules
from tests.actions.hotline.conftest import DRAFT, NOW

LIMITS = rules().limits


def _picture(written: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else 0).save(file, written, **options)
    return file.getvalue()


def _exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes()


@pytest.mark.parametrize("written", ["JPEG", "PNG", "WEBP"])
def test_the_three_formats_are_taken(written: str) -> None:
    photo = clean(_picture(written), LIMITS)
    with Image.open(io.BytesIO(photo.content)) as image:
        assert (image.format, image.size) == ("JPEG", (60, 40))
    assert (photo.width, photo.height, photo.media_type) == (60, 40, "image/jpeg")


def test_what_the_camera_noted_is_gone_and_the_picture_upright() -> None:
    uploaded = _picture("JPEG", exif=_exif(6), comment=b"secret") + b"behind the picture"
    assert b"CameraMaker" in uploaded
    photo = clean(uploaded, LIMITS)
    for hidden in (b"CameraMaker", b"secret", b"behind", b"Exif"):
        assert hidden not in photo.content
    assert (photo.width, photo.height) == (40, 60)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_every_kind_of_png_is_drawn(mode: str) -> None:
    assert clean(_picture("PNG", mode=mode), LIMITS).width == 60


def test_large_pictures_become_smaller() -> None:
    photo = clean(_picture("JPEG", (4000, 1000)), LIMITS)
    assert photo.width == LIMITS.photo_longest_side


@pytest.mark.parametrize(
    "uploaded",
    [
        b"",
        b"MZ\x90\x00" + b"\x00" * 500,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7",
        _picture("GIF"),
        _picture("BMP"),
        _picture("TIFF"),
        _picture("JPEG")[:300],
        b"\xff\xd8\xff\xe0" + b"\x00" * 100,
    ],
)
def test_anything_else_is_refused_whatever_it_is_called(uploaded: bytes) -> None:
    with pytest.raises(PhotoNotAnImage):
        clean(uploaded, LIMITS)


def _bomb(side: int) -> bytes:
    """A PNG whose header claims ``side`` squared pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


@pytest.mark.parametrize("side", [8_000, 11_000, 20_000, 100_000])
def test_a_picture_that_would_unfold_is_not_unfolded(side: int) -> None:
    with pytest.raises(PhotoTooLarge):
        clean(_bomb(side), LIMITS)


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(PhotoTooLarge) as raised:
        clean(b"\xff" * (LIMITS.photo_megabytes * 1_000_000 + 1), LIMITS)
    assert "10 MB" in raised.value.sentence


@given(st.binary(max_size=300), st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_broken_files_are_refused_or_drawn(noise: bytes, written: str) -> None:
    whole = _picture(written)
    try:
        photo = clean(whole[: len(whole) - len(noise)] + noise, LIMITS)
    except (PhotoNotAnImage, PhotoTooLarge):
        return
    assert photo.content.startswith(b"\xff\xd8")


def test_uploaded_photos_become_those_of_the_ticket(connection: Connection) -> None:
    ids = [uploads.keep(connection, "chat-1", Photo(bytes([n]), 1, 1), NOW) for n in (1, 2, 1)]
    assert ids[0] == ids[2] != ids[1]
    draft = replace(DRAFT, photos=tuple(ids[:2]))
    ticket, _ = filing.file(connection, draft, "key", NOW)
    assert {photo.id for photo in uploads.of_ticket(connection, ticket)} == set(ids)
    assert uploads.waiting(connection, "chat-1") == []
    assert uploads.content(connection, ids[0]) == ("image/jpeg", b"\x01")
    assert filing.file(connection, draft, "key", NOW) == (ticket, False)
    with pytest.raises(PhotoUnknown):
        filing.file(connection, draft, "another", NOW)


def test_fifty_photos_are_too_many(connection: Connection) -> None:
    for n in range(LIMITS.photos):
        uploads.keep(connection, "chat-1", Photo(bytes([n]), 1, 1), NOW)
    for n in range(LIMITS.photos, 50):
        with pytest.raises(TooManyPhotos):
            uploads.keep(connection, "chat-1", Photo(bytes([n]), 1, 1), NOW)
    assert len(uploads.waiting(connection, "chat-1")) == LIMITS.photos
    assert uploads.keep(connection, "chat-2", Photo(b"x", 1, 1), NOW)


def test_photos_that_nobody_filed_are_forgotten(connection: Connection) -> None:
    uploads.keep(connection, "chat-1", Photo(b"x", 1, 1), NOW)
    assert uploads.forget(connection, NOW) == 0
    assert uploads.forget(connection, NOW + uploads.WAITING) == 1
    uploads.keep(connection, "chat-1", Photo(b"x", 1, 1), NOW)
    assert uploads.discard(connection, "chat-1") == 1
