"""When something happened, in everyday words: 今天上午10点, 昨天下午, 3月2日9点半. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from knowledge.city_time import CHINA

DAYS = {"今天": 0, "今儿": 0, "刚才": 0, "刚刚": 0, "现在": 0, "昨天": 1, "昨儿": 1, "前天": 2, "大前天": 3}
#: The hour that a part of the day stands for.
PARTS = {
    "凌晨": 3,
    "早上": 8,
    "上午": 10,
    "中午": 12,
    "下午": 15,
    "傍晚": 18,
    "晚上": 20,
    "夜里": 22,
    "半夜": 2,
}
NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
           "十一": 11, "十二": 12}  # fmt: skip

_DATE = re.compile(r"(?:(?P<year>20\d\d)[年.-])?(?P<month>\d{1,2})[月.-](?P<day>\d{1,2})[日号]?")
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2}|十[一二]?|[一二两三四五六七八九])(?:点|:)(?P<rest>半|\d{1,2})?", re.ASCII
)
_DAY = re.compile("|".join(sorted(DAYS, key=len, reverse=True)))
_PART = re.compile("|".join(PARTS))


def happened_at(text: str, now: datetime) -> datetime | None:
    """The moment that a text names; None when it names no day."""
    here = now.astimezone(CHINA)
    day = _day(text, here)
    if day is None:
        return None
    if re.search("刚才|刚刚|现在", text):
        return here
    part = _PART.search(text)
    clock = _CLOCK.search(_DATE.sub(" ", text))
    hour, minute = _clock(clock, part[0] if part else "") if clock else (PARTS[part[0]] if part else 0, 0)
    if hour > 23 or minute > 59:
        return None
    found = day.replace(hour=hour, minute=minute)
    # “今天下午” said at two means before now, and only a clock time can lie ahead.
    return min(found, here) if clock is None and found.date() == here.date() else found


def _day(text: str, here: datetime) -> datetime | None:
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    named = _DAY.search(text)
    if named is not None:
        return midnight - timedelta(days=DAYS[named[0]])
    date = _DATE.search(text)
    if date is None:
        return None
    year = int(date["year"] or here.year)
    try:
        found = midnight.replace(year=year, month=int(date["month"]), day=int(date["day"]))
        # Without a year, a day that is still to come was last year's.
        return found if date["year"] or found <= midnight else found.replace(year=year - 1)
    except ValueError:
        return None


def _clock(found: re.Match[str], part: str) -> tuple[int, int]:
    hour = int(found["hour"]) if found["hour"].isdigit() else NUMBERS[found["hour"]]
    if part in ("下午", "傍晚", "晚上") and hour < 12:
        hour += 12
    rest = found["rest"]
    return hour, 30 if rest == "半" else int(rest or 0)
