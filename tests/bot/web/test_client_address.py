"""The client's address is what trusted proxies saw, never what the client claims."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.web.client_address import client_address, is_local, limit_key


def request(peer: str, *forwarded: str, **headers: str) -> web.Request:
    pairs = [("X-Forwarded-For", value) for value in forwarded] + list(headers.items())
    return make_mocked_request("GET", "/", headers=CIMultiDict(pairs)).clone(remote=peer)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, ["9.9.9.9"], "10.0.0.1"),
        (1, [], "10.0.0.1"),
        (1, ["9.9.9.9"], "9.9.9.9"),
        (1, ["1.2.3.4, 9.9.9.9"], "9.9.9.9"),
        (2, ["1.2.3.4, 9.9.9.9, 10.0.0.2"], "9.9.9.9"),
        (1, ["1.2.3.4", "9.9.9.9"], "9.9.9.9"),
        (2, ["9.9.9.9"], "10.0.0.1"),
        (1, ["nonsense"], "10.0.0.1"),
    ],
)
def test_client_address(proxies: int, forwarded: list[str], address: str) -> None:
    assert client_address(request("10.0.0.1", *forwarded), proxies) == address


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_limits_count_networks_of_ipv6(address: str, key: str) -> None:
    assert limit_key(address) == key


@pytest.mark.parametrize(
    ("peer", "proxies", "forwarded", "local"),
    [
        ("127.0.0.1", 0, [], True),
        ("::1", 0, [], True),
        ("10.0.0.1", 0, [], False),
        ("127.0.0.1", 0, ["127.0.0.1"], False),
        ("127.0.0.1", 1, ["9.9.9.9"], False),
        ("", 0, [], False),
    ],
)
def test_local_means_made_here_not_forwarded_here(
    peer: str, proxies: int, forwarded: list[str], local: bool
) -> None:
    assert is_local(request(peer, *forwarded), proxies) is local


def test_a_forwarded_header_is_not_local() -> None:
    assert not is_local(request("127.0.0.1", Forwarded="for=9.9.9.9"), 0)
