"""Whether a look at a listing has come down to what the look before showed.

Pure functions of entry ids in the order in which a listing shows them. In a list by time the new
ones stand above the known ones, and these are in the order in which they were before. One known
entry proves nothing: it may be pinned, or the list be sorted by something else.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from typing import Literal

#: So many known entries in a row end a look.
MIN_RUN = 3
#: Share of the known entries that must be in their old order, and share of the entries before the
#: last of them that must be shown (some are taken down or moved).
_IN_ORDER, _COVERED = 0.8, 0.7
#: So many known entries tell a list that has no lasting order, by the share that is in order.
_TELLING, _SHUFFLED = 6, 0.7
#: Share of the look before that a listing read to its end must show to have lost nothing.
_OVERLAP = 0.5

PageMovement = Literal["same", "grown", "moved"]


def reaches_last_poll(
    before: Sequence[int], shown: Sequence[int], known: Collection[int], run: int = MIN_RUN
) -> bool:
    """Whether ``shown``, the entries of a look so far, reaches down to those of the look
    ``before`` with nothing in between.

    Its last ``run`` entries are ``known``, or the last one of ``before`` is shown; what both show
    is in the same order; and hardly anything is left out of ``before`` above that.
    """
    places = _places(before, shown)
    rising = _rising(places)
    if len(rising) < max(1, min(run, len(before))) or len(rising) < _IN_ORDER * len(places):
        return False
    above = before[: rising[-1] + 1]
    present = set(shown)
    if sum(entry in present for entry in above) < _COVERED * len(above):
        return False
    return len(above) == len(before) or all(entry in known for entry in shown[-run:])


def is_known_page(before: Sequence[int], page: Sequence[int], known: Collection[int]) -> bool:
    """Whether a whole page was known before, as one piece of the look ``before``."""
    places = _places(before, page)
    return (
        len(places) >= MIN_RUN
        and all(entry in known for entry in page)
        and places == sorted(places)
        and places[-1] - places[0] < 2 * len(places)
    )


def still_overlaps(before: Sequence[int], shown: Sequence[int], known: Collection[int]) -> bool:
    """Whether a listing that was read to its end still shows enough of what it showed before."""
    present = set(shown)
    common = sum(entry in present for entry in before)
    return common >= max(1.0, _OVERLAP * len(before)) or reaches_last_poll(before, shown, known, 1)


def is_unordered(before: Sequence[int], shown: Sequence[int]) -> bool:
    """Whether a listing shows known entries in another order each time."""
    places = _places(before, shown)
    return len(places) >= _TELLING and len(_rising(places)) < _SHUFFLED * len(places)


def entries_below(before: Sequence[int], shown: Sequence[int]) -> list[int]:
    """The entries of the look before that stand behind those of a look that is joined to it."""
    rising = _rising(_places(before, shown))
    present = set(shown)
    return [entry for entry in before[rising[-1] + 1 :] if entry not in present] if rising else []


def page_movement(first: Sequence[int], again: Sequence[int]) -> PageMovement:
    """How a page that is read again differs: not at all, by new entries on top, or otherwise."""
    if list(first) == list(again):
        return "same"
    known = set(first)
    above = next((place for place, entry in enumerate(again) if entry in known), len(again))
    kept = list(again[above:])
    return "grown" if kept and kept == list(first[: len(kept)]) else "moved"


def _places(before: Sequence[int], shown: Sequence[int]) -> list[int]:
    """Where the entries that both show stand in ``before``, in the order of ``shown``."""
    place = {entry: number for number, entry in enumerate(before)}
    return [place[entry] for entry in shown if entry in place]


def _rising(places: Sequence[int]) -> list[int]:
    """The last elements of the shortest runs: as long as the longest rising subsequence, and
    ending with its smallest end."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return ends
