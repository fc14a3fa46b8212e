"""API keys: told once, kept as a hash, ended at will."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline import keys
from actions.hotline.errors import KeyNameInvalid
from actions.hotline.tables import api_keys
from tests.actions.hotline.conftest import NOW


def test_a_key_is_found_until_it_is_revoked(connection: Connection) -> None:
    key = keys.add(connection, " 城管平台 ", NOW)
    assert keys.find(connection, key) is not None
    assert key not in str(connection.execute(sa.select(api_keys)).all())
    for other in ("", key[:-1], key + "x", "\ud800"):
        assert keys.find(connection, other) is None
    assert keys.revoke(connection, "城管平台", NOW)
    assert not keys.revoke(connection, "城管平台", NOW)
    assert keys.find(connection, key) is None
    assert keys.names(connection) == [("城管平台", False)]


@pytest.mark.parametrize("name", ["", " ", "长" * 65, "已有"])
def test_names_that_say_nothing_are_refused(connection: Connection, name: str) -> None:
    keys.add(connection, "已有", NOW)
    with pytest.raises(KeyNameInvalid):
        keys.add(connection, name, NOW)
