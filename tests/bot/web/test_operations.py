"""Figures are counted by route and outcome, and shown to this machine only."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import FakeRasa, Resident, problem


async def _figures(client: Client) -> dict[tuple[str, tuple[str, ...]], float]:
    response = await client.get("/metrics")
    assert response.status == 200
    assert response.content_type == "text/plain"
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(await response.text())
        for sample in family.samples
    }


async def test_requests_and_turns_are_counted(edge: Client, resident: Resident, rasa: FakeRasa) -> None:
    reply_id = (await resident.ask("身份证丢了", "m1"))["replies"][0]["id"]
    await resident.ask("身份证丢了", "m1")
    await resident.ask("着火了")
    rasa.answer = rasa.raw("[]")
    await resident.send("再问")
    await resident.call("POST", "/api/chat/feedback", json={"reply_id": reply_id, "rating": "up"})
    await edge.get("/some/13812345678")
    figures = await _figures(edge)
    assert figures["edge_turns_total", ("answered",)] == 1
    assert figures["edge_turns_total", ("emergency",)] == 1
    assert figures["edge_turns_total", ("turn_failed",)] == 1
    assert figures["edge_turn_seconds_count", ()] == 3
    assert figures["edge_feedback_total", ("up",)] == 1
    assert figures["edge_requests_total", ("POST", "/api/chat/messages", "200")] == 3
    assert figures["edge_requests_total", ("POST", "/api/chat/messages", "503")] == 1
    assert figures["edge_requests_total", ("GET", "unmatched", "404")] == 1
    assert not any("13812345678" in str(key) for key in figures)


async def test_unheard_of_methods_are_counted_together(edge: Client) -> None:
    for method in ("PROPFIND", "MKCOL"):
        await edge.request(method, "/")
    assert (await _figures(edge))["edge_requests_total", ("OTHER", "unmatched", "405")] == 2


async def test_two_edges_count_apart(start_edge: StartEdge) -> None:
    one, two = await start_edge(), await start_edge()
    await one.get("/healthz")
    assert ("edge_requests_total", ("GET", "/healthz", "200")) not in await _figures(two)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
async def test_figures_are_not_shown_through_a_proxy(edge: Client, header: str) -> None:
    await problem(await edge.get("/metrics", headers={header: "9.9.9.9"}), 404, "not_found")


async def test_figures_can_be_made_public(start_edge: StartEdge) -> None:
    client = await start_edge(METRICS_PUBLIC="1")
    assert (await client.get("/metrics", headers={"X-Forwarded-For": "9.9.9.9"})).status == 200
