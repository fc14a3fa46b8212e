"""Word and Excel files are packages of XML parts: nothing in one may harm who opens it.

The libraries that read them expand no entities, but they read every part into memory. So a package is
measured and looked through before they see it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from knowledge.importing.limits import MEGABYTE, Limits, limits
from knowledge.importing.refusal import Refusal

#: What reading a damaged package raises.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", re.IGNORECASE)
_PLAIN = frozenset({b"utf-8", b"utf-16", b"us-ascii", b"ascii"})
_STEP = 1024 * 1024


def examine(data: bytes) -> None:
    """Raise :class:`Refusal` for a package that is broken, too large, or has entity definitions."""
    bounds = limits()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > bounds.package_parts:
                raise Refusal("package_too_large", limit=bounds.package_total_mb)
            total = 0
            for part in parts:
                total += _examine_part(package, part, bounds, total)
    except BROKEN as error:
        raise Refusal("package_broken") from error


def _examine_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, bounds: Limits, before: int) -> int:
    """The true size of a part, whatever the package says about it."""
    if part.flag_bits & 1:
        raise Refusal("package_encrypted")
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    allowed = min(
        bounds.package_total_mb * MEGABYTE - before,
        bounds.package_xml_mb * MEGABYTE if is_xml else bounds.package_total_mb * MEGABYTE,
    )
    size, kept = 0, bytearray()
    with package.open(part) as stream:
        while piece := stream.read(_STEP):
            size += len(piece)
            if size > allowed:
                raise Refusal("package_too_large", limit=allowed // MEGABYTE or 1)
            if is_xml:
                kept += piece
    if is_xml and _defines_entities(bytes(kept)):
        raise Refusal("package_entities")
    return size


def _defines_entities(xml: bytes) -> bool:
    """Whether a part has a document type: the format forbids it, and entities are defined in it."""
    encoding = _ENCODING.search(xml[:200].replace(b"\x00", b""))
    if encoding is not None and encoding[1].lower() not in _PLAIN:
        # Any other encoding could hide what is looked for.
        return True
    start = xml[:4].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if xml.strip() and start[:1] not in (b"<", b""):
        return True
    return b"<!DOCTYPE" in xml.replace(b"\x00", b"").upper()
