"""Pages made hostile: what broken servers, broken editors and bad wills do to saved ones.

A mutation is a function of a page's bytes and of dice; the same page and the same seed make the
same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutations import giants, killers, raw, shapes
from tests.mutations.dice import MUTATIONS, Dice

__all__ = ("FAMILIES", "MUTATIONS", "Case", "bases", "cases")
FAMILIES = (raw, shapes, giants, killers)
_TESTS = Path(__file__).parent.parent
_PAGES, _CORPUS = _TESTS / "pages", _TESTS.parent.parent / "shared" / "corpus"


@dataclass(frozen=True)
class Case:
    """A page to make: from which base, by which mutation, with which seed, how large (1 is all)."""

    base: Path
    mutation: str
    seed: int
    scale: float = 1.0

    def __str__(self) -> str:
        return f"{self.mutation} of {self.base.parent.name}/{self.base.name}, seed {self.seed}"

    def page(self) -> bytes:
        return MUTATIONS[self.mutation](self.base.read_bytes(), Dice(self.seed, self.scale))


def bases() -> list[Path]:
    """The saved pages of the project, then those that are there only where it is developed."""
    return [*sorted(_PAGES.rglob("page.html")), *sorted(_CORPUS.glob("*/*.html"))]


def cases(count: int) -> Iterator[Case]:
    """So many cases: the mutations in turn, each on one base after the other."""
    pages, names = bases(), list(MUTATIONS)
    for seed in range(count):
        turn, name = divmod(seed, len(names))
        yield Case(pages[(turn + 7 * name) % len(pages)], names[name], seed)
