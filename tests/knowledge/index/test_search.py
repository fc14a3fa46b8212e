from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.index.build import Built
from knowledge.index.search import BRIEF, LEGS, LENGTHY, WEIGHTS, Searcher, brevity
from tests.knowledge.conftest import ContentFolder
from tests.knowledge.index.fakes import FakeEncoder

POLICIES = {
    "parking": (
        "停车管理办法",
        "## 收费\n\n路边停车按小时收费,第一个小时免费。\n\n## 处罚\n\n违法停车的处以罚款。",
    ),
    "rental": ("公共租赁住房管理办法", "## 申请条件\n\n申请公租房的家庭,人均住房面积低于规定标准。"),
    "preschool": ("学前教育免费办法", "## 免费\n\n幼儿园大班的孩子免收一年保育教育费。"),
    "retirement": ("弹性退休办法", "## 提前\n\n可以自愿选择提前退休,提前时间最长不超过三年。"),
}


@pytest.fixture
def searcher(make: Callable[..., Built], source: ContentFolder, encoder: FakeEncoder) -> Searcher:
    """Searches four policies besides those of the content folder."""
    for name, (title, body) in POLICIES.items():
        source.write(f"policies/{name}.md", f"---\ntitle: {title}\n---\n\n{body}\n")
    return Searcher(make().version.folder, encoder)


@pytest.mark.parametrize(
    ("question", "document", "section"),
    [
        ("路边停车怎么收费", "parking", "收费"),
        ("违法停车罚款", "parking", "处罚"),
        ("公租房的申请条件", "rental", "申请条件"),
        ("幼儿园大班免费吗", "preschool", "免费"),
        ("可以提前几年退休", "retirement", "提前"),
        ("热线怎么转办工单", "hotline-rules", "热线管理办法 › 第二章 转办"),
        ("换领身份证的申请材料,居民户口簿", "id-card", "申请材料"),
    ],
)
def test_the_best_passage_comes_first(searcher: Searcher, question: str, document: str, section: str) -> None:
    hits = searcher.search(question)
    assert (hits[0].chunk.document, hits[0].chunk.section) == (document, section)


@pytest.mark.parametrize("question", ["路邊停車怎麼收費", "路边　停车,怎么收费?", "路\u200b边停车怎么收费"])
def test_differently_typed_questions_find_the_same(searcher: Searcher, question: str) -> None:
    assert searcher.search(question)[0].chunk.document == "parking"


def test_scores_fall_and_lie_between_0_and_1(searcher: Searcher) -> None:
    hits = searcher.search("路边停车怎么收费")
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1.0001 for score in scores)
    assert all(-1.0001 <= hit.cosine <= 1.0001 for hit in hits)


def test_a_score_is_the_weighted_sum_of_its_legs(searcher: Searcher) -> None:
    for hit in searcher.search("公租房的申请条件"):
        assert hit.legs.keys() == WEIGHTS.keys()
        assert hit.score == pytest.approx(
            sum(WEIGHTS[leg] * share for leg, share in hit.legs.items()), abs=1e-5
        )


def test_whole_documents_and_their_titles_count(searcher: Searcher) -> None:
    hits = {hit.chunk.document: hit for hit in searcher.search("停车管理", top=100)}
    assert hits["parking"].legs["documents"] == 1
    assert hits["retirement"].legs["documents"] == 0
    assert 0 < hits["hotline-rules"].legs["documents"] < 1, "办法 of both share 管理"


def test_each_part_of_a_question_may_be_answered_by_a_passage_of_its_own(searcher: Searcher) -> None:
    together = searcher.search("停车收费,违法停车罚款")[0]
    apart = searcher.search("停车收费,违法停车罚款", per_document=False)
    own = [hit for hit in apart if hit.chunk.document == "parking"]
    assert together.chunk.document == "parking"
    for leg in LEGS:
        assert together.legs[leg] == pytest.approx(max(hit.legs[leg] for hit in own))


def test_the_passage_shown_is_the_best_of_its_document(searcher: Searcher) -> None:
    apart = searcher.search("违法停车的处以罚款", per_document=False)
    assert searcher.search("违法停车的处以罚款")[0].chunk == apart[0].chunk


@given(shorter=st.integers(0, 2 * LENGTHY), longer=st.integers(0, 2 * LENGTHY))
def test_the_shorter_text_is_never_the_less_brief(shorter: int, longer: int) -> None:
    shorter, longer = sorted((shorter, longer))
    assert 0 <= brevity("字" * longer) <= brevity("字" * shorter) <= 1


def test_brevity_ends_at_its_bounds() -> None:
    assert brevity("字" * BRIEF) == 1
    assert brevity("字" * LENGTHY) == 0


def test_a_passage_gains_from_the_rest_of_its_document(searcher: Searcher) -> None:
    fine = searcher.search("收费和处罚", allowed=lambda chunk: chunk.section == "处罚")[0]
    assert fine.legs["documents"] == 1


def test_the_weights_add_up_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_one_hit_a_document(searcher: Searcher) -> None:
    documents = [hit.chunk.document for hit in searcher.search("停车收费和违法停车罚款")]
    assert len(documents) == len(set(documents))


def test_every_passage_of_a_document_on_request(searcher: Searcher) -> None:
    hits = searcher.search("停车收费和违法停车罚款", top=2, per_document=False)
    assert [hit.chunk.document for hit in hits] == ["parking", "parking"]


def test_all_passages_can_be_had(searcher: Searcher) -> None:
    hits = searcher.search("停车", top=1000, per_document=False)
    assert len(hits) == len(searcher.chunks)


@pytest.mark.parametrize("top", [1, 2, 3])
def test_no_more_than_asked_for(searcher: Searcher, top: int) -> None:
    assert len(searcher.search("停车收费", top=top)) == top


def test_what_is_not_allowed_is_left_out(searcher: Searcher) -> None:
    hits = searcher.search("路边停车怎么收费", allowed=lambda chunk: chunk.document != "parking")
    assert hits
    assert "parking" not in {hit.chunk.document for hit in hits}


def test_an_allowed_passage_stands_for_its_document(searcher: Searcher) -> None:
    hits = searcher.search("路边停车怎么收费", allowed=lambda chunk: chunk.section == "处罚")
    assert [(hit.chunk.document, hit.chunk.section) for hit in hits] == [("parking", "处罚")]


def test_nothing_allowed_finds_nothing(searcher: Searcher) -> None:
    assert searcher.search("路边停车怎么收费", allowed=lambda chunk: False) == []


@pytest.mark.parametrize("question", ["", " ", "\u200b", "\u3000\n\t"])
def test_an_empty_question_finds_nothing(searcher: Searcher, encoder: FakeEncoder, question: str) -> None:
    encoder.forget()
    assert searcher.search(question) == []
    assert encoder.queries == []


@pytest.mark.parametrize("question", ["qwertyuiop", "龘靐齉", "😀😀", "?!", "0987654321"])
def test_unknown_words_are_ranked_by_meaning_alone(searcher: Searcher, question: str) -> None:
    hits = searcher.search(question)
    assert hits
    assert all(not hit.legs[leg] for hit in hits for leg in LEGS if leg != "dense")
    assert hits[0].legs["dense"] == 1


def test_a_vector_that_is_given_is_used(searcher: Searcher, encoder: FakeEncoder) -> None:
    vector = encoder.encode_queries(["路边停车怎么收费"])[0]
    encoder.forget()
    given_vector = searcher.search("路边停车怎么收费", vector=vector)
    assert encoder.queries == []
    assert given_vector == searcher.search("路边停车怎么收费")


def test_the_same_question_finds_the_same(searcher: Searcher) -> None:
    assert searcher.search("申请条件") == searcher.search("申请条件")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(st.one_of(st.sampled_from("停车收费公租房幼儿园退休热线"), st.characters())))
def test_any_question_can_be_asked(searcher: Searcher, question: str) -> None:
    hits = searcher.search(question, top=3)
    assert len(hits) in (0, 3)
    assert all(hit.chunk in searcher.chunks for hit in hits)


def test_an_index_without_passages_finds_nothing(
    make: Callable[..., Built], source: ContentFolder, encoder: FakeEncoder
) -> None:
    for name in ("policies/id-card-law.md", "policies/hotline-rules.md"):
        source.file(name).unlink()
    for name in ("services/id-card.yml", "services/newborn.yml"):
        source.file(name).unlink()
    source.write(
        "answers/documents.yml",
        "- {id: weather, questions: [天气, 今天天气, 下雨吗, 冷不冷], answer: 不归我管。, "
        "outcome: out_of_scope, checked: 2026-05-01, review: 2036-05-01}\n",
    )
    searcher = Searcher(make().version.folder, encoder)
    assert searcher.chunks == []
    assert searcher.search("身份证") == []


def test_a_single_passage_is_found(
    make: Callable[..., Built], source: ContentFolder, encoder: FakeEncoder
) -> None:
    source.file("policies/id-card-law.md").unlink()
    source.file("services/newborn.yml").unlink()
    source.file("services/id-card.yml").unlink()
    source.file("answers/documents.yml").unlink()
    source.write("policies/hotline-rules.md", "---\ntitle: 热线\n---\n\n热线全天受理。\n")
    searcher = Searcher(make().version.folder, encoder)
    assert [hit.chunk.document for hit in searcher.search("热线")] == ["hotline-rules"]
