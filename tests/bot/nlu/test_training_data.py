"""The examples, lookups and the dictionary that the dialogue model is trained with."""

from __future__ import annotations

import re
from collections import Counter

import jieba
import pytest

from tests.bot.nlu.training_data import ROOT, blocks, examples, load, marks, plain

EXAMPLES = examples()
DOMAIN = load("domain.yml")
DICTIONARY = ROOT / "data/jieba/dictionary.txt"
TOWNS = (
    "沁园街道 济水街道 北海街道 天坛街道 玉泉街道 克井镇 五龙口镇 轵城镇 承留镇 邵原镇 坡头镇 梨林镇 "
    "大峪镇 思礼镇 王屋镇 下冶镇"
).split()
ASPECTS = "materials time_limit fee place conditions process basis channel result".split()
DIALECT = re.compile("咋|啥|中不中|俺|恁|弄|得劲|哪哩")


def shape(text: str) -> str:
    """A text without what does not tell two examples apart."""
    return re.sub(r"\W", "", plain(text)).lower() or text


def test_every_intent_of_the_domain_has_examples_and_no_other_has() -> None:
    assert set(EXAMPLES) == set(DOMAIN["intents"])


@pytest.mark.parametrize("intent", DOMAIN["intents"])
def test_enough_examples(intent: str) -> None:
    least = {"ask": 150, "out_of_scope": 100}.get(intent, 30)
    assert len(EXAMPLES[intent]) >= least


def test_no_example_stands_twice() -> None:
    where = Counter(shape(text) for texts in EXAMPLES.values() for text in texts)
    assert [text for text, times in where.items() if times > 1] == []


@pytest.mark.parametrize("intent", DOMAIN["intents"])
def test_examples_vary_in_length(intent: str) -> None:
    lengths = [len(plain(text)) for text in EXAMPLES[intent]]
    assert max(lengths) >= 2 * min(lengths) + 2


@pytest.mark.parametrize("aspect", ASPECTS)
def test_aspects_are_asked_with_and_without_a_service(aspect: str) -> None:
    services = [name for _, names in blocks("lookup") for name in names if len(name) > 1]
    texts = [plain(text) for text in EXAMPLES[f"ask_{aspect}"]]
    named = [text for text in texts if any(service in text for service in services)]
    assert len(named) >= 15
    assert len(texts) - len(named) >= 15


@pytest.mark.parametrize("intent", ["ask", *(f"ask_{aspect}" for aspect in ASPECTS), "hotline_about", "help"])
def test_examples_speak_as_people_here_speak(intent: str) -> None:
    assert sum(bool(DIALECT.search(text)) for text in EXAMPLES[intent]) >= 3


def test_examples_carry_no_personal_data() -> None:
    # A ticket's number has 13 digits and names nobody.
    personal = re.compile(r"(?<!\d)\d{11}(?!\d)|\d{17}[\dXx]|豫[A-Z]\w{5}")
    assert [text for texts in EXAMPLES.values() for text in texts if personal.search(text)] == []


def test_no_example_is_a_command() -> None:
    assert [text for texts in EXAMPLES.values() for text in texts if text.startswith("/")] == []


def test_every_entity_is_marked_in_an_example() -> None:
    """Rasa drops the lookup table of an entity that no example marks."""
    named = {next(iter(entity)) for entity in DOMAIN["entities"]}
    assert {entity for texts in EXAMPLES.values() for text in texts for _, entity in marks(text)} == named


def test_every_marked_name_is_found_by_its_table() -> None:
    tables: dict[str, list[str]] = {}
    for name, rows in blocks("lookup"):
        tables.setdefault(name, []).extend(map(re.escape, rows))
    for name, rows in blocks("regex"):
        tables.setdefault(name, []).extend(rows)
    found = [pair for texts in EXAMPLES.values() for text in texts for pair in marks(text)]
    assert [
        (text, entity) for text, entity in found if not re.fullmatch("|".join(tables[entity]), text)
    ] == []


@pytest.mark.parametrize("kind", ["town", "department", "service"])
def test_longer_names_stand_before_the_shorter_ones_they_begin_with(kind: str) -> None:
    (rows,) = [rows for name, rows in blocks("lookup") if name == kind]
    late = [
        (short, long) for at, short in enumerate(rows) for long in rows[at + 1 :] if long.startswith(short)
    ]
    assert late == []


def test_the_towns_are_the_sixteen() -> None:
    (rows,) = [rows for name, rows in blocks("lookup") if name == "town"]
    assert set(TOWNS) <= set(rows)
    assert {name for name, _ in blocks("synonym")} == set(TOWNS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我住天坛", "天坛"), ("天坛山风景区", None), ("王屋山门票", None), ("王屋这边停水", "王屋"),
        ("北海公园", None), ("沁园春小区", None), ("五龙口猕猴", None), ("五龙口那条路", "五龙口"),
    ],
)  # fmt: skip
def test_short_names_of_towns_are_not_hills_and_parks(text: str, found: str | None) -> None:
    (rows,) = [rows for name, rows in blocks("regex") if name == "town"]
    match = re.search("|".join(rows), text)
    assert (match[0] if match else None) == found


def test_dictionary_lines_are_what_jieba_reads() -> None:
    lines = DICTIONARY.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"\S{2,} [1-9]\d* [a-z]+", line)] == []
    words = [line.split()[0] for line in lines]
    assert len(words) == len(set(words))


def test_dictionary_keeps_the_words_of_the_subject_whole() -> None:
    tokenizer = jieba.Tokenizer()
    with DICTIONARY.open("rb") as file:
        tokenizer.load_userdict(file)
    for word in ("异地就医备案", "扫码入企", "综合查一次", "免提交率", "好差评", "网格员", "轵城镇"):
        assert word in tokenizer.lcut(f"请问{word}怎么办")
