"""Who may do what with a draft, and in which order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.publishing import attachments, drafts, jobs, review
from actions.publishing.attachments import Attachment
from actions.publishing.draft import State
from actions.publishing.errors import (
    DraftUnknown,
    KnownBroken,
    NotChecked,
    OwnDraft,
    PathRefused,
    PublishingError,
    StepRefused,
    TextStale,
)
from actions.publishing.files import kind_of
from actions.publishing.review import Approval
from actions.staff import audit
from actions.staff.audit import Filter
from tests.actions.publishing.conftest import Office

BROKEN = {"version": "v", "changes": [{"question": "问", "broken": "答不上来"}]}
SOUND = {"version": "v", "changes": []}


def submitted(office: Office, report: dict[str, object]) -> int:
    number = office.begin(policies__new_md="正文")
    office.write(drafts.keep_report, number, office.draft(number).revision, report)
    office.write(review.submit, number, office.now, "editor")
    return number


def test_only_a_checked_draft_with_files_is_submitted(office: Office) -> None:
    number = office.begin()
    with pytest.raises(StepRefused, match="没有文件"):
        office.write(review.submit, number, office.now, "editor")
    office.put(number, "policies/a.md", "正文")
    with pytest.raises(NotChecked):
        office.write(review.submit, number, office.now, "editor")
    with pytest.raises(DraftUnknown):
        office.write(review.submit, 99, office.now, "editor")


def test_a_change_after_the_check_needs_another_check(office: Office) -> None:
    number = office.begin(policies__a_md="正文")
    office.write(drafts.keep_report, number, office.draft(number).revision, SOUND)
    assert office.draft(number).version == "v"
    office.put(number, "policies/a.md", "别的正文")
    assert office.draft(number).version is None


def test_whoever_wrote_a_line_does_not_approve(office: Office) -> None:
    number = office.begin(policies__a_md="正文")
    office.put(number, "policies/b.md", "正文", "helper")
    office.write(drafts.keep_report, number, office.draft(number).revision, SOUND)
    office.write(review.submit, number, office.now, "editor")
    for actor in ("editor", "helper"):
        with pytest.raises(OwnDraft):
            office.write(review.approve, number, Approval(), office.now, actor)
    assert office.draft(number).state is State.SUBMITTED


def test_whoever_wrote_something_that_another_saved_over_does_not_approve_either(office: Office) -> None:
    number = office.begin(policies__a_md="正文")
    office.put(number, "policies/a.md", "改过的正文", "helper")
    office.put(number, "policies/a.md", "改过的正文。", "editor")
    assert office.draft(number).writers == {"editor"}
    office.write(drafts.keep_report, number, office.draft(number).revision, SOUND)
    office.write(review.submit, number, office.now, "editor")
    with pytest.raises(OwnDraft):
        office.write(review.approve, number, Approval(), office.now, "helper")
    office.write(review.approve, number, Approval(), office.now, "reviewer")


def test_an_upload_that_nobody_confirmed_is_not_submitted(office: Office) -> None:
    number = office.begin(policies__a_md="正文")
    kept = Attachment("policies/a.md", "a.docx", "0" * 64, 1, "editor", office.now)
    office.write(attachments.add, kept)
    office.write(drafts.keep_report, number, office.draft(number).revision, SOUND)
    with pytest.raises(StepRefused, match=r"还没有核对.*policies/a\.md"):
        office.write(review.submit, number, office.now, "editor")
    office.write(attachments.confirm, "policies/a.md", office.now)
    office.write(review.submit, number, office.now, "editor")


def test_broken_questions_need_a_reason_that_goes_on_record(office: Office) -> None:
    number = submitted(office, BROKEN)
    with pytest.raises(KnownBroken, match="问"):
        office.write(review.approve, number, Approval(override="  "), office.now, "reviewer")
    office.write(review.approve, number, Approval(override="已经停办"), office.now, "reviewer")
    entries, _ = office.write(audit.entries, Filter(action="draft.approved"), 0, 5)
    assert [(entry.actor, entry.reason) for entry in entries] == [("reviewer", "已经停办")]


def test_what_is_submitted_cannot_be_edited_until_it_is_sent_back(office: Office) -> None:
    number = submitted(office, SOUND)
    with pytest.raises(StepRefused, match="不能再改"):
        office.put(number, "policies/new.md", "改")
    with pytest.raises(StepRefused, match="理由"):
        office.write(review.give_back, number, " ", office.now, "reviewer")
    office.write(review.give_back, number, "写错了", office.now, "reviewer")
    assert (office.draft(number).state, office.draft(number).remark) == (State.RETURNED, "写错了")
    office.put(number, "policies/new.md", "改")


def test_sending_back_takes_a_scheduled_publication_off(office: Office) -> None:
    number = submitted(office, SOUND)
    later = Approval(publish_at=office.now + timedelta(days=1))
    job = office.write(review.approve, number, later, office.now, "reviewer")
    office.write(review.give_back, number, "再等等", office.now, "reviewer")
    assert office.job(job).state == jobs.FAILED
    office.later(days=2)
    assert not office.worker.step()


def test_an_end_before_the_beginning_is_refused(office: Office) -> None:
    number = submitted(office, SOUND)
    with pytest.raises(StepRefused, match="到期"):
        office.write(review.approve, number, Approval(expires_at=office.now), office.now, "reviewer")


def test_only_the_author_or_a_reviewer_withdraws(office: Office) -> None:
    number = submitted(office, SOUND)
    with pytest.raises(StepRefused):
        office.write(review.withdraw, number, office.now, "other", False)
    office.write(review.withdraw, number, office.now, "editor", False)
    with pytest.raises(StepRefused):
        office.write(review.submit, number, office.now, "editor")


def test_a_text_that_somebody_saved_meanwhile_comes_back(office: Office) -> None:
    number = office.begin(policies__a_md="一")
    office.put(number, "policies/a.md", "二", "helper", seen="一\n")
    with pytest.raises(TextStale, match="helper") as stale:
        office.put(number, "policies/a.md", "三", seen="一\n")
    assert stale.value.text == "二\n"


@pytest.mark.parametrize(
    "path",
    ["", "x.md", "../etc/passwd", "policies/../a.md", "policies/.a.md", "policies/a.yml", "services/a.md",
     "services/a/b.yml", "policies/a\x00.md", "policies\\a.md", "policies/a\u202e.md", "/policies/a.md"],
)  # fmt: skip
def test_paths_that_are_none_of_ours_are_refused(path: str) -> None:
    with pytest.raises(PathRefused):
        kind_of(path)


def test_errors_have_codes_of_their_own() -> None:
    def tree(cls: type[PublishingError]) -> list[type[PublishingError]]:
        return [cls, *(each for sub in cls.__subclasses__() for each in tree(sub))]

    codes = [cls.code for cls in tree(PublishingError)]
    assert len(codes) == len(set(codes))
