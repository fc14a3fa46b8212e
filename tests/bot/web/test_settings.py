"""Settings come from the environment, are checked before anything starts, and never leak a password."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.web.settings import SETTINGS, Settings
from knowledge.errors import SettingError

NAMES = [setting.name for setting in SETTINGS]


def test_defaults_need_no_environment() -> None:
    settings = Settings.read({})
    assert (settings.port, settings.host) == (8080, "127.0.0.1")
    assert settings.database_url == "sqlite:///var/jishitong.db"
    assert settings.rate_limit_messages.amount == 30
    assert settings.rate_limit_messages.get_expiry() == 60
    assert settings.embed_origins == frozenset()
    assert not settings.metrics_public


def test_ports_and_addresses_follow_the_port() -> None:
    settings = Settings.read({"PORT": "9000"})
    assert (settings.rasa_port, settings.actions_port) == (9001, 9002)
    assert settings.rasa_url == "http://127.0.0.1:9001"
    assert settings.actions_url == "http://127.0.0.1:9002"


def test_addresses_follow_ports_of_their_own() -> None:
    settings = Settings.read({"PORT": "9000", "RASA_PORT": "7001", "ACTIONS_URL": "http://10.0.0.2:5055/"})
    assert settings.rasa_url == "http://127.0.0.1:7001"
    assert settings.actions_url == "http://10.0.0.2:5055"


def test_the_database_follows_the_data_folder() -> None:
    assert Settings.read({"DATA_DIR": "/srv/data"}).database_url == "sqlite:////srv/data/jishitong.db"


def test_an_empty_variable_means_the_default() -> None:
    assert Settings.read({"PORT": " "}).port == 8080


def test_every_fault_is_reported_at_once() -> None:
    with pytest.raises(SettingError) as caught:
        Settings.read({"PORT": "eighty", "TURN_TIMEOUT_SECONDS": "0", "LOG_LEVEL": "loud"})
    lines = str(caught.value).splitlines()
    assert [line.split("：")[0] for line in lines] == ["PORT", "TURN_TIMEOUT_SECONDS", "LOG_LEVEL"]
    assert "eighty" in lines[0]


def test_a_database_password_is_never_repeated() -> None:
    with pytest.raises(SettingError) as caught:
        Settings.read({"DATABASE_URL": "mysql://city:hunter2@db/city"})
    assert "hunter2" not in str(caught.value)


def test_every_field_is_documented() -> None:
    assert [field.name.upper() for field in dataclasses.fields(Settings)] == NAMES
    assert all(any("一" <= char <= "鿿" for char in setting.help) for setting in SETTINGS)
    assert all(setting.default for setting in SETTINGS)


@hypothesis_settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30), max_size=4))
def test_any_environment_gives_settings_or_a_setting_error(environ: dict[str, str]) -> None:
    blamed: set[str] = set()
    try:
        Settings.read(environ)
    except SettingError as error:
        # A value may itself hold line breaks; the names stand at the start of a line.
        blamed = {line.split("：")[0] for line in str(error).splitlines()} & set(NAMES)
        blamed = blamed or {"?"}
    assert blamed <= environ.keys()
