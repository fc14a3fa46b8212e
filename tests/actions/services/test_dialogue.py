"""The navigator's actions are there for Rasa, under the names of the domain."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from rasa_sdk.executor import ActionExecutor

from actions.__main__ import PACKAGES
from actions.services import dialogue
from actions.services.dialogue import ValidateGuideForm, ValidateRatingForm
from actions.services.guide_form import GuideConversation
from actions.services.rating_form import RatingConversation
from tests.actions.services.residents import CATALOGUE
from tests.bot.nlu.training_data import load


def test_every_action_of_the_domain_is_registered() -> None:
    executor = ActionExecutor()
    for package in PACKAGES:
        executor.register_package(package)
    assert set(load("domain.yml")["actions"]) <= set(executor.actions)


def test_forms_work_on_the_live_content(monkeypatch: pytest.MonkeyPatch) -> None:
    answerer = SimpleNamespace(base=SimpleNamespace(catalogue=CATALOGUE))
    monkeypatch.setattr(dialogue, "answerer", lambda: answerer)
    monkeypatch.setattr(dialogue, "store", lambda: None)
    assert isinstance(ValidateGuideForm().conversation(), GuideConversation)
    assert isinstance(ValidateRatingForm().conversation(), RatingConversation)
