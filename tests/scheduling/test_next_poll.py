"""When to look again: within `every`, as the rhythm has it, and the reasons are said."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.scheduling.arrival_rate import HOURS, ArrivalRate
from crawler.scheduling.next_poll import MIN_INTERVAL, PollHistory, jitter_fraction, next_poll_time

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 4, 12, 0, tzinfo=ZONE)
EVERY = timedelta(hours=2)
MINUTE = timedelta(minutes=1)


def rhythm(rate: float) -> ArrivalRate:
    """So many articles in every hour."""
    return ArrivalRate((rate,) * HOURS, ZONE)


def even(rate: float) -> list[datetime]:
    """What a source of such a rhythm has published in the last three hours."""
    return [NOON - n / rate * timedelta(hours=1) for n in range(1, int(3 * rate) + 1)]


def wait(rate: float, key: str = "qc", **facts: object) -> timedelta:
    history = PollHistory(EVERY, rhythm(rate), NOON, **{"recent": even(rate), **facts})  # type: ignore[arg-type]
    return next_poll_time(key, history, NOON).at - NOON


def test_a_source_that_was_never_looked_at_is_due_now() -> None:
    decision = next_poll_time("qc", PollHistory(EVERY, rhythm(1)), NOON)
    assert decision.at == NOON
    assert decision.reasons == ("it was never looked at",)


@pytest.mark.parametrize(("rate", "minutes"), [(30, 2), (6, 10), (2, 30), (0.1, 120), (600, 1)])
def test_one_new_article_is_worth_a_look(rate: float, minutes: int) -> None:
    assert 0.8 * minutes * MINUTE <= wait(rate) <= 1.15 * minutes * MINUTE


def test_a_burst_is_looked_into_at_once_and_soon_forgotten() -> None:
    burst = [NOON - n * timedelta(seconds=10) for n in range(30)]
    assert wait(2, recent=[*even(2), *burst]) < 3 * MINUTE
    over = [at - timedelta(minutes=30) for at in burst]
    assert wait(2, recent=[*even(2), *over]) > 5 * MINUTE


def test_a_day_without_news_is_looked_at_less_often() -> None:
    assert wait(6, recent=[]) > wait(6)


def test_the_night_is_waited_through_as_the_rhythm_has_it() -> None:
    rates = tuple(12.0 if 8 <= place % 24 < 20 else 0.01 for place in range(HOURS))
    evening = NOON.replace(hour=19, minute=59)
    history = PollHistory(timedelta(hours=24), ArrivalRate(rates, ZONE), evening)
    morning = next_poll_time("qc", history, evening).at
    assert morning - evening > timedelta(hours=10)


def test_a_source_that_could_not_be_read_is_tried_again_with_growing_distance() -> None:
    waits = [wait(600, failed=n) / MINUTE for n in (1, 2, 3, 4)]
    assert 3.6 <= waits[0] <= 4 < 14 <= waits[1] <= 16 < 57 <= waits[2] <= 64 < 108 <= waits[3]


def test_what_is_owed_is_asked_for_when_it_may_be() -> None:
    assert wait(0.1, pending_at=NOON + 7 * MINUTE) == 7 * MINUTE
    assert wait(0.1, pending_at=NOON - 7 * MINUTE) == MIN_INTERVAL
    assert wait(30, pending_at=NOON + 90 * MINUTE) < 3 * MINUTE


def test_a_server_that_wants_to_be_left_alone_is_left_alone() -> None:
    assert wait(30, retry_after=NOON + 5 * EVERY) == 5 * EVERY
    assert wait(0.1, retry_after=NOON + 7 * MINUTE) > 0.9 * EVERY


def test_sources_of_one_wait_start_apart_and_always_alike() -> None:
    waits = [wait(0.1, key=f"source{n}") for n in range(50)]
    assert len(set(waits)) == 50
    assert min(waits) >= 0.9 * EVERY
    assert wait(0.1, key="source7") == waits[7]
    assert all(0 <= jitter_fraction(f"source{n}") < 1 for n in range(50))


def test_the_reasons_name_the_rhythm_the_last_hours_and_the_wait() -> None:
    why = next_poll_time("qc", PollHistory(EVERY, rhythm(2), NOON, even(2)), NOON).reasons
    assert "2 articles an hour" in why[0]
    assert why[1].startswith("the last 3.0 h: ")
    assert why[2].startswith("the last 5 min: ")
    assert why[3].startswith("a new article is to be expected within 3")


@given(
    st.floats(0, 10_000),
    st.integers(1, 10_000),
    st.lists(st.integers(0, 11_000), max_size=60),
    st.integers(0, 5),
    st.none() | st.integers(-10_000, 10_000),
)
def test_the_wait_is_never_longer_than_every_nor_shorter_than_the_least(
    rate: float, every: int, recent: list[int], failed: int, pending: int | None
) -> None:
    longest = every * MINUTE
    history = PollHistory(
        longest,
        rhythm(rate),
        NOON,
        [NOON - timedelta(seconds=s) for s in recent],
        failed,
        None if pending is None else NOON + pending * MINUTE,
    )
    found = next_poll_time("qc", history, NOON).at - NOON
    assert 0.9 * MIN_INTERVAL <= found <= max(longest, MIN_INTERVAL)
