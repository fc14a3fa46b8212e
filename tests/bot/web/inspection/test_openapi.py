"""The inspection API is described in full."""

from __future__ import annotations

from bot.web.inspection.openapi import openapi
from tests.bot.web.conftest import Client


async def test_the_description_is_published(edge: Client) -> None:
    response = await edge.get("/api/inspection/openapi.json")
    assert response.status == 200
    assert await response.json() == openapi()


async def test_every_route_is_described(edge: Client) -> None:
    assert edge.app is not None
    routes = {
        (route.method.lower(), route.resource.canonical)
        for route in edge.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/api/inspection/")
    }
    paths = openapi()["paths"]
    assert routes == {(verb, path) for path, verbs in paths.items() for verb in verbs if verb != "parameters"}


def test_every_reference_leads_somewhere() -> None:
    document = openapi()

    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [one for value in part.values() for one in references(value)]
        return [one for value in part for one in references(value)] if isinstance(part, list) else []

    for reference in set(references(document)):
        _, group, kind, name = reference.split("/")
        assert name in document[group][kind], reference
