"""Forms of the inspections' pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from wtforms import BooleanField, DateTimeLocalField, SelectField, TextAreaField, validators

from actions.inspection.arrival import ItemFinding, correction_day
from actions.inspection.checking import Part, Request
from actions.inspection.lists import AgencyItem, AgencyPlan
from actions.inspection.registry import Inspector
from actions.inspection.visits import VisitItem
from actions.inspection.vocabulary import vocabulary
from bot.web.console.forms import Checkboxes, ConsoleForm, choices, text_field
from knowledge.city_time import CHINA

MOMENT = "%Y-%m-%dT%H:%M"


class PartForm(ConsoleForm):
    """What an agency brings to a visit."""

    certificates = Checkboxes("检查人员", validate_choice=False, description="不少于两名")
    items = Checkboxes("检查事项", validate_choice=False, description="只能选本单位职责里已公布的事项")
    approved_by = text_field("批准人", 60, "还没审批的先空着，审批前不能入企", required=False)

    def offer(self, people: list[Inspector], items: list[AgencyItem], plans: list[AgencyPlan]) -> None:
        """Fill in what there is to choose from."""
        self.certificates.choices = choices(
            (one.certificate, f"{one.name}（{one.certificate}）") for one in people
        )
        self.items.choices = choices((one.id, f"{one.name}（{one.basis}）") for one in items if one.published)

    def part(self, agency_id: str) -> Part:
        """The part for the core."""
        return Part(
            agency_id,
            tuple(self.certificates.data or ()),
            tuple(self.items.data or ()),
            self.approved_by.data or "",
        )


class VisitForm(PartForm):
    """A visit to be registered."""

    credit_code = text_field("企业的统一社会信用代码", 40)
    type = SelectField("检查类型")
    plan = SelectField("依据的检查计划", validate_choice=False, description="专项检查要写；别的检查不用选")
    reason = TextAreaField("检查事由", [validators.Length(max=500, message="最多 500 个字")])
    starts_at = DateTimeLocalField("开始", [validators.InputRequired("请填写")], format=MOMENT)
    ends_at = DateTimeLocalField("结束", [validators.InputRequired("请填写")], format=MOMENT)
    notice_by = text_field("通知送达人", 60, "还没送达的先空着，送达前不能入企", required=False)
    emergency = BooleanField("突发应急", description="可以在开始后 24 小时内补登，单独统计")
    late_reason = text_field("补登的原因", 300, "补登突发应急时填写", required=False)
    separate_reason = text_field(
        "不能合并的理由", 300, "系统建议综合查一次、仍要单独来时填写；理由留档", required=False
    )

    def offer(self, people: list[Inspector], items: list[AgencyItem], plans: list[AgencyPlan]) -> None:
        """Types, and the plans that are approved, too."""
        super().offer(people, items, plans)
        self.type.choices = choices(types())
        told = [(one.id, f"{one.year}年 {one.title}") for one in plans]
        self.plan.choices = choices([("", "没有"), *told])

    def request(self, agency_id: str, enterprise_id: str) -> Request:
        """The request for the core."""
        assert self.starts_at.data is not None
        assert self.ends_at.data is not None
        return Request(
            enterprise_id,
            self.type.data or "",
            self.reason.data or "",
            _here(self.starts_at.data),
            _here(self.ends_at.data),
            (self.part(agency_id),),
            emergency=bool(self.emergency.data),
            plan_id=self.plan.data or None,
            late_reason=self.late_reason.data or "",
            separate_reason=self.separate_reason.data or "",
            notice_by=self.notice_by.data or "",
        )


class ByForm(ConsoleForm):
    """Who approved, or served the notice."""

    by = text_field("经办人", 60)


class ReasonForm(ConsoleForm):
    """Why a visit is called off."""

    reason = text_field("撤销的原因", 300)


class ArrivalForm(ConsoleForm):
    """Who has come, by the enterprise's code."""

    enterprise_code = text_field(
        "企业码", 2000, "用手机扫企业公示的二维码会自动填好；也可以粘贴", required=False
    )
    certificates = Checkboxes("到场人员", validate_choice=False)
    reason = text_field("到场说明", 300, "没有另外要说的就空着", required=False)


class CaseForm(ConsoleForm):
    """A step of a case."""

    status = SelectField("改为", validate_choice=False)
    note = TextAreaField("反映人能看到的说明", [validators.Length(max=500, message="最多 500 个字")])


def findings_in(
    fields: Mapping[str, str], items: Sequence[VisitItem], told: Collection[str], *, end: bool
) -> list[ItemFinding]:
    """What was found, item by item; at the end those without a word are recorded as sound.

    ``told`` names the items that something was noted of before.
    """
    found = []
    for place, item in enumerate(items):
        text, problem = fields.get(f"text-{place}", "").strip()[:1000], f"problem-{place}" in fields
        if problem or text:
            found.append(ItemFinding(item.id, problem, text, correction_day(fields.get(f"by-{place}", ""))))
        elif end and item.name not in told:
            found.append(ItemFinding(item.id, False, "没有发现问题"))
    return found


def types() -> list[tuple[str, str]]:
    """The types of inspection to choose from."""
    return [(key, kind.name) for key, kind in vocabulary().types.items()]


def _here(naive: datetime) -> datetime:
    return naive.replace(tzinfo=CHINA)
