"""A photo from a form, kept where the chat's other photos are."""

from __future__ import annotations

import asyncio
from datetime import datetime

from actions.hotline import uploads
from actions.hotline.errors import HotlineError
from actions.hotline.photos import clean
from actions.hotline.rules import rules
from actions.storage.database import Database
from bot.web.plain.problems import FieldInvalid

#: Photos are drawn anew in memory: so many at a time.
AT_ONCE = 2


async def keep(
    database: Database, sender: str, uploaded: bytes, now: datetime, turn: asyncio.Semaphore
) -> None:
    """Draw the photo anew and keep it for the sender's next ticket; a problem says what is wrong with it."""
    if not uploaded:
        raise FieldInvalid(reason="请先选一张照片，再点“上传”。")
    try:
        async with turn:
            photo = await asyncio.to_thread(clean, uploaded, rules().limits)
        await database.write(uploads.keep, sender, photo, now)
    except HotlineError as refusal:
        raise FieldInvalid(reason=refusal.sentence) from None
