"""Figures for Prometheus; a registry of its own, so that two applications in one process do not mix."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

#: Other methods are counted as one: their names are the client's choice.
_METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"})

_TURN_BUCKETS = (0.025, 0.05, 0.1, 0.15, 0.25, 0.4, 0.6, 1.0, 2.0, 4.0, 8.0, 15.0)


class Metrics:
    """The edge's counters and histograms."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "edge_requests",
            "HTTP requests by method, route and status",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._turns = Counter(
            "edge_turns",
            "Turns by outcome; failed turns by error code",
            ["outcome"],
            registry=self.registry,
        )
        self._turn_seconds = Histogram(
            "edge_turn_seconds",
            "Seconds from a message to its answer, waiting in line included",
            buckets=_TURN_BUCKETS,
            registry=self.registry,
        )
        self._feedback = Counter("edge_feedback", "Ratings of replies", ["rating"], registry=self.registry)

    def request(self, method: str, route: str, status: int) -> None:
        """Count a request."""
        self._requests.labels(method if method in _METHODS else "OTHER", route, str(status)).inc()

    def turn(self, outcome: str, seconds: float) -> None:
        """Count a turn and how long it took."""
        self._turns.labels(outcome).inc()
        self._turn_seconds.observe(seconds)

    def feedback(self, rating: str) -> None:
        """Count a rating."""
        self._feedback.labels(rating).inc()

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)
