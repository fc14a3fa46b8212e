"""A client that speaks Open311 GeoReport v2 and knows nothing else of the server."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from aiohttp import ClientResponse
from defusedxml.ElementTree import fromstring

from tests.bot.web.conftest import Client


class GeoReport:
    """Lists, files and follows requests, in one of the two formats."""

    def __init__(self, client: Client, written: str, api_key: str | None = None) -> None:
        self.client = client
        self.written = written
        self.api_key = api_key
        self.base = "/open311/v2"

    async def discover(self) -> None:
        """Find out where the service is."""
        discovery = await self._one("GET", f"/open311/v2/discovery.{self.written}")
        endpoint = discovery["endpoints"][0]
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint["formats"] == ["application/json", "text/xml"]
        self.base = "/" + endpoint["url"].split("/", 3)[3]

    async def services(self) -> list[dict[str, Any]]:
        return await self._list("GET", "services")

    async def definition(self, code: str) -> dict[str, Any]:
        return await self._one("GET", f"{self.base}/services/{code}.{self.written}")

    async def file(self, **fields: Any) -> str:
        response = await self.post(**fields)
        assert response.status == 201, await response.text()
        [filed] = await self._read(response)
        return str(filed["service_request_id"])

    async def post(self, headers: dict[str, str] | None = None, **fields: Any) -> ClientResponse:
        sent = {"api_key": self.api_key, **fields} if self.api_key else fields
        return await self.client.post(f"{self.base}/requests.{self.written}", data=sent, headers=headers)

    async def request(self, number: str) -> dict[str, Any]:
        [found] = await self._list("GET", f"requests/{number}")
        return found

    async def requests(self, **query: str) -> list[dict[str, Any]]:
        return await self._list("GET", "requests", params=query)

    async def error(self, response: ClientResponse, status: int) -> str:
        """The description of an error, once it is complete."""
        assert response.status == status, await response.text()
        [error] = await self._read(response)
        assert str(error["code"]) == str(status)
        assert any("一" <= char <= "鿿" for char in error["description"])
        return str(error["description"])

    async def _one(self, method: str, path: str) -> dict[str, Any]:
        response = await self.client.request(method, path)
        assert response.status == 200, await response.text()
        if self.written == "json":
            document: dict[str, Any] = await response.json()
            return document
        return _plain(fromstring(await response.text()))

    async def _list(self, method: str, what: str, **options: Any) -> list[dict[str, Any]]:
        response = await self.client.request(method, f"{self.base}/{what}.{self.written}", **options)
        assert response.status == 200, await response.text()
        return await self._read(response)

    async def _read(self, response: ClientResponse) -> list[dict[str, Any]]:
        if self.written == "json":
            assert response.content_type == "application/json"
            entries: list[dict[str, Any]] = await response.json()
            return entries
        assert response.content_type == "text/xml"
        text = await response.text()
        assert text.startswith("<?xml version='1.0' encoding='utf-8'?>")
        return [_plain(entry) for entry in fromstring(text)]


def _plain(element: ElementTree.Element) -> dict[str, Any]:
    return {child.tag: _value(child) for child in element}


def _value(element: ElementTree.Element) -> Any:
    if not len(element):
        return element.text
    return [_plain(child) if len(child) else child.text for child in element]
