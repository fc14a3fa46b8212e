"""Where a statement comes from, and how far it can be trusted."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

#: Only these sites are linked for residents: repost and mirror sites come and go, some are hijacked.
OFFICIAL_HOSTS = (".gov.cn", ".henanrd.gov.cn", ".npc.gov.cn", ".people.com.cn", ".12345.gov.cn")


class Tier(StrEnum):
    """How far a statement can be trusted."""

    LAW = "国家法条"
    DOCUMENT = "国家文件"
    PROVINCE = "河南文件"
    CITY = "济源公开信息"
    ELSEWHERE = "外省参照"
    GAP = "待核实"


class Strict(BaseModel):
    """Base of all file shapes: unknown keys are faults, values never change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


def _official(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.scheme != "http":
        raise ValueError("链接须以 https:// 或 http:// 开头")
    host = "." + (parts.hostname or "")
    if not host.endswith(OFFICIAL_HOSTS):
        raise ValueError("对外链接只能用政府官方网站（gov.cn 等）")
    return url


OfficialUrl = Annotated[str, AfterValidator(_official)]


class Source(Strict):
    """A citable source of a statement in a service record."""

    title: Text
    tier: Tier
    number: Text | None = None
    article: Text | None = None
    issuer: Text | None = None
    issued: date | None = None
    url: OfficialUrl | None = None
