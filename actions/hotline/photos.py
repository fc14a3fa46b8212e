"""Photos of residents: known by content, not by name; drawn anew, so that nothing hidden in them stays.

Drawing anew removes EXIF with its place and device, comments, thumbnails and whatever else a file
carries behind its picture.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from actions.hotline.errors import PhotoNotAnImage, PhotoTooLarge
from actions.hotline.rules import Limits

FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/jpeg"
QUALITY = 85
_MEGA = 1_000_000


@dataclass(frozen=True)
class Photo:
    """A photo ready to be kept."""

    content: bytes
    width: int
    height: int
    media_type: str = MEDIA_TYPE

    @property
    def sha256(self) -> str:
        """The same for the same picture."""
        return hashlib.sha256(self.content).hexdigest()


def clean(uploaded: bytes, limits: Limits) -> Photo:
    """The photo in an uploaded file; a ``PhotoRefused`` for anything else. Takes up to a second."""
    too_large = PhotoTooLarge(megabytes=limits.photo_megabytes, megapixels=limits.photo_megapixels)
    if len(uploaded) > limits.photo_megabytes * _MEGA:
        raise too_large
    try:
        with Image.open(io.BytesIO(uploaded), formats=FORMATS) as image:
            # The size stands in the header: a small file that unfolds into gigabytes is not unfolded.
            if image.width * image.height > limits.photo_megapixels * _MEGA:
                raise too_large
            return _drawn_anew(image, limits.photo_longest_side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_large from None
    except (OSError, SyntaxError, ValueError, EOFError):
        # What Pillow raises for files that are broken, cut short, or no pictures at all.
        raise PhotoNotAnImage() from None


def _drawn_anew(image: Image.Image, longest: int) -> Photo:
    # A JPEG can be read at a fraction of its size, which spares most of the memory.
    image.draft("RGB", (longest, longest))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((longest, longest))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        shown = upright.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        upright = Image.alpha_composite(paper, shown)
    drawn = Image.new("RGB", upright.size)
    drawn.paste(upright.convert("RGB"))
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Photo(written.getvalue(), drawn.width, drawn.height)
