"""How people ask: words that name an aspect of a matter, and words that name nothing at all."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.errors import ContentError, Fault
from knowledge.formats.service import Aspect

VOCABULARY = Path(__file__).parents[1] / "vocabulary"
ASPECTS = VOCABULARY / "aspects.yml"
DIALECT = VOCABULARY / "dialect.yml"
#: Words of asking that say nothing about the matter.
FILLER = re.compile(
    "请问|请教|问一下|问下|我想|想要|想问|想|咨询|了解|一下|麻烦|你好|您好|怎么办理|如何办理|怎样办理|怎么办|咋办|咋弄|咋整|"
    "怎么弄|拿到|下来|那么|那|办个|弄个|办点|怎么|咋|如何|怎样|需要|什么|啥|哪些|手续|要办|办理|能不能|可不可以|可以|我们|咱们|我|俺|咱|吗|呢|吧|呀|啊|嘛|的|了|得"
)
_MARKS = re.compile(r"[^\w]+")

#: “不是注销,是变更”: what is denied, up to what is meant instead.
_DENIED = re.compile(
    r"(?:不是|不想|不要|并非|不用|先不|没想)[^,,。;;?!]{1,16}[,,;;]\s*(?:我)?(?:而是|只是|只想|就想|就是|只要|是想|是要|想|是|要)"
)
_QUESTION = re.compile(r"[。!?;]|请问|想问")


@lru_cache(maxsize=1)
def aspect_patterns() -> dict[Aspect, re.Pattern[str]]:
    """Wordings of each aspect, from ``knowledge/vocabulary/aspects.yml``."""
    try:
        rows = yaml.load(ASPECTS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return {Aspect(name): re.compile("|".join(words)) for name, words in rows.items()}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError([Fault(ASPECTS, line, f"不是正确的 YAML:{error.problem}")]) from error
    except (ValueError, TypeError, AttributeError, re.error) as error:
        raise ContentError([Fault(ASPECTS, 0, str(error))]) from error


def without_filler(text: str) -> str:
    """A wording without words of asking; the wording itself when nothing else is left."""
    return FILLER.sub("", text) or text


def subject(text: str) -> str:
    """What a question is about, without its aspect and words of asking; may be empty (“多少钱?”)."""
    for pattern in aspect_patterns().values():
        text = pattern.sub(" ", text)
    return _MARKS.sub("", FILLER.sub("", text))


def affirmed(text: str) -> str:
    """A question without the matter it denies: “不是注销,是变更地址” asks about 变更地址."""
    plain = _DENIED.sub("", text)
    return plain if subject(plain) else text


def final_question(text: str) -> str:
    """The question that a long story ends with: what comes after its last full stop or “请问”."""
    parts = [part for part in _QUESTION.split(text) if part.strip()]
    return parts[-1] if parts else text


@lru_cache(maxsize=1)
def _dialect() -> tuple[list[str], re.Pattern[str]]:
    """The standard words, and one pattern with a group for each of them in the same order."""
    try:
        words = yaml.load(DIALECT.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        names = sorted(words, key=len, reverse=True)
        return [str(words[name]) for name in names], re.compile("|".join(f"({name})" for name in names))
    except (yaml.YAMLError, TypeError, re.error) as error:
        raise ContentError([Fault(DIALECT, 0, str(error))]) from error


def standard(text: str) -> str:
    """A question with the words of the local dialect in standard Chinese."""
    words, pattern = _dialect()
    return pattern.sub(lambda found: words[(found.lastindex or 1) - 1], text)
