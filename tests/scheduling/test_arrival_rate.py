"""The rhythm of an outlet, learned from when its articles appeared."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.scheduling.arrival_counts import count_arrivals
from crawler.scheduling.arrival_rate import HOURS, ArrivalRate

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 2, tzinfo=ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def every_morning(weeks: int, each: int = 6) -> list[datetime]:
    """So many articles between eight and nine on each working day."""
    days = [MONDAY + n * DAY for n in range(7 * weeks) if n % 7 < 5]
    return [day + 8 * HOUR + n * HOUR / each for day in days for n in range(each)]


def test_hours_differ_as_they_did_before() -> None:
    now = MONDAY + 28 * DAY
    rhythm = count_arrivals(every_morning(4), MONDAY, now, ZONE).rhythm(now, ZONE)
    assert 5 < rhythm.rate(now + 8.5 * HOUR) < 6.5
    assert rhythm.rate(now + 3 * HOUR) < 0.1
    assert rhythm.rate(now + 5 * DAY + 8.5 * HOUR) < 0.5  # a Saturday


def test_the_hours_are_those_of_the_outlet_s_own_clock() -> None:
    now = MONDAY + 28 * DAY
    rhythm = count_arrivals(every_morning(4), MONDAY, now, ZONE).rhythm(now, ZONE)
    morning = (now + 8.5 * HOUR).astimezone(UTC)
    assert rhythm.rate(morning) == rhythm.rate(now + 8.5 * HOUR) > 5


def test_a_week_that_is_known_tells_of_the_days_that_are_not() -> None:
    now = MONDAY + 3 * DAY
    rhythm = count_arrivals(every_morning(1)[:18], MONDAY, now, ZONE).rhythm(now, ZONE)
    assert rhythm.rate(MONDAY + 4 * DAY + 8.5 * HOUR) > 10 * rhythm.rate(
        MONDAY + 4 * DAY + 3 * HOUR
    )


def test_before_anything_is_known_little_is_expected() -> None:
    rhythm = ArrivalRate.fit([0] * HOURS, MONDAY, MONDAY, ZONE)
    assert 0 < rhythm.expected_count(MONDAY, MONDAY + DAY) < 1


def test_what_is_pinned_for_years_does_not_stretch_the_time_that_was_seen() -> None:
    came = [MONDAY - 20 * DAY, *(MONDAY + n * HOUR for n in range(60))]
    assert count_arrivals(came, MONDAY + 60 * HOUR, MONDAY + 60 * HOUR, ZONE).since > MONDAY


def test_a_silence_is_the_less_likely_the_longer_it_is() -> None:
    now = MONDAY + 28 * DAY
    rhythm = count_arrivals(every_morning(4), MONDAY, now, ZONE).rhythm(now, ZONE)
    night = rhythm.silence_probability(now - 4 * HOUR, now + 4 * HOUR)
    day, week = (
        rhythm.silence_probability(now, now + DAY),
        rhythm.silence_probability(now, now + 7 * DAY),
    )
    assert night > 0.5 > 0.05 > day > week
    assert week < 1e-8


def test_where_days_differ_much_a_silent_one_is_less_strange() -> None:
    hours = [1] * HOURS
    even = ArrivalRate.fit(hours, MONDAY, MONDAY + 7 * DAY, ZONE, [24] * 7)
    uneven = ArrivalRate.fit(hours, MONDAY, MONDAY + 7 * DAY, ZONE, [0, 60, 2, 70, 0, 30, 6])
    assert math.isinf(even.dispersion)
    assert uneven.dispersion < 1
    assert uneven.silence_probability(MONDAY, MONDAY + DAY) > 100 * even.silence_probability(
        MONDAY, MONDAY + DAY
    )


@given(
    st.lists(st.integers(0, 50), min_size=HOURS, max_size=HOURS),
    st.integers(1, 28),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
)
def test_what_is_expected_adds_up(counts: list[int], days: int, first: int, second: int) -> None:
    rhythm = ArrivalRate.fit(counts, MONDAY - days * DAY, MONDAY, ZONE)
    a, b = MONDAY + timedelta(minutes=first), MONDAY + timedelta(minutes=first + second)
    whole = rhythm.expected_count(MONDAY, b)
    assert whole == pytest.approx(rhythm.expected_count(MONDAY, a) + rhythm.expected_count(a, b))
    assert 0 <= rhythm.silence_probability(MONDAY, b) <= 1
