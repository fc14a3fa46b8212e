from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from actions.bench import stock_project
from actions.bench.stock_project import EXAMPLES, INTENTS, RULED
from bot.instance import ROOT
from knowledge.errors import InputInvalid


def write_nlu(folder: Path, count: int) -> None:
    entries = [
        {"intent": intent, "examples": "".join(f"- [例句](service){at}\n" for at in range(count))}
        for intent in (*INTENTS, "another")
    ]
    lookup = {"lookup": "town", "examples": "- 克井镇\n"}
    text = yaml.safe_dump({"version": "3.1", "nlu": [*entries, lookup]}, allow_unicode=True)
    (folder / "all.yml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("example", "plain"),
    [
        ("[育儿补贴](service)怎么领", "育儿补贴怎么领"),
        ('[克井](town)的[人社局]{"entity": "department"}在哪', "克井的人社局在哪"),
        ("没有标记 ", "没有标记"),
    ],
)
def test_entity_marks_are_removed(example: str, plain: str) -> None:
    assert stock_project.plain(example) == plain


def test_each_intent_gets_the_same_number_of_examples(tmp_path: Path) -> None:
    write_nlu(tmp_path, EXAMPLES + 5)
    found = stock_project.examples(tmp_path)
    assert set(found) == set(INTENTS)
    assert {len(texts) for texts in found.values()} == {EXAMPLES}
    assert found["ask"][0] == "例句0"


def test_too_few_examples_are_named(tmp_path: Path) -> None:
    write_nlu(tmp_path, EXAMPLES - 1)
    with pytest.raises(InputInvalid, match="ask_materials"):
        stock_project.examples(tmp_path)


def test_our_own_training_data_suffice() -> None:
    assert stock_project.examples(ROOT / "data" / "nlu")["greet"]


@pytest.fixture
def project(tmp_path: Path) -> dict[str, str]:
    write_nlu(tmp_path, EXAMPLES)
    dictionary = tmp_path / "dictionary.txt"
    dictionary.write_text("济源 10\n", encoding="utf-8")
    return stock_project.files(tmp_path, dictionary)


def test_stories_and_rules_use_what_the_domain_knows(project: dict[str, str]) -> None:
    domain = yaml.safe_load(project["domain.yml"])
    stories = yaml.safe_load(project["data/stories.yml"])["stories"]
    rules = yaml.safe_load(project["data/rules.yml"])["rules"]
    steps = [step for each in (*stories, *rules) for step in each["steps"]]
    assert {step["intent"] for step in steps if "intent" in step} == set(domain["intents"])
    assert {step["action"] for step in steps if "action" in step} == set(domain["responses"])
    assert [rule["steps"][0]["intent"] for rule in rules] == list(RULED)
    assert "actions" not in domain


def test_the_pipeline_is_the_default_but_for_the_tokenizer(project: dict[str, str]) -> None:
    config = yaml.safe_load(project["config.yml"])
    names = [part["name"] for part in config["pipeline"]]
    assert names[0] == "JiebaTokenizer"
    assert {"DIETClassifier", "FallbackClassifier"} <= set(names)
    policies = [part["name"] for part in config["policies"]]
    assert policies == ["MemoizationPolicy", "RulePolicy", "UnexpecTEDIntentPolicy", "TEDPolicy"]


def test_the_key_follows_every_file(project: dict[str, str]) -> None:
    first = stock_project.key(project)
    assert first == stock_project.key(dict(reversed(project.items())))
    for name in project:
        assert stock_project.key({**project, name: project[name] + "#"}) != first


def test_files_are_written_below_the_folder(project: dict[str, str], tmp_path: Path) -> None:
    stock_project.write(project, tmp_path / "made")
    written = {
        p.relative_to(tmp_path / "made").as_posix() for p in (tmp_path / "made").rglob("*") if p.is_file()
    }
    assert written == set(project)
