"""Every error has a stable code and a Chinese sentence that staff can edit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from string import Formatter

import pytest
from aiohttp import web

from bot.web import (
    app,  # noqa: F401  # brings every package's errors
    problems,
)
from bot.web.problems import HttpProblem, Problem, sentences
from knowledge import errors
from knowledge.errors import AppError


def _tree(kind: type[AppError]) -> Iterator[type[AppError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)


TREE = sorted(set(_tree(AppError)), key=lambda kind: kind.__name__)
OURS = [kind for kind in TREE if kind.__module__ in (problems.__name__, errors.__name__)]


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_chinese_sentence(kind: type[AppError]) -> None:
    assert any("一" <= char <= "鿿" for char in sentences()[kind.code])


def test_every_sentence_belongs_to_an_error() -> None:
    known = {kind.code for kind in TREE} | set(problems._HTTP_CODES.values()) | {"http_error"}
    assert sentences().keys() <= known


def test_codes_of_problems_are_unique() -> None:
    codes = [kind.code for kind in OURS if issubclass(kind, Problem) and kind not in (Problem, HttpProblem)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("message_too_long", {"limit"}),
        ("body_invalid", {"fields"}),
        ("too_many_messages", {"seconds"}),
        ("not_ready", {"missing"}),
    ],
)
def test_sentences_have_room_for_their_words(code: str, words: set[str]) -> None:
    assert {name for _, name, _, _ in Formatter().parse(sentences()[code]) if name} == words


@pytest.mark.parametrize("code", ["bot_unavailable", "turn_failed", "storage_unavailable", "internal_error"])
def test_failures_of_ours_name_the_hotline(code: str) -> None:
    assert "12345" in sentences()[code]


def test_a_problem_is_a_complete_document() -> None:
    response = problems.response(problems.TurnFailed(retry_after=2), "id-1")
    assert isinstance(response.body, bytes)
    document = json.loads(response.body)
    assert response.content_type == "application/problem+json"
    assert response.headers["Retry-After"] == "2"
    assert document == {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "code": "turn_failed",
        "detail": sentences()["turn_failed"],
        "request_id": "id-1",
    }


def test_an_unauthorized_answer_says_how_to_authorize() -> None:
    assert problems.response(problems.TokenMissing(), "id").headers["WWW-Authenticate"] == "Bearer"


def test_errors_of_aiohttp_keep_their_status_and_allowed_methods() -> None:
    problem = HttpProblem(web.HTTPMethodNotAllowed("PUT", ["GET", "POST"]))
    assert (problem.status, problem.code) == (405, "method_not_allowed")
    assert set(problem.headers["Allow"].split(",")) == {"GET", "POST"}
    assert HttpProblem(web.HTTPExpectationFailed()).code == "http_error"
