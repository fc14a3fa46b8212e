"""Inspection errors as RFC 9457 problems.

InspectionRefused 409   a rule forbids it: ``findings`` say which, ``proposal`` what to do instead
InspectionUnknown 404   not there, or not for this key: the same answer for both
AgencyKeyInvalid 401    no key, or one that ended
TooManyChecks 429       codes asked about too fast
InspectionsClosed 503   staff have switched inspections off; the sentence is theirs
ReportTooLarge 413      the photos of a report are larger than a form takes
"""

from __future__ import annotations

from http import HTTPStatus

from actions.inspection.checking import Proposal
from actions.inspection.errors import CreditCodeInvalid, InspectionError, NotAllowed, Refused
from actions.inspection.registration import Registered
from bot.web.problems import Problem


class InspectionRefused(Problem):
    """A rule forbids it."""

    status, code = HTTPStatus.CONFLICT, "inspection_refused"


class CreditCodeWrong(Problem):
    """Not a credit code; the sentence says where it is wrong."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "credit_code_invalid"


class InspectionUnknown(Problem):
    """Not there, or not for whoever asks."""

    status, code = HTTPStatus.NOT_FOUND, "inspection_unknown"


class AgencyKeyInvalid(Problem):
    """No key, or one that does not hold."""

    status, code = HTTPStatus.UNAUTHORIZED, "agency_key_invalid"


class TooManyChecks(Problem):
    """Codes asked about too fast from one address."""

    status, code = HTTPStatus.TOO_MANY_REQUESTS, "too_many_checks"


class InspectionsClosed(Problem):
    """Staff have switched inspections off."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "inspections_closed"


class ReportTooLarge(Problem):
    """The photos of a report are larger together than a form takes."""

    status, code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "report_too_large"


def told(error: InspectionError) -> Problem:
    """The problem that tells of an error."""
    if isinstance(error, NotAllowed):
        return InspectionUnknown()
    if isinstance(error, CreditCodeInvalid):
        return CreditCodeWrong(reason=str(error))
    findings = error.findings if isinstance(error, Refused) else ()
    extra = {"findings": [found.document() for found in findings]}
    return InspectionRefused(reason=str(error), extra=extra)


def stopped(registered: Registered) -> InspectionRefused:
    """The problem that tells why a visit was not registered, and what to do instead."""
    extra: dict[str, object] = {"findings": [found.document() for found in registered.findings]}
    if registered.proposal is not None:
        extra["proposal"] = proposal_document(registered.proposal)
    reason = "".join(found.sentence for found in registered.findings)
    return InspectionRefused(reason=reason, extra=extra)


def proposal_document(proposal: Proposal) -> dict[str, object]:
    """A joint visit that would do instead, as JSON."""
    return {
        "visit_id": proposal.visit_id,
        "lead": proposal.lead_id,
        "agencies": list(proposal.agency_ids),
        "starts_at": proposal.starts_at.isoformat(),
        "ends_at": proposal.ends_at.isoformat(),
        "saved_visits": proposal.saved_visits,
        "saved_hours": proposal.saved_hours,
    }
