"""Drop a second copy of the body: twice complete, or folded and complete."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from crawler.models.article import RemovedText
from crawler.parsing.dom.blocks import SourcedBlock
from crawler.parsing.text import comparison_key

#: A line shorter than this may come back in an honest text.
_LONG = 16
#: By so much of its beginning, or of its end, is the line looked up that it may be a copy of.
_PROBE, _GLANCE = 16, 12
#: Share of the smaller copy's characters that must stand in the other one, and of a line's that
#: must agree with its copy's.
_SAME = 0.8
#: A later copy smaller than this share of the first is a quotation, not a copy.
_SMALLEST = 0.2
_BETWEEN = re.compile(r"\d*|.{0,6}(?:展开|全文|阅读|更多|收起).{0,6}")
#: Dots are looked for within so many characters of a line's end.
_ENDING = 40
_DOTS = re.compile(r"(?<!\W)(?=\W++$)\W*?(?:…|\.{3}|。{2}|·{3})")
#: So much of a line must have been shown before it was cut.
_START = 6
_MOST_COPIES = 8
#: A lead runs so many lines together at most, itself counted.
_RUN_LINES = 12
#: What says the same in fewer lines is no copy but a quotation.
_FEW_LINES = 3


@dataclass(slots=True)
class _Seam:
    """The first copy is ``start:middle``, the second ``middle:`` of a list of keys."""

    start: int
    middle: int


def each_once(pieces: list[SourcedBlock], removed: list[RemovedText]) -> list[SourcedBlock]:
    """The pieces without copies and previews of others; the lines that go are put on record."""
    kept = drop_truncated_lines(drop_duplicate_body(pieces))
    if len(kept) < len(pieces):
        stay = set(map(id, kept))
        gone = (piece.text for piece in pieces if id(piece) not in stay)
        removed += [RemovedText("copy", text) for text in gone if text]
    return kept


def drop_duplicate_body(pieces: list[SourcedBlock]) -> list[SourcedBlock]:
    """The pieces with one copy of a body that stands there twice or more; the fuller stays."""
    pieces = _without_blob(pieces)
    keys: list[str] = []
    for _ in range(_MOST_COPIES):
        if not _repeats(pieces):
            break
        keys = keys or [comparison_key(p.text) for p in pieces]
        seam = _find_seam(keys)
        if seam is None:
            break
        kept = _keep_one(keys, seam)
        pieces, keys = [pieces[i] for i in kept], [keys[i] for i in kept]
    return pieces


def _without_blob(pieces: list[SourcedBlock]) -> list[SourcedBlock]:
    """The pieces without one that says in a single run what others say line by line."""
    longest = max(pieces, key=lambda piece: len(piece.text), default=None)
    if longest is None or longest.block.kind != "paragraph":
        return pieces
    if len(longest.text) * _FEW_LINES < sum(len(piece.text) for piece in pieces):
        return pieces
    said = comparison_key(longest.text)
    lines = {k for p in pieces if len(k := comparison_key(p.text)) >= _LONG and k in said} - {said}
    same = len(lines) >= _FEW_LINES and _size(lines) >= _SAME * len(said)
    return [piece for piece in pieces if piece is not longest] if same else pieces


def drop_truncated_lines(pieces: list[SourcedBlock]) -> list[SourcedBlock]:
    """The pieces without a line that a preview cut off in dots, where it follows once more and
    goes on, and without a lead that runs the next lines together."""
    texts = [i for i, piece in enumerate(pieces) if piece.text]
    cut = {i for i, j in pairwise(texts) if _goes_on(pieces[i], pieces[j])}
    cut |= {i for n, i in enumerate(texts) if _runs_together(pieces, texts[n : n + _RUN_LINES])}
    return [piece for i, piece in enumerate(pieces) if i not in cut] if cut else pieces


def _goes_on(line: SourcedBlock, following: SourcedBlock) -> bool:
    if not _DOTS.search(line.text[-_ENDING:]) or len(following.text) < _LONG:
        return False
    start, whole = comparison_key(line.text), comparison_key(following.text)
    return len(start) >= _START and whole.startswith(start) and len(whole) > len(start)


def _runs_together(pieces: list[SourcedBlock], places: list[int]) -> bool:
    """Whether the first of some lines is what the others say, in one run and perhaps not to the
    end."""
    first, *others = (pieces[i] for i in places)
    if not others or len(others[0].text) < _LONG or len(first.text) <= len(others[0].text):
        return False
    if first.text[:_START] != others[0].text[:_START]:
        return False
    said = "".join(comparison_key(piece.text) for piece in others)
    return said.startswith(comparison_key(first.text)) and first.block.kind == "paragraph"


def _repeats(pieces: list[SourcedBlock]) -> bool:
    """Whether two long lines begin alike: the cheap question before the dear one."""
    starts = [p.text[:_GLANCE] for p in pieces if len(p.text) >= _LONG]
    return len(set(starts)) < len(starts)


class _Lines:
    """The long lines of one copy, to know those of the other again.

    Where several lines begin or end alike (a schedule, a list of notices), only what is equal is
    the same line.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._all = {k for k in keys if len(k) >= _LONG}
        self._by: dict[str, str] = {}
        for line in self._all:
            for probe in (line[:_PROBE], line[-_PROBE:]):
                self._by[probe] = "" if self._by.get(probe, line) != line else line

    def hold(self, line: str) -> bool:
        """Whether a line, or nearly the same, is among them."""
        return line in self._all or any(
            _is_alike(line, self._by.get(probe, "")) for probe in (line[:_PROBE], line[-_PROBE:])
        )

    def show(self, line: str) -> bool:
        """Whether all of a line stands there, be it as the beginning of a longer one."""
        return line in self._all or self._by.get(line[:_PROBE], "").startswith(line)


def _is_alike(one: str, two: str) -> bool:
    """Whether a line is the other's preview, or agrees with it but for a part in its midst."""
    shorter, longer = sorted((one, two), key=len)
    if not shorter:
        return False
    if longer.startswith(shorter) or longer.endswith(shorter):
        return True
    begin = _shared(one, two)
    end = _shared(one[:begin:-1], two[:begin:-1])
    return begin + end >= _SAME * len(longer)


def _shared(one: str, two: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, two, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(two)))


def _find_seam(keys: list[str]) -> _Seam | None:
    """Where a body begins again, if what follows is a copy of what came before."""
    first: dict[str, int] = {}
    tried = 0
    for index, line in enumerate(keys):
        if len(line) < _LONG or tried == _MOST_COPIES:
            continue
        before = first.setdefault(line[:_PROBE], index)
        if before != index:
            seam = _line_up(keys, before, index)
            if _is_copy(keys, seam):
                return seam
            tried += 1
    return None


def _line_up(keys: list[str], before: int, again: int) -> _Seam:
    """The seam with the short lines and pictures that both copies hold before the known line."""
    steps = 0
    while steps < before and before < again - steps - 1:
        if keys[before - steps - 1] != keys[again - steps - 1]:
            break
        steps += 1
    return _Seam(before - steps, again - steps)


def _is_copy(keys: list[str], seam: _Seam) -> bool:
    one = [k for k in keys[seam.start : seam.middle] if len(k) >= _LONG]
    two = [k for k in keys[seam.middle :] if len(k) >= _LONG]
    smaller, larger = sorted((one, two), key=_size)
    lines = _Lines(larger)
    known = [k for k in smaller if lines.hold(k)]
    if len(known) == 1 and not lines.show(known[0]):
        return False
    return _size(known) >= _SAME * _size(smaller) and _size(two) >= _SMALLEST * _size(one)


def _size(keys: Iterable[str]) -> int:
    return sum(map(len, keys))


def _keep_one(keys: list[str], seam: _Seam) -> list[int]:
    """The indices of the lines that stay."""
    start, middle = seam.start, seam.middle
    one, two = keys[start:middle], keys[middle:]
    if _size(k for k in two if len(k) >= _LONG) > _size(k for k in one if len(k) >= _LONG):
        return [*range(start), *range(middle, len(keys))]
    shared, later, lines = set(one), set(two), _Lines(one)
    copied = (i for i, k in enumerate(two) if k in shared or (len(k) >= _LONG and lines.hold(k)))
    last = max(copied, default=0) + 1
    end = middle
    while end > start + 1 and keys[end - 1] not in later and _BETWEEN.fullmatch(keys[end - 1]):
        end -= 1
    return [*range(end), *range(middle + last, len(keys))]
