"""Memory that loading needed is given back to the system."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> bool:
    """Return freed pages that glibc keeps for later; whether there were any. Elsewhere nothing happens."""
    if not sys.platform.startswith("linux"):
        return False
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim is not None and bool(trim(0))
