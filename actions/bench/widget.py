"""The widget's size on the wire: what a first visit fetches, and what comes later when it is needed."""

from __future__ import annotations

import gzip
from collections.abc import Sequence

from actions.bench.rows import Row
from bot.web.pages import Pages

#: Launcher and chat: all that is fetched before the first message can be sent.
FIRST = ("widget.js", "widget/launcher.css", "widget/panel.js", "widget/chat.css")
LATER = ("widget/cards.js", "widget/cards.css", "widget/elder.css", "widget/share.js", "widget/vendor/lean-qr.js",
         "widget/photos.js", "widget/voice.js", "widget/speech.js")  # fmt: skip
MOST_KB = 20.0


def measure(message_max_chars: int = 500) -> Sequence[Row]:
    """Sizes after gzip, in KB of 1,024 bytes."""
    bodies = Pages(message_max_chars).bodies()
    size = {name: len(gzip.compress(body)) / 1024 for name, body in bodies.items()}
    return [
        Row(
            "widget",
            "启动按钮和窗口(gzip)",
            round(sum(size[name] for name in FIRST), 1),
            "KB",
            MOST_KB,
            False,
        ),
        *(Row("widget", f"用到才取:{name}", round(size[name], 1), "KB") for name in LATER),
    ]
