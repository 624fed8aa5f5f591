"""Missing numbers are a suspicion only where more are missing than is usual."""

from __future__ import annotations

import random

from crawler.scheduling.id_gaps import find_id_gap


def some(first: int, last: int, share: float, seed: int = 1) -> list[int]:
    rng = random.Random(seed)
    return [n for n in range(first, last) if rng.random() < share]


def test_numbers_without_holes_raise_no_suspicion() -> None:
    assert find_id_gap(range(1000, 1400), range(1400, 1450)) is None


def test_ten_missing_where_none_ever_is_are_suspicious() -> None:
    found = find_id_gap(range(1000, 1400), [*range(1400, 1420), *range(1430, 1440)])
    assert found is not None
    assert found.missing == 10
    assert found.probability < 1e-6


def test_numbers_shared_with_other_things_leave_the_usual_holes() -> None:
    known, recent = some(1000, 2000, 0.4), some(2000, 2200, 0.4, seed=2)
    found = find_id_gap(known, recent)
    assert found is None or found.probability > 0.01


def test_half_of_what_is_usual_is_suspicious() -> None:
    found = find_id_gap(some(1000, 2000, 0.6), some(2000, 2400, 0.3, seed=3))
    assert found is not None
    assert 60 < found.missing < 180
    assert found.probability < 1e-6


def test_what_is_no_sequence_says_nothing() -> None:
    assert find_id_gap(range(100), [20261103]) is None
    assert find_id_gap(range(20), range(20, 40)) is None
    assert find_id_gap([n * 1000 for n in range(100)], [100_001]) is None
    assert find_id_gap(range(1000, 1400), [3, 4, 5]) is None
    assert find_id_gap(range(1000, 1400), []) is None
