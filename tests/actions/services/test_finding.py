"""A service by its name in a text."""

from __future__ import annotations

import pytest

from actions.services.finding import by_name
from tests.actions.services.residents import CATALOGUE


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("新生儿出生一件事", "newborn"),
        ("办一下居民身份证申领换领补领吧", "id-card"),
        ("企业注销登记", "business-deregistration"),
        ("停水了", None),
        ("", None),
    ],
)
def test_the_longest_name_counts(text: str, service: str | None) -> None:
    assert by_name(CATALOGUE.services.values(), text) == service


@pytest.mark.parametrize("service", CATALOGUE.services.values(), ids=list(CATALOGUE.services))
def test_the_button_of_a_service_names_it(service: object) -> None:
    name = service.name  # type: ignore[attr-defined]
    assert by_name(CATALOGUE.services.values(), f"帮我列出{name}的办理清单") == service.id  # type: ignore[attr-defined]
