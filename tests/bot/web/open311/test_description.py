"""Whatever is sent to Open311, the answer is one that its description names, and never a fault of ours."""

from __future__ import annotations

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from tests.bot.web.test_openapi import DOCUMENT, Live, live  # noqa: F401

api = schemathesis.openapi.from_dict(DOCUMENT)


@api.include(path_regex="^/open311/").parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_open311_keeps_to_its_description(case: schemathesis.Case, live: Live) -> None:  # noqa: F811
    # Dates that are too far apart, say, are refused by rules that a schema cannot express.
    checks = [not_a_server_error, status_code_conformance, content_type_conformance]
    case.call_and_validate(base_url=live.url, checks=checks)
