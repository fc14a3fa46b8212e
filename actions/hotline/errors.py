"""What can go wrong with a ticket; the sentences stand in ``knowledge/vocabulary/hotline_errors.yml``.

HotlineError(AppError)        code, words for the sentence
├── DraftInvalid              what was to be filed cannot be taken
│   ├── TextMissing           ├── TextTooLong           ├── KindUnknown
│   ├── PlaceMissing          ├── PlaceTooLong          ├── PlaceOutside
│   ├── PhoneInvalid          ├── PhoneForeign          ├── PhoneMissing
│   ├── NameTooLong           ├── AnswersTooLong        ├── EmailInvalid
│   └── KeyInvalid
├── KeyReused                 an idempotency key comes again with other content
├── PhotoRefused
│   ├── PhotoNotAnImage       ├── PhotoTooLarge         ├── TooManyPhotos
│   └── PhotoUnknown
├── StepRefused               the step is not possible now
│   ├── TicketOver            ├── StepNotYet            ├── NotYours
│   ├── ReasonMissing         ├── UrgedAlready          ├── TooOften
│   ├── ExtensionTooLong      ├── NotForTown            ├── DepartmentMissing
│   ├── AnswerMissing         ├── MergeImpossible       ├── GradeUnknown
│   └── NotUnsatisfied
├── TicketUnknown             no such ticket, or not the caller's: one sentence for both
├── TooManyGuesses            too many wrong numbers or digits
└── KeyNameInvalid            an API key's name is empty, too long or taken
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from knowledge.errors import AppError, ContentError
from knowledge.formats.yaml_lines import read_yaml

FILE = Path(__file__).parents[2] / "knowledge" / "vocabulary" / "hotline_errors.yml"


class HotlineError(AppError):
    """Base of the tree; ``words`` fill the sentence."""

    code = "hotline_error"

    def __init__(self, **words: object) -> None:
        super().__init__(self.code)
        self.words = words

    @property
    def sentence(self) -> str:
        """What the person is told."""
        return sentences()[self.code].format(**self.words)


@lru_cache(maxsize=1)
def sentences() -> dict[str, str]:
    """Code → sentence, as staff wrote them."""
    document = read_yaml(FILE)
    if document.faults:
        raise ContentError(list(document.faults))
    if not isinstance(document.data, dict):
        raise ContentError([document.lines.fault((), "须是“错误代码: 一句话”的列表")])
    faults = [
        document.lines.fault((code,), "要写一句话")
        for code, text in document.data.items()
        if not isinstance(text, str)
    ]
    if faults:
        raise ContentError(faults)
    return {code: str(text) for code, text in document.data.items()}


class DraftInvalid(HotlineError):
    """What was to be filed cannot be taken."""

    code = "draft_invalid"


class TextMissing(DraftInvalid):
    """Nothing is said about the matter."""

    code = "text_missing"


class TextTooLong(DraftInvalid):
    """The matter is told at too great length."""

    code = "text_too_long"


class KindUnknown(DraftInvalid):
    """Not one of the five kinds."""

    code = "kind_unknown"


class PlaceMissing(DraftInvalid):
    """Nobody could find where it is."""

    code = "place_missing"


class PlaceTooLong(DraftInvalid):
    """The place is told at too great length."""

    code = "place_too_long"


class PlaceOutside(DraftInvalid):
    """Codes or coordinates that are not here."""

    code = "place_outside"


class PhoneMissing(DraftInvalid):
    """A ticket from the chat needs somebody to call back."""

    code = "phone_missing"


class PhoneInvalid(DraftInvalid):
    """No such phone number can exist."""

    code = "phone_invalid"


class PhoneForeign(DraftInvalid):
    """A number from outside the mainland, which the hotline cannot call back."""

    code = "phone_foreign"


class NameTooLong(DraftInvalid):
    """Longer than any name."""

    code = "name_too_long"


class EmailInvalid(DraftInvalid):
    """Not an e-mail address."""

    code = "email_invalid"


class AnswersTooLong(DraftInvalid):
    """Too many or too long answers to the category's questions."""

    code = "answers_too_long"


class KeyInvalid(DraftInvalid):
    """An idempotency key that cannot be stored."""

    code = "key_invalid"


class KeyReused(HotlineError):
    """An idempotency key comes again with other content."""

    code = "key_reused"


class PhotoRefused(HotlineError):
    """A photo cannot be taken."""

    code = "photo_refused"


class PhotoNotAnImage(PhotoRefused):
    """By its content it is no JPEG, PNG or WebP, whatever it is called."""

    code = "photo_not_an_image"


class PhotoTooLarge(PhotoRefused):
    """More bytes or pixels than a photo needs."""

    code = "photo_too_large"


class TooManyPhotos(PhotoRefused):
    """More photos than a ticket takes."""

    code = "too_many_photos"


class PhotoUnknown(PhotoRefused):
    """No such photo of this person waits to be filed."""

    code = "photo_unknown"


class StepRefused(HotlineError):
    """The step is not possible now."""

    code = "step_refused"


class TicketOver(StepRefused):
    """The ticket is answered, closed, withdrawn, merged or declined."""

    code = "ticket_over"


class StepNotYet(StepRefused):
    """Another step comes first."""

    code = "step_not_yet"


class NotYours(StepRefused):
    """A step of somebody else's role."""

    code = "not_yours"


class ReasonMissing(StepRefused):
    """The step needs a reason."""

    code = "reason_missing"


class UrgedAlready(StepRefused):
    """Urged a short while ago."""

    code = "urged_already"


class TooOften(StepRefused):
    """The step may be taken only so many times."""

    code = "too_often"


class ExtensionTooLong(StepRefused):
    """More days than an extension may have."""

    code = "extension_too_long"


class NotForTown(StepRefused):
    """部门的事不得派给基层."""

    code = "not_for_town"


class DepartmentMissing(StepRefused):
    """Dispatched to nobody."""

    code = "department_missing"


class AnswerMissing(StepRefused):
    """An answer that says nothing."""

    code = "answer_missing"


class MergeImpossible(StepRefused):
    """Into itself, or into one that is over."""

    code = "merge_impossible"


class GradeUnknown(StepRefused):
    """No such grade."""

    code = "grade_unknown"


class NotUnsatisfied(StepRefused):
    """Reopening is for those who rated the answer as unsatisfactory."""

    code = "not_unsatisfied"


class TicketUnknown(HotlineError):
    """No such ticket, or not the caller's."""

    code = "ticket_unknown"


class TooManyGuesses(HotlineError):
    """Too many wrong numbers or digits."""

    code = "too_many_guesses"


class KeyNameInvalid(HotlineError):
    """An API key's name is empty, too long or taken."""

    code = "key_name_invalid"
