"""A resident who talks to a running system over HTTP, as the page and other clients do."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

#: Longer than the edge itself waits for an answer.
TIMEOUT = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back: a document of the chat API or a problem document."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def replies(self) -> list[dict[str, Any]]:
        """The replies to a message; fails with what came instead."""
        assert self.status == 200, f"{self.status} {self.body}"
        replies: list[dict[str, Any]] = self.body["replies"]
        return replies


class Resident:
    """One person with one session."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url).netloc
        self.token = ""

    def open(self) -> dict[str, Any]:
        """Begin a conversation; what the system says first."""
        answer = self.call("POST", "/api/chat/sessions")
        assert answer.status == 201, f"{answer.status} {answer.body}"
        self.token = answer.body["token"]
        opened: dict[str, Any] = answer.body
        return opened

    def say(self, text: str) -> Answer:
        """Send a message."""
        return self.call("POST", "/api/chat/messages", {"text": text})

    def transcript(self) -> list[dict[str, Any]]:
        """The conversation so far, as it is kept."""
        answer = self.call("GET", "/api/chat/messages")
        assert answer.status == 200, f"{answer.status} {answer.body}"
        messages: list[dict[str, Any]] = answer.body["messages"]
        return messages

    def call(self, method: str, path: str, body: object = None) -> Answer:
        """Any request; the connection is opened and closed for it."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent = None if body is None else json.dumps(body).encode()
        if sent is not None:
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection(self._address, timeout=TIMEOUT)
        try:
            connection.request(method, path, sent, headers)
            response = connection.getresponse()
            read = response.read()
            return Answer(response.status, dict(response.headers), json.loads(read) if read else None)
        finally:
            connection.close()
