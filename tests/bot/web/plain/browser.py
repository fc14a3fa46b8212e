"""A browser without scripts: keeps cookies, follows redirects, and fills in the forms of the page it is on."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientResponse, FormData
from bs4 import BeautifulSoup, Tag

from tests.bot.web.conftest import Client


@dataclass
class Browser:
    """One browser on the edge."""

    client: Client
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 0
    page: BeautifulSoup = field(default_factory=lambda: BeautifulSoup("", "html.parser"))
    response: ClientResponse | None = None

    async def go(self, path: str = "/chat") -> Browser:
        """Open an address."""
        return await self._take(await self.client.get(path, headers=self.headers))

    async def ask(self, text: str) -> Browser:
        """Type into the box and send."""
        return await self.submit(self.form_of("[name=text]"), text=text)

    async def press(self, words: str) -> Browser:
        """Press a button by its words."""
        button = next(one for one in self.page.select("button") if one.get_text(strip=True) == words)
        form = button.find_parent("form")
        assert form is not None
        extra = {str(button["name"]): str(button["value"])} if button.has_attr("name") else {}
        return await self.submit(form, **extra)

    async def upload(self, content: bytes) -> Browser:
        """Choose a photo and upload it."""
        form = self.form_of("[type=file]")
        data = FormData(self.fields(form))
        data.add_field("photo", io.BytesIO(content), filename="照片.jpg", content_type="image/jpeg")
        return await self.send(str(form["action"]), data)

    async def submit(self, form: Tag, **values: str) -> Browser:
        """Send a form."""
        if form["method"] == "get":
            return await self.go(str(form["action"]))
        return await self.send(str(form["action"]), {**self.fields(form), **values})

    async def send(self, path: str, data: Any) -> Browser:
        """Post fields."""
        return await self._take(await self.client.post(path, data=data, headers=self.headers))

    def form_of(self, selector: str) -> Tag:
        """The form that has a field."""
        found = self.page.select_one(selector)
        assert found is not None, self.text
        form = found.find_parent("form")
        assert form is not None
        return form

    @staticmethod
    def fields(form: Tag) -> dict[str, str]:
        """What the form sends by itself."""
        return {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.get_text(" ", strip=True)

    @property
    def box(self) -> Tag:
        """The input box."""
        found = self.page.select_one("#say")
        assert found is not None
        return found

    @property
    def buttons(self) -> list[str]:
        """The words of all buttons."""
        return [one.get_text(strip=True) for one in self.page.select("button")]

    async def _take(self, response: ClientResponse) -> Browser:
        self.response, self.status = response, response.status
        self.page = BeautifulSoup(await response.text(), "html.parser")
        return self
