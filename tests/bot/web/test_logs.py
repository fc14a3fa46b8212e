"""Logs are JSON lines without anybody's words, whoever writes them."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.web import logs

SAID = "13812345678"


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_events_are_json_with_chinese_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    structlog.get_logger("edge").info("request", route="/", note="正常")
    out = capsys.readouterr().out
    assert "正常" in out
    line = json.loads(out)
    assert (line["event"], line["level"], line["route"]) == ("request", "info", "/")
    assert line["at"].endswith("Z")


def test_the_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("WARNING")
    structlog.get_logger("edge").info("quiet")
    structlog.get_logger("edge").warning("loud")
    assert [line["event"] for line in _lines(capsys)] == ["loud"]


def test_errors_of_libraries_lose_their_message(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    try:
        raise ValueError(SAID)
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling request from %s", SAID)
    (line,) = _lines(capsys)
    assert line["event"] == "Error handling request from %s"
    assert line["error"] == "ValueError"
    assert line["logger"] == "aiohttp.server"
    assert SAID not in str(line)


async def test_errors_of_forgotten_tasks_lose_their_message(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    loop = asyncio.get_running_loop()
    loop.call_exception_handler({"message": "never retrieved", "exception": ValueError(SAID), "said": SAID})
    (line,) = _lines(capsys)
    assert line["event"] == "never retrieved"
    assert SAID not in str(line)


def test_events_lose_the_message_of_their_error(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    structlog.get_logger("edge").error("failed", exc_info=ValueError(SAID))
    (line,) = _lines(capsys)
    assert (line["error"], line["places"]) == ("ValueError", [])
    assert SAID not in str(line)
