"""A client for channels that have only text (WeChat, SMS, kiosk): python phone_client.py http://127.0.0.1:8080"""

import asyncio
import sys
import uuid
from typing import Any

import aiohttp

Json = dict[str, Any]
PAUSES = (1, 2, 4, 8, 16)  # seconds; the same message id again does nothing twice


class Conversation:
    """One resident's conversation. Keep ``token`` and ``choices`` with the resident to go on later."""

    def __init__(self, http: aiohttp.ClientSession, home: str, token: str = "") -> None:
        self.http, self.home, self.token = http, f"{home.rstrip('/')}/api/chat/", token
        self.choices: list[str] = []

    async def call(self, method: str, path: str, body: Json | None = None) -> Any:
        for pause in (*PAUSES, 0):
            status, answer, wait = await self.once(method, path, body)
            if status == 401:  # the conversation was over: begin a new one, then the same again
                self.token = ""
                answer = await self.call("POST", "sessions")
                self.token = answer.get("token", "")
            if status not in (401, 429, 503) or not pause or (status == 401 and not self.token):
                break
            if status != 401:
                await asyncio.sleep(max(pause, wait))
        return answer

    async def once(self, method: str, path: str, body: Json | None) -> tuple[int, Any, int]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            async with self.http.request(method, self.home + path, json=body, headers=headers) as got:
                return got.status, await got.json(content_type=None), int(got.headers.get("Retry-After", 0))
        except (aiohttp.ClientConnectionError, TimeoutError):
            return 503, {"detail": "网络不通，请稍后再试；着急办的事，请拨打 12345。"}, 0

    async def say(self, text: str) -> str:
        if text.isdecimal() and 0 < int(text) <= len(self.choices):
            text = self.choices[int(text) - 1]  # a number presses the button
        answer = await self.call("POST", "messages", {"text": text, "message_id": uuid.uuid4().hex})
        if "replies" not in answer:
            return str(answer["detail"])  # one sentence in Chinese, fit for residents
        self.choices = [one["text"] for reply in answer["replies"] for one in reply.get("choices", [])]
        buttons = [one["title"] for reply in answer["replies"] for one in reply.get("choices", [])]
        numbered = [f"{number}. {title}" for number, title in enumerate(buttons, 1)]
        return "\n".join([*(line for reply in answer["replies"] for line in lines(reply)), *numbered])


def lines(reply: Json) -> list[str]:
    sources = [f"【依据】{one['title']} {one.get('number', '')}".rstrip() for one in reply.get("sources", [])]
    return [
        reply["text"],
        *sources,
        *(f"{one['title']}：{one['number']}" for one in reply.get("contacts", [])),
    ]


async def main(home: str) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=40)) as http:
        talk = Conversation(http, home)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(await talk.say(line.strip()), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
