"""Missing numbers in ascending ids: more than usual may be missed articles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: Numbers that are shared with so much else tell nothing.
_LEAST_DENSITY = 0.2
_LEAST_KNOWN = 30
#: Ids further apart than so many usual steps are no sequence (a date became a number).
_FAR = 50


@dataclass(frozen=True)
class IdGap:
    """Of the numbers between the recent ids, how many are missing beyond what is usual, and the
    probability that chance alone leaves out as many."""

    missing: int
    probability: float


def find_id_gap(known: Sequence[int], recent: Sequence[int]) -> IdGap | None:
    """Whether ``recent`` ids leave out more numbers than the ``known`` ones before them did.

    None where the ids are too few, or no sequence, or where nothing is missing.
    """
    before, now = sorted(set(known)), sorted(set(recent) - set(known))
    if len(before) < _LEAST_KNOWN or not now or now[0] <= before[-1]:
        return None
    density = (len(before) - 1) / (before[-1] - before[0])
    places = now[-1] - before[-1]
    if density < _LEAST_DENSITY or places > _FAR * len(now) / density:
        return None
    missing = round(density * places - len(now))
    return IdGap(missing, _at_most(len(now), places, density)) if missing > 0 else None


def _at_most(came: int, places: int, density: float) -> float:
    """P(X <= came) for a binomial of ``places`` trials, in logarithms."""
    if density >= 1:
        return float(came >= places)
    total = 0.0
    for k in range(came + 1):
        log = math.lgamma(places + 1) - math.lgamma(k + 1) - math.lgamma(places - k + 1)
        total += math.exp(log + k * math.log(density) + (places - k) * math.log1p(-density))
    return min(1.0, total)
