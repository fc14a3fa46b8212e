"""Publish edited content by itself: a change on disk is checked, built and made live within seconds.

Runs in a thread of the process that answers, whose encoder and dictionaries are loaded already; a
process of its own would hold the same memory a second time, or take longer to start than to build.
An edit that is faulty, half written or made while a build runs never reaches a resident.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import Change, watch

from knowledge.catalogue.folders import is_content
from knowledge.encoder.runtime import Encoder
from knowledge.errors import AppError, ContentError, Fault, SettingError
from knowledge.index.build import build, is_current
from knowledge.index.state import faults_file, forget_faults, keep_faults
from knowledge.language import DICTIONARY, SYNONYMS

log = logging.getLogger(__name__)
#: An editor writes a file in several steps; this long without one counts as finished.
QUIET_MS, AT_MOST_MS = 200, 1000
#: A build that could not be made for a passing reason (another one was running) is tried again.
AGAIN_MS = 3000


def enabled() -> bool:
    """Whether edits are published by themselves: ``CONTENT_WATCH``, on unless it is 0."""
    text = os.environ.get("CONTENT_WATCH", "").strip() or "1"
    if text not in ("0", "1"):
        raise SettingError(f"环境变量 CONTENT_WATCH={text} 不能用：只能是 1（自动发布）或 0（不自动发布）")
    return text == "1"


@dataclass(frozen=True)
class Watcher:
    """Keeps an index at what the content folder says; ``published`` is called after each swap."""

    content: Path
    index: Path
    encoder: Encoder
    published: Callable[[], object]
    faults: Path = field(default_factory=faults_file)
    #: Whether the folder must be left alone for now: something else is half way through writing to it.
    held: Callable[[], bool] = lambda: False

    def run(self, stop: threading.Event) -> None:
        """Publish what has changed, now and whenever a file does, until told to stop."""
        done = self.publish()
        folders = [folder for folder in (self.content, SYNONYMS.parent, DICTIONARY.parent) if folder.is_dir()]
        # Without ``yield_on_timeout`` a build that found the lock taken would wait for the next edit.
        changes = watch(
            *folders, watch_filter=_concerns, debounce=AT_MOST_MS, step=QUIET_MS, rust_timeout=AGAIN_MS,
            yield_on_timeout=True, stop_event=stop, raise_interrupt=False,
        )  # fmt: skip
        for changed in changes:
            if changed or not done:
                done = self.publish()

    def publish(self) -> bool:
        """Check and build if anything changed; ``False`` when it should be tried again without an edit."""
        try:
            if self.held():
                return False
            if not is_current(self.content, self.index, self.encoder.fingerprint):
                built = build(self.content, self.index, encoder=self.encoder, quiet=True)
                log.info("内容有改动，已发布版本 %s，用时 %.1f 秒", built.version.name, built.seconds)
                self.published()
            forget_faults(self.faults)
        except ContentError as error:
            self._refuse([fault for fault in error.faults if not fault.warning])
        except (AppError, OSError) as error:
            # A passing state: another build holds the lock, files changed while they were read, a full disk.
            log.warning("内容改动暂时没有发布：%s", error)
            return False
        return True

    def _refuse(self, faults: list[Fault]) -> None:
        more = f"（共 {len(faults)} 处错误）" if len(faults) > 1 else ""
        log.error("内容改动没有发布，继续使用原来的版本：%s%s", faults[0], more)
        keep_faults(faults, self.faults)


def start(watcher: Watcher) -> Callable[[], None]:
    """Run a watcher in a thread; what is returned stops it."""
    # It tells of every event; what came of it is told here.
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    stop = threading.Event()
    thread = threading.Thread(target=watcher.run, args=(stop,), name="content-watch", daemon=True)
    thread.start()

    def finish() -> None:
        stop.set()
        thread.join(timeout=5)

    return finish


def _concerns(_: Change, path: str) -> bool:
    """Content, synonyms, dictionary; not the hidden and temporary files that editors put beside them."""
    name = Path(path)
    return not name.name.startswith(".") and is_content(name)
