"""A group of open questions as the beginning of a file: an answer with its phrasings, or a document; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

#: An answer is found by at least this many phrasings.
PHRASINGS = 4
REVIEW_AFTER = timedelta(days=180)

#: What can be begun, and what it is called.
KINDS: Mapping[str, str] = {"answers": "标准答复", "policies": "政策文件"}


def begun(kind: str, name: str, questions: Sequence[str], today: date) -> tuple[str, str]:
    """Path and text of the file; ``KeyError`` for another kind."""
    write, suffix = _WRITERS[kind]
    return f"{kind}/{name}.{suffix}", write(name, list(questions), today)


def _answer(name: str, questions: list[str], today: date) -> str:
    missing = PHRASINGS - len(questions)
    phrasings = [*questions, *(f"（再写一种问法 {number + 1}）" for number in range(missing))]
    return "\n".join(
        (
            "# 居民问过、还没有答案的问题",
            "",
            f"- id: {name}",
            "  questions:",
            *(f"    - {_quoted(text)}" for text in phrasings),
            "  answer: |-",
            "    （写答复）",
            "  sources:",
            "    - document: （政策文件或办事指南的编号）",
            f"  checked: {today.isoformat()}",
            f"  review: {(today + REVIEW_AFTER).isoformat()}",
            "",
        )
    )


def _policy(_name: str, questions: list[str], today: date) -> str:
    asked = "\n".join(f"<!-- 居民问：{text.replace('--', '－－')} -->" for text in questions)
    return (
        f"---\ntitle: （写文件标题）\nstatus: 现行\nchecked: {today.isoformat()}\n---\n\n{asked}\n\n"
        "（写正文。小标题以“## ”开头。）\n"
    )


def _quoted(text: str) -> str:
    """A line of text in quotes that YAML reads back as it is, whatever is in it."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


_WRITERS: Mapping[str, tuple[Callable[[str, list[str], date], str], str]] = {
    "answers": (_answer, "yml"),
    "policies": (_policy, "md"),
}
