"""Whether a look has come down to the one before, told by the order of what both show."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.state.poll_overlap import (
    entries_below,
    is_known_page,
    is_unordered,
    page_movement,
    reaches_last_poll,
    still_overlaps,
)

#: What the look before showed, newest first; new entries have higher numbers.
BEFORE = list(range(40, 0, -1))


def joins(*shown: int, run: int = 3) -> bool:
    return reaches_last_poll(BEFORE, shown, set(BEFORE), run)


def test_a_list_by_time_is_joined_where_several_known_entries_end_a_page() -> None:
    assert joins(43, 42, 41, 40, 39, 38)
    assert not joins(43, 42, 41, 40, 39)
    assert joins(43, 42, 41, 40, 39, run=2)


@pytest.mark.parametrize(
    "shown",
    [
        (45, 44, 43, 42, 41),
        (7, 8, 9, 45, 44, 43),
        (45, 44, 43, 42, 9, 8, 7),
        (12, 45, 44, 43, 9, 8, 7),
        (45, 31, 44, 8, 43, 22, 15),
    ],
    ids=["all new", "pinned on top", "pinned at the end", "pinned at both", "by heat"],
)
def test_known_entries_that_prove_nothing_join_nothing(shown: tuple[int, ...]) -> None:
    assert not joins(*shown)


@pytest.mark.parametrize(
    "shown",
    [
        (41, 40, 39, 37, 36, 35),
        (12, 42, 41, 40, 39, 38, 37, 36, 35),
        (41, 40, 39, 42, 38, 37, 36),
    ],
    ids=["taken down", "put on top again", "filed under a past time"],
)
def test_a_list_by_time_that_has_changed_a_little_is_joined(shown: tuple[int, ...]) -> None:
    assert joins(*shown)


def test_what_reaches_below_all_that_was_shown_before_is_joined() -> None:
    assert reaches_last_poll([5, 4, 3, 2, 1], [7, 6, 5, 4, 3, 2, 1, -1, -2, -3], {1, 2, 3, 4, 5})


def test_nothing_is_joined_to_nothing() -> None:
    assert not reaches_last_poll([], [3, 2, 1], {1, 2, 3})
    assert not still_overlaps(BEFORE, [50, 49], set(BEFORE))


@given(st.integers(0, 60), st.sets(st.integers(0, 39), max_size=4), st.integers(3, 20))
def test_a_joined_look_has_shown_all_that_is_new(new: int, gone: set[int], size: int) -> None:
    kept = [n for place, n in enumerate(BEFORE) if place not in gone]
    listing = [*range(40 + new, 40, -1), *kept]
    for end in range(size, len(listing) + size, size):
        if reaches_last_poll(BEFORE, listing[:end], set(BEFORE)):
            assert end >= new
            return
    assert new > 0 or gone


def test_a_list_that_is_shuffled_is_not_joined_by_its_first_page() -> None:
    for seed in range(300):
        shuffled = [*BEFORE, *range(41, 61)]
        random.Random(seed).shuffle(shuffled)
        assert not reaches_last_poll(BEFORE, shuffled[:20], set(BEFORE))
        assert is_unordered(BEFORE, shuffled)


def test_a_whole_page_of_known_ones_in_a_piece_is_behind_the_new_ones() -> None:
    assert is_known_page(BEFORE, [30, 29, 28, 26, 25], set(BEFORE))
    assert not is_known_page(BEFORE, [30, 29, 50, 28], set(BEFORE))
    assert not is_known_page(BEFORE, [30, 12, 3], set(BEFORE))


def test_a_listing_read_to_its_end_overlaps_where_half_of_it_is_there_still() -> None:
    assert still_overlaps(BEFORE, [50, 49, *BEFORE[:20]], set(BEFORE))
    assert still_overlaps(BEFORE, [50, 49, 40], set(BEFORE))
    assert not still_overlaps(BEFORE, [50, 49, 3], set(BEFORE))


def test_what_stands_behind_a_joined_look_is_kept() -> None:
    assert entries_below([5, 4, 3, 2, 1], [6, 5, 4]) == [3, 2, 1]
    assert entries_below([5, 4], [9, 8]) == []


@pytest.mark.parametrize(
    ("again", "moved"),
    [
        ([5, 4, 3, 2], "same"),
        ([7, 6, 5, 4], "grown"),
        ([5, 3, 2, 1], "moved"),
        ([4, 5, 3, 2], "moved"),
        ([9, 8, 7, 6], "moved"),
        ([], "moved"),
    ],
)
def test_how_a_page_that_is_read_again_differs(again: list[int], moved: str) -> None:
    assert page_movement([5, 4, 3, 2], again) == moved
