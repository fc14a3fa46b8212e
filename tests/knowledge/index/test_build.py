from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge.catalogue import load
from knowledge.errors import ContentError, IndexLocked
from knowledge.guide import LABELS
from knowledge.index.build import (
    Built,
    build,
    chunks_of,
    digest,
    read_chunks,
    read_phrases,
    text_key,
)
from knowledge.index.dense import Dense
from knowledge.index.subjects import SUBJECTS, Subjects
from knowledge.index.versions import KEPT, Versions, verify
from knowledge.language import REPLIES
from tests.knowledge.conftest import ContentFolder
from tests.knowledge.index.fakes import FakeEncoder

Make = Callable[..., Built]
FAQ = "faq:\n  - {question: 能代领吗, answer: 不能代领。, source: law}\nchecked: 2026-05-01\nsources"


def test_a_build_says_what_it_made(make: Make, versions: Versions) -> None:
    built = make()
    assert built.documents == 4
    assert built.chunks == len(read_chunks(built.version.folder)) > built.documents
    assert built.seconds >= 0
    assert built.version.live
    assert versions.current() == built.version


def test_passages_are_policies_by_section_and_services_by_aspect(source: ContentFolder) -> None:
    source.change("services/id-card.yml", "checked: 2026-05-01\nsources", FAQ)
    chunks = chunks_of(source.load())
    policy = [chunk.section for chunk in chunks if chunk.document == "hotline-rules"]
    assert policy == ["热线管理办法 › 第一章 受理", "热线管理办法 › 第二章 转办"]
    service = {chunk.anchor: chunk for chunk in chunks if chunk.document == "id-card"}
    assert {chunk.kind for chunk in service.values()} == {"service"}
    assert "居民户口簿" in service["materials"].text
    assert service["faq"].section == "能代领吗"
    assert service["faq"].text == "不能代领。"
    assert {chunk.section for name, chunk in service.items() if name != "faq"} <= set(LABELS.values())


def test_an_aspect_with_nothing_but_gaps_is_no_passage(source: ContentFolder) -> None:
    chunks = chunks_of(source.load())
    assert "place" not in {chunk.anchor for chunk in chunks if chunk.document == "id-card"}


def test_everything_in_a_version_belongs_together(make: Make, encoder: FakeEncoder) -> None:
    folder = make().version.folder
    chunks, wordings = read_chunks(folder), read_phrases(folder)
    assert Dense.load(folder / "dense.faiss").vectors() == pytest.approx(
        encoder.encode_passages([chunk.searchable for chunk in chunks])
    )
    assert np.load(folder / "phrases.npy") == pytest.approx(
        encoder.encode_queries([phrase.compared for phrase in wordings])
    )


def test_a_version_keeps_its_content(make: Make, source: ContentFolder) -> None:
    folder = make().version.folder
    kept = {path.relative_to(folder / "content") for path in (folder / "content").rglob("*.*")}
    assert kept == {path.relative_to(source.path) for path in source.path.rglob("*.*")}
    assert (folder / "synonyms.yml").read_bytes() == source.synonyms.read_bytes()


def test_what_stands_in_for_a_file_about_language_gives_way_to_the_folders_own(
    make: Make, source: ContentFolder
) -> None:
    before = digest(source.path)
    (source.path / "synonyms.yml").write_bytes(source.synonyms.read_bytes())
    (source.path / "replies.yml").write_bytes(REPLIES.read_bytes())
    assert digest(source.path) == before
    (source.path / "synonyms.yml").write_text("- {canonical: 甲, words: [乙]}\n", "utf-8")
    (source.path / "dictionary.txt").write_text("豫鄂湘证 20000 n\n", "utf-8")
    assert digest(source.path) != before
    folder = make().version.folder
    assert "甲" in (folder / "synonyms.yml").read_text("utf-8")
    assert (folder / "dictionary.txt").read_text("utf-8") == "豫鄂湘证 20000 n\n"
    assert digest(folder / "content") == digest(source.path)
    assert [group.canonical for group in load(source.path, lenient=True).synonyms] == ["甲"]


@pytest.mark.parametrize("name", ["rules.markdown", "RULES.MD", "policies/rules.Markdown"])
def test_whatever_is_read_is_kept_and_watched(make: Make, source: ContentFolder, name: str) -> None:
    before = digest(source.path)
    source.write(name, "---\ntitle: 停车办法\n---\n\n路边停车按小时收费。\n")
    assert digest(source.path) != before
    folder = make().version.folder
    assert Path(name).stem in {chunk.document for chunk in read_chunks(folder)}
    assert (folder / "content" / name).is_file()


def test_hidden_files_are_neither_kept_nor_watched(make: Make, source: ContentFolder) -> None:
    before = digest(source.path)
    source.write("policies/.draft.md", "草稿")
    source.write(".git/notes.md", "笔记")
    assert digest(source.path) == before
    assert not [path for path in (make().version.folder / "content").rglob("*") if path.name.startswith(".")]


def test_the_first_build_encodes_each_text_once(make: Make, encoder: FakeEncoder) -> None:
    make()
    assert len(encoder.passages) == len(set(encoder.passages)) > 0
    assert len(encoder.queries) == len(set(encoder.queries)) > 0


def test_an_unchanged_text_is_not_encoded_again(make: Make, encoder: FakeEncoder) -> None:
    first = make()
    encoder.forget()
    second = make()
    assert encoder.passages == encoder.queries == []
    assert second.version.name != first.version.name
    assert second.version.manifest["files"] == first.version.manifest["files"]


def test_only_what_changed_is_encoded(make: Make, encoder: FakeEncoder, source: ContentFolder) -> None:
    make()
    encoder.forget()
    source.change("policies/hotline-rules.md", "全天受理", "每天二十四小时受理")
    source.change("answers/documents.yml", "身份证找不着了", "身份证被人拿走了")
    make()
    assert [text for text in encoder.passages if "二十四小时" not in text] == []
    assert len(encoder.passages) == 1
    assert encoder.queries == ["身份证被人拿走了"]


def test_reused_vectors_are_those_of_their_texts(
    make: Make, encoder: FakeEncoder, source: ContentFolder
) -> None:
    make()
    source.write("policies/first.md", "---\ntitle: 放在最前面的办法\n---\n\n新的一段。\n")
    folder = make().version.folder
    texts = [chunk.searchable for chunk in read_chunks(folder)]
    assert Dense.load(folder / "dense.faiss").vectors() == pytest.approx(encoder.encode_passages(texts))


def test_another_encoder_encodes_everything_anew(make: Make, encoder: FakeEncoder) -> None:
    make()
    other = FakeEncoder(fingerprint="other")
    built = make(encoder=other)
    assert sorted(other.passages) == sorted(encoder.passages)
    assert built.version.manifest["encoder"] == "other"


def test_questions_and_passages_are_different_keys() -> None:
    assert text_key("query", "身份证") != text_key("passage", "身份证")
    assert text_key("query", "身份证") == text_key("query", "身份证")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("services/id-card.yml", "id: id-card\n"),
        ("answers/documents.yml", "- id: x: y\n"),
        ("policies/hotline-rules.md", "---\ntitle: 空\n---\n"),
    ],
)
def test_faulty_content_leaves_the_live_version(
    make: Make, source: ContentFolder, versions: Versions, name: str, text: str
) -> None:
    live = make().version.name
    source.write(name, text)
    with pytest.raises(ContentError):
        make()
    assert versions.current().name == live
    assert len(versions.all()) == 1


def test_a_failing_encoder_leaves_the_live_version(
    make: Make,
    source: ContentFolder,
    versions: Versions,
    encoder: FakeEncoder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = make().version.name
    source.change("policies/hotline-rules.md", "全天受理", "每天受理")

    def fail(texts: list[str]) -> None:
        raise MemoryError

    monkeypatch.setattr(encoder, "encode_passages", fail)
    with pytest.raises(MemoryError):
        make()
    assert versions.current().name == live
    assert [version.name for version in versions.all()] == [live]


def test_a_draft_is_built_but_not_live(make: Make, versions: Versions) -> None:
    live = make().version.name
    draft = make(live=False)
    assert versions.current().name == live
    assert not draft.version.live
    assert len(versions.all()) == 2


def test_two_builds_at_once_are_refused(make: Make, versions: Versions) -> None:
    with versions.writing(), pytest.raises(IndexLocked):
        make()
    assert versions.all() == []


@pytest.mark.parametrize("broken", ["dense.faiss", "chunks.jsonl", "phrases.npy", "manifest.json"])
def test_a_build_mends_a_damaged_live_version(make: Make, versions: Versions, broken: str) -> None:
    damaged = make().version
    (damaged.folder / broken).write_bytes(b"\x00")
    built = make()
    assert versions.current().name == built.version.name != damaged.name
    verify(versions.current())


def test_a_build_mends_a_live_version_that_is_gone(make: Make, versions: Versions) -> None:
    (versions.folder / "versions").mkdir(parents=True)
    (versions.folder / "CURRENT").write_text("20260101T000000-00000000", encoding="ascii")
    assert versions.current_name() is not None
    assert make().version.name == versions.current().name


def test_old_versions_are_pruned(make: Make, versions: Versions) -> None:
    for _ in range(KEPT + 2):
        live = make().version.name
    assert len(versions.all()) == KEPT
    assert versions.current().name == live


def test_imported_documents_alone_can_be_built(index: Path, tmp_path: Path, encoder: FakeEncoder) -> None:
    folder = tmp_path / "imported"
    folder.mkdir()
    (folder / "停车.md").write_text("# 停车\n\n路边停车按小时收费。\n", encoding="utf-8")
    built = build(folder, index, encoder=encoder, quiet=True)
    assert (built.documents, built.chunks) == (1, 1)
    assert read_chunks(built.version.folder)[0].document == "停车"


def test_answers_alone_make_no_passages(index: Path, tmp_path: Path, encoder: FakeEncoder) -> None:
    folder = tmp_path / "answers-only"
    (folder / "answers").mkdir(parents=True)
    (folder / "answers" / "one.yml").write_text(
        "- {id: weather, questions: [天气, 今天天气, 下雨吗, 冷不冷], answer: 不归我管。, "
        "outcome: out_of_scope, checked: 2026-05-01, review: 2036-05-01}\n",
        encoding="utf-8",
    )
    built = build(folder, index, encoder=encoder, quiet=True)
    assert (built.documents, built.chunks, built.version.manifest["phrases"]) == (0, 0, 4)
    again = build(folder, index, encoder=encoder, quiet=True)
    assert again.version == Versions(index).current()


def test_progress_is_shown_unless_quiet(
    make: Make, source: ContentFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    make()
    assert capsys.readouterr().err == ""
    source.change("policies/hotline-rules.md", "全天受理", "每天受理")
    make(quiet=False)
    assert "向量" in capsys.readouterr().err


def test_reading_back_gives_what_was_written(make: Make, source: ContentFolder) -> None:
    folder = make().version.folder
    assert read_chunks(folder) == chunks_of(source.load())
    assert [phrase.id for phrase in read_phrases(folder)].count("lost-id-card") == 4


def test_subjects_are_learnt_anew_only_when_wordings_change(
    make: Make, source: ContentFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt: list[int] = []
    learn = Subjects.learnt
    monkeypatch.setattr(
        Subjects, "learnt", lambda vectors, names: learnt.append(len(names)) or learn(vectors, names)
    )
    first = make().version
    source.change("policies/hotline-rules.md", "第二章 转办", "第二章 转送")
    second = make().version
    assert first.name != second.name
    assert len(learnt) == 1
    assert (first.folder / SUBJECTS).read_bytes() == (second.folder / SUBJECTS).read_bytes()
    source.change("services/id-card.yml", "checked: 2026-05-01\nsources", FAQ)
    make()
    assert len(learnt) == 2
