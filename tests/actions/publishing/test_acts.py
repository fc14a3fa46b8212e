"""Dialogue acts from a dialogue server that answers, does not, or talks nonsense."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator

import pytest

from actions.publishing.acts import BATCH, UNHEARD, UNSURE, Act, Acts

Answer = Callable[[list[str]], object]


class Server:
    """Answers as it is told and counts what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.model = "one"
        self.answer: Answer = lambda texts: {
            "model": self.model,
            "acts": [
                {"name": "nlu_fallback" if "嗯" in text else "ask", "confidence": 0.9} for text in texts
            ],
        }
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["texts"]
                outer.asked.append(texts)
                body = json.dumps(outer.answer(texts)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever)
    thread.start()
    yield made
    made.http.shutdown()
    made.http.server_close()
    thread.join()


def test_each_text_is_asked_once(server: Server) -> None:
    acts, sure = Acts(server.url), Act(name="ask", confidence=0.9)
    assert acts.of(["身份证", "嗯嗯", "身份证"]) == [sure, UNSURE, sure]
    assert acts.of(["嗯嗯", "户口"]) == [UNSURE, sure]
    assert server.asked == [["身份证", "嗯嗯"], ["户口"]]


def test_many_texts_go_in_parts(server: Server) -> None:
    texts = [f"第 {number} 句" for number in range(2 * BATCH + 1)]
    assert UNHEARD not in Acts(server.url).of(texts)
    assert [len(each) for each in server.asked] == [BATCH, BATCH, 1]


def test_what_the_dialogue_server_never_gets_spoils_nothing(server: Server) -> None:
    assert Acts(server.url).of(["/restart", " ", "x" * 501, "户口"])[:3] == [UNHEARD] * 3
    assert server.asked == [["户口"]]


def test_a_model_that_was_trained_anew_is_asked_again(server: Server) -> None:
    acts = Acts(server.url)
    acts.of(["身份证"])
    server.model = "two"
    acts.of(["户口"])
    assert acts.of(["身份证"]) == [Act(name="ask", confidence=0.9)]
    assert server.asked == [["身份证"], ["户口"], ["身份证"]]


@pytest.mark.parametrize("told", [[], {"model": "one", "acts": []}, {"acts": "x"}, "nonsense"])
def test_nonsense_is_no_act(server: Server, told: object) -> None:
    server.answer = lambda _: told
    assert Acts(server.url).of(["身份证"]) == [UNHEARD]


def test_a_dialogue_server_that_does_not_answer_is_asked_again_only_later(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts, answer = Acts(server.url), server.answer
    server.answer = lambda _: "nonsense"
    assert acts.of(["身份证"]) == [UNHEARD]
    server.answer = answer
    assert acts.of(["身份证"]) == [UNHEARD]
    assert len(server.asked) == 1
    monkeypatch.setattr(acts, "_alone_until", float("-inf"))
    assert acts.of(["身份证"]) == [Act(name="ask", confidence=0.9)]


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:9"])
def test_without_a_dialogue_server_acts_are_unknown(url: str | None) -> None:
    assert Acts(url).of(["身份证", "户口"]) == [UNHEARD, UNHEARD]
