"""Bodies of the inspection API; the published schemas are made from these."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, field_validator

from actions.inspection.arrival import ItemFinding, Shown
from actions.inspection.checking import Part, Request
from actions.inspection.visits import Visit
from bot.web.bodies import Body
from bot.web.reply import InspectionRef

_PLAIN = "^[^\\x00-\\x1f\\x7f]*$"
Short = Annotated[str, StringConstraints(max_length=100, pattern=_PLAIN)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=_PLAIN)]
#: PostgreSQL text has no zero character.
Words = Annotated[str, StringConstraints(max_length=1_000, pattern="^[^\\x00]*$")]
Keys = Annotated[list[Key], Field(max_length=50)]
#: Far enough from the ends of the calendar that time zones and spans can be added.
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class PartBody(Body):
    """What an agency brings to a visit."""

    certificates: Keys = Field(description="执法证号，不少于两个")
    items: Keys = Field(description="检查事项的编号")
    approved_by: Short = Field(default="", description="批准人；还没批准的不写")

    def part(self, agency_id: str) -> Part:
        """The part of this agency."""
        people = tuple(one.strip().upper() for one in self.certificates)
        return Part(agency_id, people, tuple(self.items), self.approved_by)


class VisitBody(PartBody):
    """A visit to register."""

    credit_code: Short = Field(description="被检查企业的统一社会信用代码")
    type: Key = Field(description="routine 日常、special 专项、case 个案")
    reason: Words = Field(description="检查事由")
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    emergency: bool = Field(default=False, description="突发应急：可以在开始后 24 小时内补登")
    late_reason: Words = ""
    separate_reason: Words = Field(default="", description="不能与别的检查合并的理由")
    plan_id: Short = ""
    notice_by: Short = Field(default="", description="送达检查通知的人；还没送达的不写")
    request_key: Short = Field(default="", description="对方系统给这次登记的编号，重发不会登记两次")

    @field_validator("starts_at", "ends_at")
    @classmethod
    def _in_this_age(cls, moment: datetime) -> datetime:
        if not FIRST <= moment <= LAST:
            raise ValueError("日期太早或太晚")
        return moment

    def request(self, agency_id: str, enterprise_id: str) -> Request:
        """The request of this agency."""
        return Request(
            enterprise_id,
            self.type,
            self.reason,
            self.starts_at,
            self.ends_at,
            (self.part(agency_id),),
            emergency=self.emergency,
            late_reason=self.late_reason,
            separate_reason=self.separate_reason,
            plan_id=self.plan_id or None,
            notice_by=self.notice_by,
            # Another agency's numbers are none of ours.
            request_key=f"{agency_id}:{self.request_key}" if self.request_key else "",
        )


class ByBody(Body):
    """Who approved, or who served the notice."""

    by: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_PLAIN)]


class ReasonBody(Body):
    """Why."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=1_000, pattern="^[^\\x00]*$")]


class CheckInBody(Body):
    """An arrival."""

    enterprise_code: Annotated[str, StringConstraints(max_length=500)] = Field(
        default="", description="扫到的企业码；只有突发应急可以不写"
    )
    certificates: Keys
    reason: Words = ""


class FindingBody(Body):
    """What was found on an item."""

    item: Key
    problem: bool
    text: Words
    correct_by: date | None = None


class FinishBody(Body):
    """The end of a visit."""

    findings: Annotated[list[FindingBody], Field(max_length=60)] = Field(default_factory=list)
    finished: bool = Field(default=True, description="false：先记下当天的结果，检查还没完")

    def found(self) -> list[ItemFinding]:
        """As the core takes them."""
        return [ItemFinding(one.item, one.problem, one.text, one.correct_by) for one in self.findings]


class VerifyBody(Body):
    """A code that somebody asks about."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=2_000)] = Field(
        description="扫到的文字，或者 XXX-XXX-XXX 的短码"
    )
    credit_code: Short = Field(
        default="", description="自己企业的统一社会信用代码；写了才能确认是不是给自己的"
    )


class Verified(BaseModel):
    """What a code means."""

    text: str
    inspection: InspectionRef


class ShownCodes(BaseModel):
    """What an inspector shows at the door."""

    token: str = Field(description="二维码的文字")
    typed: str
    expires_at: datetime
    qr: str = Field(description="二维码图（SVG）")

    @classmethod
    def of(cls, shown: Shown, qr: bytes) -> ShownCodes:
        """The codes with their image."""
        return cls(token=shown.token, typed=shown.typed, expires_at=shown.expires_at, qr=qr.decode())


def visit_document(visit: Visit) -> dict[str, object]:
    """A visit as its agencies see it."""
    return {
        "id": visit.id,
        "enterprise": visit.enterprise,
        "lead": visit.lead_id,
        "agencies": [{"id": key, "name": name} for key, name in visit.agencies.items()],
        "type": visit.type,
        "status": visit.status,
        "status_name": visit.status_name,
        "reason": visit.reason,
        "starts_at": visit.starts_at.isoformat(),
        "ends_at": visit.ends_at.isoformat(),
        "emergency": visit.emergency,
        "joint": visit.joint,
        "noticed": visit.noticed_at is not None,
        "items": [{"id": one.id, "name": one.name, "basis": one.basis} for one in visit.items],
        "inspectors": [{"name": one.name, "certificate": one.certificate} for one in visit.inspectors],
        "findings": [
            {
                "item": one.item,
                "on": one.on.isoformat(),
                "problem": one.problem,
                "text": one.text,
                "correct_by": one.correct_by and one.correct_by.isoformat(),
            }
            for one in visit.findings
        ],
        "check_ins": [
            {"inspector": one.inspector_id, "at": one.at.isoformat(), "scanned": one.scanned}
            for one in visit.check_ins
        ],
        "demo": visit.demo,
    }
