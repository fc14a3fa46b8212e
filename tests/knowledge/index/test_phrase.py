from __future__ import annotations

import pytest

from knowledge.index.phrase import Phrase, Target, phrases
from tests.knowledge.conftest import ContentFolder


def test_names_everyday_words_and_questions_are_phrases(content: ContentFolder) -> None:
    content.change(
        "services/id-card.yml",
        "checked: 2026-05-01\nsources",
        "faq:\n  - {question: 能代领吗?, answer: 不能。, source: law}\nchecked: 2026-05-01\nsources",
    )
    found = list(phrases(content.load()))
    assert Phrase("居民身份证换领", Target.SERVICE, "id-card") in found
    assert Phrase("补领身份证", Target.SERVICE, "id-card") in found
    assert Phrase("身份证丢了", Target.SERVICE, "id-card") in found
    assert Phrase("能代领吗?", Target.FAQ, "id-card", 0) in found
    assert Phrase("身份证找不着了", Target.ANSWER, "lost-id-card") in found


def test_phrases_are_normalised(content: ContentFolder) -> None:
    content.change("services/id-card.yml", "身份证丢了", "身份證丟了，怎麼辦")
    assert "身份证丢了,怎么办" in [phrase.text for phrase in phrases(content.load())]


@pytest.mark.parametrize(
    ("text", "target", "compared"),
    [
        ("居住证要带什么材料", Target.SERVICE, "居住证"),
        ("居住证要带什么材料", Target.ANSWER, "居住证要带什么材料"),
        ("居住证要带什么材料", Target.FAQ, "居住证要带什么材料"),
        ("要带什么材料", Target.SERVICE, "要带什么材料"),
    ],
)
def test_a_service_is_compared_by_its_subject(text: str, target: Target, compared: str) -> None:
    assert Phrase(text, target, "any").compared == compared


def test_wordings_of_one_matter_share_it() -> None:
    one, other = Phrase("甲", Target.FAQ, "card", 1), Phrase("乙", Target.FAQ, "card", 1)
    assert one.matter == other.matter == (Target.FAQ, "card", 1)
    assert Phrase("甲", Target.FAQ, "card", 2).matter != one.matter
