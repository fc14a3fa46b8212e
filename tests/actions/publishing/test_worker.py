"""From a draft to what residents read, and back."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.publishing import drafts, jobs, publications, review
from actions.publishing.draft import State
from actions.publishing.files import ContentFolder
from actions.publishing.gate import EXPECTED
from actions.publishing.pending import Pending
from actions.publishing.review import Approval
from actions.publishing.undone import undone
from knowledge.index.build import build, digest
from knowledge.index.versions import Versions
from tests.actions.publishing.conftest import Office

NEW = "---\ntitle: 新办法\n---\n\n# 新办法\n\n第一条 新办法自发布之日起施行,由市政务服务中心解释。\n"
PATH = "policies/new.md"


def test_a_draft_is_seen_by_nobody_until_it_is_published(office: Office, versions: Versions) -> None:
    before = versions.current_name()
    number = office.begin(policies__new_md=NEW)
    checked = office.check(number)
    assert checked.state == jobs.DONE, checked.message
    draft = office.draft(number)
    assert draft.checked
    assert draft.version
    assert (versions.current_name(), office.read(PATH)) == (before, None)
    assert office.publisher.draft_version(draft.version).name == draft.version
    assert draft.version not in [version.name for version in versions.all()]

    done = office.do(office.approve(number))
    assert done.state == jobs.DONE, done.message
    assert office.draft(number).state is State.PUBLISHED
    assert office.read(PATH) == NEW
    assert versions.current_name() == draft.version
    assert office.reloads == [draft.version]


def test_the_watcher_of_the_folder_finds_nothing_to_do_after_a_publication(
    office: Office, index: Path, source: Any
) -> None:
    office.publish(office.begin(policies__new_md=NEW))
    assert Versions(index).current().manifest["content"] == digest(source.path)
    assert not [path for path in source.path.rglob(".*") if path.is_file()]


def test_a_publication_is_one_commit_with_author_and_reviewer(office: Office) -> None:
    office.publish(office.begin(policies__new_md=NEW))
    log = ["git", "-C", str(office.publisher.places.data / "content.git"), "log", "--format=%an|%cn|%s"]
    lines = subprocess.run(log, capture_output=True, text=True, check=True).stdout.splitlines()
    assert lines == ["editor|reviewer|改一改", "files|files|开始记录内容文件"]


def test_one_step_takes_a_publication_back(office: Office, versions: Versions) -> None:
    before = versions.current().manifest["content"]
    office.publish(office.begin(policies__new_md=NEW))
    (publication,), _ = office.write(publications.listed, 0, 10)
    job = office.write(jobs.add, jobs.REVERT, publication.number, "reviewer", office.now, "写错了")
    assert office.do(job).state == jobs.DONE
    assert office.read(PATH) is None
    assert versions.current().manifest["content"] == before
    newest, oldest = office.write(publications.listed, 0, 10)[0]
    assert (newest.reverts, oldest.reverted_by) == (oldest.number, newest.number)
    assert (
        office.do(office.write(jobs.add, jobs.REVERT, publication.number, "x", office.now)).message
        == "已经回退过了"
    )


def test_an_older_publication_is_not_taken_back_over_a_newer_one(office: Office) -> None:
    office.publish(office.begin(policies__new_md=NEW))
    (first,), _ = office.write(publications.listed, 0, 10)
    office.publish(office.begin(policies__new_md=NEW + "\n第二条 另行通知。\n"))
    job = office.do(office.write(jobs.add, jobs.REVERT, first.number, "reviewer", office.now, "写错了"))
    assert job.state == jobs.FAILED
    assert PATH in job.message
    assert "第二条" in (office.read(PATH) or "")


def test_faulty_content_gets_no_version(office: Office) -> None:
    number = office.begin(services__id_card_yml="id: id-card\nname: 身份证\n")
    assert "错误" in office.check(number).message
    draft = office.draft(number)
    assert draft.checked
    assert draft.version is None
    assert draft.report is not None
    assert {fault["file"] for fault in draft.report["faults"] if not fault["warning"]} >= {
        "services/id-card.yml"
    }


def test_an_expectation_cannot_be_lost_along_with_what_it_expects(
    office: Office, index: Path, encoder: Any
) -> None:
    known = office.content / "known_questions.yml"
    known.write_text("- q: 居民身份证换领要多久\n  services: [id-card]\n", "utf-8")
    build(office.content, index, encoder=encoder, quiet=True)
    text = (
        (office.read("services/id-card.yml") or "")
        .replace("居民身份证", "另一种证")
        .replace("身份证", "另一种证")
    )
    number = office.begin(services__id_card_yml=text)
    office.put(number, "known_questions.yml", "[]")
    assert office.check(number).state == jobs.DONE
    report = office.draft(number).report
    assert report is not None
    lost = {change["question"]: change["broken"] for change in report["changes"]}
    assert lost.get("居民身份证换领要多久") == EXPECTED, report
    assert report["wrong"] >= 1


def test_an_edit_on_disk_after_the_draft_was_begun_is_never_overwritten(office: Office) -> None:
    path = "policies/hotline-rules.md"
    text = office.read(path) or ""
    number = office.begin(policies__hotline_rules_md=text.replace("全天", "二十四小时"))
    assert office.check(number).state == jobs.DONE
    job = office.approve(number)
    (office.content / path).write_text(text.replace("咨询", "询问"), encoding="utf-8")
    done = office.do(job)
    assert (done.state, path in done.message) == (jobs.FAILED, True)
    assert office.draft(number).state is State.SUBMITTED
    assert "询问" in (office.read(path) or "")


def test_edits_by_hand_and_by_the_console_mix(office: Office) -> None:
    path = "policies/hotline-rules.md"
    number = office.begin(policies__new_md=NEW)
    assert office.check(number).state == jobs.DONE
    (office.content / path).write_text((office.read(path) or "").replace("咨询", "询问"), encoding="utf-8")
    done = office.do(office.approve(number))
    assert done.state == jobs.DONE, done.message
    assert office.read(PATH) == NEW
    with office.publisher.places.history() as history:
        names = [commit.message.decode().split("\n")[0] for commit in history.log()]
    assert names == ["改一改", "在工作台之外改动的内容文件", "开始记录内容文件"]


def test_a_draft_waits_for_its_time_and_goes_at_its_end(office: Office) -> None:
    number = office.begin(policies__new_md=NEW)
    office.check(number)
    times = Approval(office.now + timedelta(days=1), office.now + timedelta(days=8))
    job = office.do(office.approve(number, times))
    assert (job.state, office.read(PATH)) == (jobs.QUEUED, None)
    office.later(days=1)
    assert office.do(job.number).state == jobs.DONE
    assert office.read(PATH) == NEW
    office.later(days=6)
    assert not office.worker.step()
    office.later(days=1)
    assert office.worker.step()
    assert office.read(PATH) is None


def test_an_end_that_could_not_be_done_is_told_until_somebody_sees_to_it(office: Office) -> None:
    number = office.begin(policies__new_md=NEW)
    office.check(number)
    office.do(office.approve(number, Approval(expires_at=office.now + timedelta(days=7))))
    second = office.begin(policies__new_md=NEW + "\n第二条 另行通知。\n")
    office.publish(second)
    assert office.write(undone) == []
    office.later(days=8)
    assert office.worker.step()
    (missed,) = office.write(undone)
    assert (missed.kind, missed.title, PATH in missed.why) == (jobs.REVERT, "改一改", True)
    newest, _ = office.write(publications.listed, 0, 10)[0]
    for publication in (newest.number, missed.number):
        office.do(office.write(jobs.add, jobs.REVERT, publication, "reviewer", office.now, "到期"))
    assert office.write(undone) == []
    assert office.read(PATH) is None


@pytest.mark.parametrize("crash", ["replace", "advance", "make_live", "record"])
def test_a_crash_at_any_point_is_finished_from_the_next_start(
    office: Office, versions: Versions, monkeypatch: pytest.MonkeyPatch, crash: str
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    number = office.begin(policies__new_md=NEW)
    office.check(number)
    job = office.approve(number)
    before = versions.current_name()
    target = {
        "replace": "actions.publishing.publisher.ContentFolder.replace",
        "advance": "actions.publishing.publisher.History.advance",
        "make_live": "actions.publishing.publisher.Versions.make_live",
        "record": "actions.publishing.publications.record",
    }[crash]
    real = ContentFolder.replace

    def die_on_the_real_folder(folder: ContentFolder, texts: Any) -> None:
        real(folder, texts) if "staged-" in str(folder.folder) else die()

    with monkeypatch.context() as patched:
        patched.setattr(target, die_on_the_real_folder if crash == "replace" else die)
        with pytest.raises(Killed):
            office.worker.step()
    assert versions.current_name() in (before, office.draft(number).version)
    assert versions.current().manifest["files"]

    office.worker.recover()
    assert office.read(PATH) == NEW
    office.write(jobs.requeue, office.now)
    assert office.do(job).state == jobs.DONE
    assert office.draft(number).state is State.PUBLISHED
    assert versions.current_name() == office.draft(number).version
    assert office.publisher.pending.read() is None
    assert office.write(publications.listed, 0, 10)[1] == 1


@pytest.mark.parametrize(
    "step",
    [
        "shutil.copyfile", "Versions.adopt", "History.prepare", "PendingFile.keep", "ContentFolder.replace",
        "History.advance", "Versions.make_live",
    ],
)  # fmt: skip
def test_a_full_disk_changes_nothing_and_is_told(
    office: Office, versions: Versions, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    number = office.begin(policies__new_md=NEW)
    office.check(number)
    job = office.approve(number)
    before = versions.current_name()

    real, failed = ContentFolder.replace, []

    def full(*given: Any) -> None:
        """Full once: what was written can be taken back."""
        if step == "ContentFolder.replace" and ("staged-" in str(given[0].folder) or failed):
            real(*given)
            return
        failed.append(step)
        if step == "History.advance" and len(failed) > 1:
            return
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(f"actions.publishing.publisher.{step}", full)
        done = office.do(job)
    assert failed
    assert "磁盘已满" in done.message
    assert (office.read(PATH), versions.current_name()) == (None, before)
    assert office.draft(number).state is State.SUBMITTED
    assert office.publisher.pending.read() is None
    assert not [path for path in office.content.rglob(".*") if path.is_file()]
    assert (
        office.do(office.write(review.approve, number, Approval(), office.now, "reviewer")).state == jobs.DONE
    )
    assert office.read(PATH) == NEW


def test_what_an_old_crash_left_is_not_done_again_after_its_job_is_over(office: Office) -> None:
    job = office.check(office.begin(policies__new_md=NEW))
    office.publisher.pending.keep(Pending(job.number, "0" * 40, "none"))
    office.worker.recover()
    assert office.publisher.pending.read() is None


def test_a_check_of_a_draft_that_changed_meanwhile_is_not_kept(office: Office) -> None:
    number = office.begin(policies__new_md=NEW)
    office.write(drafts.keep_report, number, office.draft(number).revision - 1, {"version": "x"})
    assert not office.draft(number).checked
