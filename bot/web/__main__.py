"""``python -m bot.web``: serve until SIGINT or SIGTERM."""

from __future__ import annotations

import os
import sys

from actions.answering.emergency import emergency_reply
from bot.web.serving import serve

if __name__ == "__main__":
    sys.exit(serve(os.environ, emergency_reply))
