"""bot.nlu.action_calls, in Rasa's environment, against a real server."""

# ruff: noqa: PT009, PT027 -- there is no pytest in Rasa's environment

import unittest

import aiohttp
from aiohttp import web
from rasa.utils.endpoints import EndpointConfig

from bot.nlu import action_calls


class ActionCallsTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.addCleanup(setattr, EndpointConfig, "session", EndpointConfig.session)
        action_calls.keep_connections()
        self.addAsyncCleanup(action_calls.close_connections)
        self.connections = []
        self.port = await self.listen(0)
        self.endpoint = EndpointConfig(f"http://127.0.0.1:{self.port}/webhook")

    async def listen(self, port):
        async def answer(request):
            if request.transport not in self.connections:
                self.connections.append(request.transport)
            return web.json_response({"heard": await request.json()})

        app = web.Application()
        app.router.add_post("/webhook", answer)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        self.addAsyncCleanup(self.runner.cleanup)
        await web.TCPSite(self.runner, "127.0.0.1", port, reuse_address=True).start()
        return self.runner.addresses[0][1]

    async def test_calls_share_a_connection(self):
        for number in range(3):
            self.assertEqual(await self.endpoint.request(json=number), {"heard": number})
        self.assertEqual(len(self.connections), 1)

    async def test_a_restarted_server_is_called_anew(self):
        await self.endpoint.request(json=1)
        await self.runner.cleanup()
        with self.assertRaises(aiohttp.ClientConnectionError):
            await self.endpoint.request(json=2)
        await self.listen(self.port)
        self.assertEqual(await self.endpoint.request(json=3), {"heard": 3})
        self.assertEqual(len(self.connections), 2)

    async def test_after_closing_a_request_opens_a_session_again(self):
        await self.endpoint.request(json=1)
        _, first = self.endpoint.kept_session
        await action_calls.close_connections()
        self.assertTrue(first.closed)
        await self.endpoint.request(json=2)
        self.assertEqual(len(self.connections), 2)

    async def test_endpoints_do_not_share_sessions(self):
        other = EndpointConfig(self.endpoint.url)
        await self.endpoint.request(json=1)
        await other.request(json=2)
        self.assertIsNot(self.endpoint.kept_session[1], other.kept_session[1])


if __name__ == "__main__":
    unittest.main()
