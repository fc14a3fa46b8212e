from __future__ import annotations

import sys

import pytest

from knowledge import memory


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="glibc alone keeps pages that can be given back"
)
def test_freed_pages_are_given_back() -> None:
    held = [bytes(4096) for _ in range(20_000)]
    kept = held[::100]
    del held
    assert memory.give_back()
    assert len(kept) == 200


def test_nothing_happens_on_other_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert memory.give_back() is False
