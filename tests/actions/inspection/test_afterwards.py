"""Ratings hide who gave them; the record, the counts and the calendar belong to the enterprise."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from actions.inspection import afterwards, agenda, arrival, registration
from actions.inspection.access import SUPERVISION, Actor, Role
from actions.inspection.errors import NotAllowed, Refused
from actions.inspection.visits import visit
from knowledge.city_time import CHINA
from tests.actions.inspection.conftest import CERTIFICATES, DAY, FIRE, HOUR, MARKET, NOW, City, part

AGENCY = Actor(Role.AGENCY, MARKET)


def owner(city: City) -> Actor:
    return Actor(Role.ENTERPRISE, city.bakery.id)


def held(city: City, day: int = 0) -> str:
    """A visit that took place."""
    at = NOW + day * DAY
    visit_id = city.visit_id(starts_at=at + HOUR, ends_at=at + 2 * HOUR, type="case", separate_reason="分开")
    text = city.write(arrival.enterprise_qr_text, city.bakery, city.keyring, NOW)
    city.write(arrival.check_in, visit_id, text, CERTIFICATES[MARKET], "", at + HOUR)
    return visit_id


def test_a_visit_is_rated_once_by_its_enterprise(city: City) -> None:
    visit_id = held(city)
    city.write(afterwards.rate, owner(city), visit_id, 5, "很规范", NOW)
    assert city.write(afterwards.is_rated, visit_id)
    with pytest.raises(Refused, match="已经评价过"):
        city.write(afterwards.rate, owner(city), visit_id, 1, "", NOW)
    for other in (AGENCY, SUPERVISION, Actor(Role.ENTERPRISE, city.factory.id)):
        with pytest.raises(NotAllowed):
            city.write(afterwards.rate, other, visit_id, 1, "", NOW)


def test_grades_are_one_to_five_and_for_visits_that_took_place(city: City) -> None:
    with pytest.raises(Refused, match="1 到 5"):
        city.write(afterwards.rate, owner(city), held(city), 6, "", NOW)
    ahead = city.visit_id(type="case")
    with pytest.raises(Refused, match="到场以后"):
        city.write(afterwards.rate, owner(city), ahead, 5, "", NOW)
    with pytest.raises(NotAllowed):
        city.write(afterwards.rate, owner(city), "nothing", 5, "", NOW)


def test_an_agency_sees_an_average_only_of_enough_ratings(city: City) -> None:
    for day, grade in enumerate([5, 4, 3, 2]):
        city.write(afterwards.rate, owner(city), held(city, day), grade, "", NOW)
    few = city.write(afterwards.average, AGENCY, MARKET, 2026)
    assert (few.ratings, few.grade) == (0, None)
    city.write(afterwards.rate, owner(city), held(city, 9), 1, "", NOW)
    enough = city.write(afterwards.average, AGENCY, MARKET, 2026)
    assert (enough.ratings, enough.grade) == (5, 3.0)
    with pytest.raises(NotAllowed):
        city.write(afterwards.average, Actor(Role.AGENCY, FIRE), MARKET, 2026)


def test_an_enterprise_sees_its_record_and_its_counts(city: City) -> None:
    first = city.visit_id()
    city.visit_id(FIRE, starts_at=NOW + 30 * DAY, ends_at=NOW + 30 * DAY + HOUR)
    assert [one.id for one in city.write(afterwards.record, owner(city), city.bakery.id)][-1] == first
    told = {
        one.agency: (one.visits, one.cap, one.left)
        for one in city.write(afterwards.counts, owner(city), city.bakery.id, 2026)
    }
    assert told == {"甲局": (1, 4, 3), "乙局": (1, 4, 3), "丙局": (0, 4, 4)}
    for other in (AGENCY, Actor(Role.ENTERPRISE, city.factory.id)):
        with pytest.raises(NotAllowed):
            city.write(afterwards.record, other, city.bakery.id)


def test_the_calendar_has_announced_visits_in_local_time(city: City) -> None:
    visit_id = city.visit_id()
    city.write(registration.join, visit_id, part(FIRE), NOW)
    silent = city.visit_id(type="case", notice_by="", starts_at=NOW + DAY, ends_at=NOW + DAY + HOUR)
    found = [city.write(visit, one) for one in (visit_id, silent)]
    events = list(Calendar.from_ical(agenda.calendar(found, NOW)).walk("VEVENT"))
    assert len(events) == 1
    assert str(events[0]["summary"]) == "综合查一次：甲局、乙局"
    assert events[0].decoded("dtstart") == (NOW + HOUR).astimezone(CHINA)
    city.write(registration.cancel, visit_id, "改期", NOW)
    cancelled = Calendar.from_ical(agenda.calendar([city.write(visit, visit_id)], NOW)).walk("VEVENT")[0]
    assert str(cancelled["status"]) == "CANCELLED"
