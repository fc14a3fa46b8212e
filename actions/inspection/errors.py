"""What can go wrong with inspections.

InspectionError(AppError)      a stable code; its Chinese sentence is made from the vocabulary
├── CreditCodeInvalid          not a unified social credit code, and why not
├── Refused                    a rule forbids it: the findings say which
└── NotAllowed                 the access policy says no
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.inspection.vocabulary import Finding, Level, finding
from knowledge.errors import AppError


class InspectionError(AppError):
    """Base of this package's errors; the text is a Chinese sentence for the person who asked."""

    code = "inspection_error"


class CreditCodeInvalid(InspectionError):
    """A unified social credit code that cannot be one."""

    code = "credit_code_invalid"


class Refused(InspectionError):
    """Something that a rule forbids."""

    code = "inspection_refused"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("".join(found.sentence for found in self.findings))

    @classmethod
    def because(cls, code: str, **words: object) -> Refused:
        """Refused for one reason."""
        return cls([finding(code, **words)])

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rules that were broken or ask for another way."""
        return tuple(found.code for found in self.findings if found.level is not Level.NOTICE)


class NotAllowed(InspectionError):
    """The access policy says no. It never says whether the thing exists."""

    code = "inspection_not_allowed"

    def __init__(self) -> None:
        super().__init__("没有这项记录，或者您无权查看。")
