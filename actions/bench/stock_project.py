"""The files of a stock Rasa project: what ``rasa init`` of Rasa 3.6 sets up, in Chinese.

The pipeline and the policies are Rasa's own defaults; only the tokenizer is replaced, because its
own cuts at spaces. The training examples are a part of ours, so that training takes minutes; fewer
intents and words make the stock model smaller and faster, never slower.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import InputInvalid

INTENTS = (
    "ask", "ask_materials", "ask_fee", "hotline_status", "hotline_about", "greet", "thanks", "out_of_scope",
)  # fmt: skip
EXAMPLES = 25
#: Turns of a story, and intents that a rule answers as well: as in the project that ``rasa init`` makes.
TURNS = 3
RULED = ("greet", "thanks")
DICTIONARY = "jieba/dictionary.txt"
CONFIG: dict[str, Any] = {
    "recipe": "default.v1",
    "assistant_id": "stock",
    "language": "zh",
    "pipeline": [
        {"name": "JiebaTokenizer", "dictionary_path": "jieba"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
        {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ],
    "policies": [
        {"name": "MemoizationPolicy"},
        {"name": "RulePolicy"},
        {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": 100},
        {"name": "TEDPolicy", "max_history": 5, "epochs": 100, "constrain_similarities": True},
    ],
}
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


def plain(example: str) -> str:
    """An example without its entity marks."""
    return _ENTITY.sub(r"\1", example).strip()


def examples(nlu: Path) -> dict[str, list[str]]:
    """The first examples of each chosen intent in our training data."""
    found: dict[str, list[str]] = {intent: [] for intent in INTENTS}
    for path in sorted(nlu.glob("*.yml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).get("nlu", ()):
            if entry.get("intent") in found:
                found[entry["intent"]] += _lines(entry["examples"])
    short = [intent for intent, texts in found.items() if len(texts) < EXAMPLES]
    if short:
        raise InputInvalid(f"{nlu} 里这些意图的例句不足 {EXAMPLES} 条:{'、'.join(short)}")
    return {intent: texts[:EXAMPLES] for intent, texts in found.items()}


def _lines(block: str) -> Iterator[str]:
    return (plain(line[2:]) for line in block.splitlines() if line.startswith("- "))


def files(nlu: Path, dictionary: Path) -> dict[str, str]:
    """Every file of the project by its path."""
    return {
        "config.yml": _yaml(CONFIG),
        "domain.yml": _yaml(_domain()),
        "data/nlu.yml": _yaml({"version": "3.1", "nlu": _nlu(examples(nlu))}),
        "data/stories.yml": _yaml({"version": "3.1", "stories": list(_stories())}),
        "data/rules.yml": _yaml({"version": "3.1", "rules": [_rule(intent) for intent in RULED]}),
        "credentials.yml": "rest:\n",
        "endpoints.yml": "",
        DICTIONARY: dictionary.read_text(encoding="utf-8"),
    }


def key(project: Mapping[str, str]) -> str:
    """Changes when any file does: a model trained from other files is not used again."""
    found = hashlib.sha256()
    for name, text in sorted(project.items()):
        found.update(f"{name}\0{text}\0".encode())
    return found.hexdigest()[:16]


def write(project: Mapping[str, str], folder: Path) -> None:
    """Put the files into a folder."""
    for name, text in project.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _yaml(value: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(value), allow_unicode=True, sort_keys=False)


def _domain() -> dict[str, Any]:
    responses = {f"utter_{intent}": [{"text": f"这是关于 {intent} 的回答。"}] for intent in INTENTS}
    session = {"session_expiration_time": 60, "carry_over_slots_to_new_session": True}
    return {"version": "3.1", "intents": list(INTENTS), "responses": responses, "session_config": session}


def _nlu(texts: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    return [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in some)}
        for intent, some in texts.items()
    ]


def _stories() -> Iterator[dict[str, Any]]:
    """One story from each intent, going on through the intents after it."""
    for at, intent in enumerate(INTENTS):
        following = islice((*INTENTS, *INTENTS), at, at + TURNS)
        steps = [step for each in following for step in _steps(each)]
        yield {"story": f"from {intent}", "steps": steps}


def _rule(intent: str) -> dict[str, Any]:
    return {"rule": f"answer {intent}", "steps": _steps(intent)}


def _steps(intent: str) -> list[dict[str, str]]:
    return [{"intent": intent}, {"action": f"utter_{intent}"}]
