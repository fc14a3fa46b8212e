"""What the forms for content look like: kinds of records with their fields, in the words of the people who fill
them in. The rules themselves are those of ``knowledge.formats``; here is only how a record is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel
from pydantic import Field as Limits

from actions.canned import Canned
from actions.publishing.files import DICTIONARY, REPLIES, SYNONYMS
from knowledge.formats.answer import CuratedAnswer, Outcome
from knowledge.formats.department import Department
from knowledge.formats.grid import GridRecord, TownRecord
from knowledge.formats.hotline import Category
from knowledge.formats.service import Aspect
from knowledge.formats.synonyms import SynonymGroup


def word(text: str) -> str:
    """A word as the dictionary can hold it."""
    if not re.fullmatch(r"[^\s]{2,20}", text):
        raise ValueError(f"“{text}”不能用：一个词 2 到 20 个字，中间没有空格")
    return text


Word = Annotated[str, AfterValidator(word)]
Kind = Literal["line", "text", "date", "choice", "list", "rows", "words"]
#: Where suggestions for an input come from; what is chosen is stored by its id.
Pick = Literal["", "services", "documents", "departments", "villages"]


@dataclass(frozen=True)
class Field:
    """One thing to fill in."""

    key: str
    label: str
    kind: Kind = "line"
    hint: str = ""
    required: bool = False
    #: Values and what they are called; with an empty value the field may be left out.
    choices: Sequence[tuple[str, str]] = ()
    pick: Pick = ""
    #: The inputs of a row.
    columns: Sequence[Field] = ()
    #: Rows are written as a list, as one mapping of names to values, or are one group that may be missing.
    rows_as: Literal["list", "mapping", "group"] = "list"
    #: Blank inputs offered beyond those in use.
    spare: int = 3
    #: Inputs shown at least.
    least: int = 0
    number: bool = False
    #: Never changed after it was first published: other records and tickets name it.
    settled: bool = False
    #: Written over several lines in the file.
    block: bool = False


@dataclass(frozen=True)
class Shape:
    """A kind of record that is edited by a form."""

    name: str
    title: str
    #: What one of them is called.
    one: str
    path: re.Pattern[str]
    model: type[BaseModel]
    #: The field that tells one from another, and those that are shown in a list.
    key: str
    shown: Sequence[str]
    fields: Sequence[Field]
    hint: str = ""
    #: When a publication of it is in use, where that is not at once.
    effect: str = "发布后几秒就用上。"
    #: How the file holds its records: as a list, under fixed names, or as one list of words.
    layout: Literal["list", "names", "words"] = "list"
    #: What the fixed names mean.
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def order(self) -> list[str]:
        """Keys in the order in which they are written."""
        return [one.key for one in self.fields]

    @property
    def blocks(self) -> list[str]:
        """Keys that are written over several lines."""
        return [one.key for one in self.fields if one.block]

    def field(self, key: str) -> Field | None:
        """A field by its key."""
        return next((one for one in self.fields if one.key == key), None)


_OUTCOMES = {
    Outcome.ANSWERED: "答了（要写来源）", Outcome.NO_ANSWER: "说明查不到、还没有核实",
    Outcome.OUT_OF_SCOPE: "说明不归我们管", Outcome.CLARIFICATION: "请对方再说清楚", Outcome.DONE: "了结一段话",
    Outcome.EMERGENCY: "紧急情况",
}  # fmt: skip
_ASPECTS = {
    Aspect.MATERIALS: "材料", Aspect.TIME_LIMIT: "时限", Aspect.FEE: "收费", Aspect.PLACE: "地点",
    Aspect.CONDITIONS: "条件", Aspect.PROCESS: "流程", Aspect.CHANNEL: "办理方式", Aspect.BASIS: "依据",
    Aspect.RESULT: "结果",
}  # fmt: skip


def _outcomes(*among: Outcome) -> list[tuple[str, str]]:
    return [(one.value, _OUTCOMES[one]) for one in among]


ANSWERS = Shape(
    "answers", "标准答复", "答复", re.compile(r"answers/.+\.ya?ml"), CuratedAnswer, "id", ("questions", "answer"),
    (
        Field("id", "编号", hint="英文小写和短横，不用改；别处按它找到这条答复", required=True, settled=True),
        Field("questions", "问法", "list", "居民会怎么问，至少写四种，越像平时说话越好；一格一种，清空就是删去", True,
              spare=2, least=6, block=True),
        Field("answer", "答复", "text", "先说结论，再说依据；没有核实的不写", True),
        Field("sources", "来源", "rows", "答复依据的政策文件或办事指南；说“查不到”“不归我们管”的可以不写", columns=(
            Field("document", "文件或事项", pick="documents"), Field("section", "章节标题（可不写）"),
        ), spare=1),
        Field("outcome", "这条答复", "choice",
              choices=[("", _OUTCOMES[Outcome.ANSWERED]),
                       *_outcomes(Outcome.NO_ANSWER, Outcome.OUT_OF_SCOPE, Outcome.CLARIFICATION)]),
        Field("service", "说的是哪件事项", hint="居民接着问“要什么材料”时，就答这件事项", pick="services"),
        Field("aspect", "说的是哪一方面", "choice",
              choices=[("", "（不限）"), *((one.value, label) for one, label in _ASPECTS.items())]),
        Field("checked", "核对日期", "date", "您对照原文核对的日子", True),
        Field("review", "复查日期", "date", "到这一天会出现在工作清单里", True),
    ),
    hint="一条答复配几种问法：居民的话和哪种问法最像，就答哪一条。",
)  # fmt: skip

WORDS = Shape(
    "synonyms", "同义词", "一组同义词", re.compile(re.escape(SYNONYMS)), SynonymGroup, "canonical", ("canonical", "words"),
    (
        Field("canonical", "文件里的说法", hint="规范的词，例如“居民户口簿”", required=True),
        Field("words", "居民的说法", "list", "意思真正相同的词，一格一个；一个词只能属于一组，太短的字（钱、办、证）不要收",
              True),
    ),
    hint="检索时，把居民的说法当作文件里的说法来找。",
)  # fmt: skip

DEPARTMENTS = Shape(
    "departments", "部门", "部门", re.compile(r"departments\.yml"), Department, "name", ("name", "aliases", "remit"),
    (
        Field("name", "名称", hint="办事指南和派单目录里写的就是它，要一字不差；改名要连那些一起改", required=True),
        Field("aliases", "平时的叫法", "list", "用来听懂“工商局”“车管所”，一格一个", spare=2),
        Field("remit", "管什么", "text", "一句话"),
        Field("note", "备注", "text", "例如正式名称还没有核实；没有核实的地址、电话不写"),
    ),
)  # fmt: skip

_LABEL = Field("label", "简称")
DISPATCH = Shape(
    "dispatch", "派单目录", "一类诉求", re.compile(r"hotline/categories\.ya?ml"), Category, "id", ("name", "group", "lead", "keywords"),
    (
        Field("id", "编号", hint="英文小写和短横；工单里存的是它，用过以后不要改", required=True, settled=True),
        Field("name", "名称", hint="给居民看的", required=True),
        Field("group", "大类", required=True),
        Field("lead", "牵头部门", required=True, pick="departments"),
        Field("with", "协办部门", "list", "有交叉时配合的部门，一格一个", pick="departments", spare=2),
        Field("overlap", "交叉时怎么分", "text"),
        Field("grassroots", "派给镇街的依据", "rows", "只有镇街、村（社区）自己的事才写；没写的一律不派给镇街",
              columns=(Field("basis", "依据"), Field("part", "只是其中哪一部分（可不写）")), rows_as="group"),
        Field("keywords", "听到这些词", "list", "词越专越好，一格一个", True),
        Field("examples", "居民的说法", "list", "至少三句，一格一句", True, spare=2, least=4),
        Field("questions", "填单时追问", "rows", columns=(_LABEL, Field("ask", "问句")), spare=1),
        Field("limit", "办理时限", "rows", "查到公布的时限才写，写明依据",
              columns=(Field("days", "工作日", number=True), Field("basis", "依据")), rows_as="group"),
    ),
    effect="发布后，派单建议和工单页面就按新的来；对外接口（Open311）的诉求种类重启服务后才更新。",
)  # fmt: skip

TOWNS = Shape(
    "towns", "镇街和村", "镇、街道", re.compile(r"grid/divisions\.ya?ml"), TownRecord, "code", ("name", "code"),
    (
        Field("code", "代码", hint="官方的 9 位统计用区划代码", required=True),
        Field("name", "名称", hint="以“镇”“乡”或“街道”结尾", required=True),
        Field("villages", "村、社区", "rows", "12 位代码，开头是镇街的代码；名称照官方的写全", True,
              columns=(Field("code", "代码"), Field("name", "名称")), rows_as="mapping", block=True),
    ),
)  # fmt: skip

GRIDS = Shape(
    "grids", "网格", "网格", re.compile(r"grid/grids\.ya?ml"), GridRecord, "code", ("name", "village", "covers"),
    (
        Field("code", "网格编号", hint="本市自己的编号，不能重复", required=True),
        Field("name", "名称", hint="例如“第一网格”", required=True),
        Field("village", "所在村、社区", required=True, pick="villages"),
        Field("covers", "包括的地方", "list", "小区、路段、楼栋、村民组，一格一个；整村一个网格可以不写"),
        Field("contact", "服务电话", hint="对外公布的单位电话；没有核实就不写，不写个人手机号"),
    ),
)  # fmt: skip

CANNED = Shape(
    "replies", "固定回复", "固定回复", re.compile(re.escape(REPLIES)), Canned, "act", ("text",),
    (
        Field("text", "回复", "text", "没有核实过的电话、地址不写", True),
        Field("outcome", "这次回复", "choice", choices=[(Outcome.ANSWERED.value, "答了"), *_outcomes(
            Outcome.CLARIFICATION, Outcome.NO_ANSWER, Outcome.DONE)], required=True),
        Field("kind", "样子", "choice", choices=[("", "文字"), ("contact", "给出联系方式")]),
        Field("choices", "按钮", "rows", "最多六个；按钮上的字，和点了以后替居民说出的话",
              columns=(Field("title", "按钮上的字"), Field("text", "替居民说的话")), spare=2),
    ),
    hint="与办事内容无关的话怎么回：问好、道谢、转人工。", layout="names", labels={
        "greet": "问好", "help": "问能干什么，或没听懂", "bot_challenge": "问是不是真人", "human": "要转人工",
        "thanks": "道谢", "bye": "道别", "feedback_good": "夸奖", "feedback_bad": "说没答好", "affirm": "说“是”",
        "deny": "说“不是”", "cancel": "说“算了”",
    },
)  # fmt: skip


class Vocabulary(BaseModel):
    """The words of the dictionary."""

    words: tuple[Word, ...] = Limits(min_length=1)


TERMS = Shape(
    "dictionary", "词典", "词典", re.compile(re.escape(DICTIONARY)), Vocabulary, "words", ("words",),
    (Field("words", "词", "words", "一行一个词。系统会把它当作一个整体来认，不拆开", True),),
    hint="机器分词时不拆开的词，例如“灵活就业人员”。专有的词拆开就找不准，才需要加。",
    effect="发布后，检索几秒就按新词典来。对话理解（Rasa）用的是训练时的词典，下次训练对话模型才换上。",
    layout="words",
)  # fmt: skip

SHAPES: Sequence[Shape] = (ANSWERS, WORDS, TERMS, DEPARTMENTS, DISPATCH, TOWNS, GRIDS, CANNED)


def shape_of(path: str) -> Shape | None:
    """The form for a file's records; ``None`` for files that have none."""
    return next((shape for shape in SHAPES if shape.path.fullmatch(path)), None)


def shape_named(name: str) -> Shape | None:
    """A kind of record by its name."""
    return next((shape for shape in SHAPES if shape.name == name), None)
