"""A service record (办事指南): ``knowledge/content/services/<id>.yml``, one file a service.

The elements follow GB/T 39554. Every element either carries its content with the key of a source
listed under ``sources``, or says ``gap: …``: the lint counts gaps, residents read
“请向窗口或12345核实”. ``when`` limits an entry to situations: question id → option ids; all
questions named must match, an unanswered question matches everything.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field, model_validator

from knowledge.formats.source import Id, OfficialUrl, Source, Strict, Text


class Aspect(StrEnum):
    """The part of a service that a question is about; the names of the chat contract."""

    MATERIALS = "materials"
    TIME_LIMIT = "time_limit"
    FEE = "fee"
    PLACE = "place"
    CONDITIONS = "conditions"
    PROCESS = "process"
    CHANNEL = "channel"
    BASIS = "basis"
    RESULT = "result"


class Kind(StrEnum):
    """A single item, or a 一件事 that merges several."""

    ITEM = "事项"
    BUNDLE = "一件事"


class Applicant(StrEnum):
    """Who may apply."""

    PERSON = "个人"
    ENTERPRISE = "企业"


class LifeStage(StrEnum):
    """Stages of a person's life and of an enterprise's, as the national list of 一件事 groups them."""

    BIRTH = "出生"
    SCHOOL = "教育"
    WORK = "就业"
    LIVING = "生活"
    HOME = "置业"
    TRAVEL = "出行"
    HEALTH = "就医"
    RELIEF = "救助"
    OLD_AGE = "养老"
    DEATH = "身后"
    ENTRY = "准入准营"
    HIRING = "招聘用工"
    TAX = "纳税缴费"
    OPERATION = "经营发展"
    BUILDING = "工程建设"
    EXIT = "注销退出"


class Unit(StrEnum):
    """Units of time limits."""

    WORKING_DAY = "工作日"
    DAY = "日"
    MONTH = "个月"
    AT_ONCE = "当场"


class Exemption(StrEnum):
    """How a material need not be handed in."""

    SHARED = "数据共享"
    LICENCE = "电子证照"
    PROMISE = "告知承诺"
    LATER = "容缺"
    GENERATED = "系统生成"


When = dict[Id, tuple[Id, ...]]


class Entry(Strict):
    """What each element of a record has: its source, or a gap, and the situation it applies in."""

    source: Id | None = None
    gap: Text | None = None
    when: When = Field(default_factory=dict)

    @model_validator(mode="after")
    def _source_or_gap(self) -> Entry:
        if (self.source is None) == (self.gap is None):
            raise ValueError("每个要素须写 source（来源）或 gap（待核实的说明），二者取一")
        return self


class Statement(Entry):
    """A sentence: a condition, a result, a channel, a place."""

    text: Text | None = None

    @model_validator(mode="after")
    def _text_unless_gap(self) -> Statement:
        if self.gap is None and self.text is None:
            raise ValueError("写了 source 就要写 text")
        return self


class Exempt(Strict):
    """Why a material need not be handed in here."""

    how: Exemption
    note: Text | None = None


class Material(Entry):
    """One material of the list."""

    name: Text
    #: Everyday words for it, so that “要带户口本吗” finds 居民户口簿.
    aliases: tuple[Text, ...] = ()
    form: Text | None = None  # 原件 / 复印件 / 电子
    copies: int | None = Field(default=None, ge=0, le=20)
    issuer: Text | None = None
    #: 必要 unless said otherwise; optional ones say when in ``note``.
    required: bool = True
    exempt: Exempt | None = None
    note: Text | None = None


class Step(Entry):
    """One step of the process; ``after`` names the steps that must be finished first."""

    id: Id
    text: Text
    who: Text
    after: tuple[Id, ...] = ()
    days: int | None = Field(default=None, ge=0)
    unit: Unit | None = None

    @model_validator(mode="after")
    def _days_with_unit(self) -> Step:
        if (self.days is None) != (self.unit is None):
            raise ValueError("办理时限要同时写 days 和 unit（工作日、日、个月、当场）")
        return self


class Limit(Entry):
    """A time limit with its unit; 当场 has value 0."""

    value: int | None = Field(default=None, ge=0, le=3660)
    unit: Unit | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _value_with_unit(self) -> Limit:
        if self.gap is None and (self.value is None or self.unit is None):
            raise ValueError("时限要同时写 value 和 unit（工作日、日、个月、当场）")
        return self


class TimeLimit(Strict):
    """Statutory (法定) and promised (承诺) limits."""

    statutory: tuple[Limit, ...] = Field(min_length=1)
    promised: tuple[Limit, ...] = Field(min_length=1)


class Fee(Entry):
    """What it costs; ``amount`` in yuan, 0 for free."""

    amount: float | None = Field(default=None, ge=0)
    text: Text | None = None

    @model_validator(mode="after")
    def _text_unless_gap(self) -> Fee:
        if self.gap is None and self.text is None:
            raise ValueError("收费要写 text（例如“不收费”）")
        return self


class ChannelKind(StrEnum):
    """How an application can be made."""

    ONLINE = "网上"
    WINDOW = "窗口"
    POST = "邮寄"
    SELF = "自助"
    APP = "手机"


class Channel(Statement):
    """A way to apply."""

    kind: ChannelKind
    url: OfficialUrl | None = None


class Basis(Entry):
    """A legal basis: the article and what it says, in our words."""

    article: Text | None = None
    text: Text | None = None


class Part(Entry):
    """A single item merged into a 一件事."""

    name: Text
    department: Text
    #: Record of the same item in this catalogue, if there is one.
    service: Id | None = None


class Option(Strict):
    """One answer to a situation question; ``words`` are what people type for it."""

    id: Id
    title: Text
    words: tuple[Text, ...] = ()


class Question(Strict):
    """A question about the person's situation; asked only when its answer changes the list."""

    id: Id
    ask: Text
    options: tuple[Option, ...] = Field(min_length=2)
    #: Asked only in these situations.
    when: When = Field(default_factory=dict)


class Visits(Entry):
    """Fewest visits in person; 0 when everything can be done from home."""

    value: int | None = Field(default=None, ge=0, le=9)
    text: Text | None = None


class Faq(Entry):
    """A further rule that people ask about."""

    question: Text
    answer: Text


class Service(Strict):
    """A service record."""

    id: Id
    name: Text
    kind: Kind
    summary: Text
    aliases: tuple[Text, ...] = ()
    everyday: tuple[Text, ...] = ()
    #: Things often confused with this service and their service ids (居住证 vs 居民身份证).
    not_to_confuse: tuple[Id, ...] = ()
    applicant: tuple[Applicant, ...] = Field(min_length=1)
    life_stage: LifeStage
    #: Lead department first; names from departments.yml.
    departments: tuple[Text, ...] = Field(min_length=1)
    parts: tuple[Part, ...] = ()
    questions: tuple[Question, ...] = ()
    conditions: tuple[Statement, ...] = Field(min_length=1)
    materials: tuple[Material, ...] = Field(min_length=1)
    process: tuple[Step, ...] = Field(min_length=1)
    time_limit: TimeLimit
    fee: tuple[Fee, ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = Field(min_length=1)
    place: tuple[Statement, ...] = Field(min_length=1)
    result: tuple[Statement, ...] = Field(min_length=1)
    basis: tuple[Basis, ...] = Field(min_length=1)
    #: Fewest visits in person.
    visits: Visits
    evaluation: Statement
    faq: tuple[Faq, ...] = ()
    checked: date
    sources: dict[Id, Source] = Field(min_length=1)
