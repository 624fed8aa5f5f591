"""Memory: whether a long crawl needs more of it than a short one."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

from tests.benchmarks.crawls import Ours
from tests.benchmarks.measure import report
from tests.benchmarks.processes import Memory, Tree

_SHORT, _MARK = 1000, 1.2
#: The browser is looked at when it has shown so many pages, and at the end of the crawl; the
#: figure is the median over so many pages before that.
_EARLY, _WINDOW = 200, 100


def measure(ours: Ours, pages: int) -> None:
    """The crawler process, by its peak in a crawl of 1,000 static articles and a long one."""
    short = ours.crawl(f"/bulk/list?n={_SHORT}", _SHORT).peak
    long = ours.crawl(f"/bulk/list?n={pages}", pages).peak
    report(f"peak memory: {short:.0f} MiB on {_SHORT:,} articles, {long:.0f} MiB on {pages:,}")
    report(f"ratio {long / short:.2f} (mark: at most {_MARK})")


def measure_browser(ours: Ours, pages: int) -> None:
    """The browser and its driver, in one crawl with the browser for each page."""
    samples = _Samples(ours)
    ours.crawl(f"/bulk/wake/list?n={pages}", pages, watch=samples.take, render="always")
    first, last = min(_EARLY, pages // 2), pages
    early, late = (samples.median(at - min(_WINDOW, first), at) for at in (first, last))
    report(f"browser and driver after {first:,} share pages: {_figures(early)}")
    report(f"browser and driver after {last:,} share pages: {_figures(late)}")
    report(f"ratio {_growth(early, late):.2f} (mark: at most {_MARK})")


@dataclass
class _Samples:
    """The memory below a crawl by the number of articles stored at that moment."""

    ours: Ours
    taken: list[tuple[int, Memory]] = field(default_factory=list)

    def take(self, tree: Tree) -> None:
        memory = tree.memory_below()
        if memory.rss:
            self.taken.append((self.ours.stored(), memory))

    def median(self, above: int, upto: int) -> Memory:
        """The median while more than ``above`` and at most ``upto`` articles were stored."""
        picked = [memory for stored, memory in self.taken if above < stored <= upto]
        if not picked:
            raise SystemExit(f"no sample of memory between {above} and {upto} articles")
        return _medians(picked)


def _medians(picked: list[Memory]) -> Memory:
    """Medians; PSS only where it is known of more than half."""
    known = [memory.pss for memory in picked if memory.pss is not None]
    pss = statistics.median(known) if 2 * len(known) > len(picked) else None
    return Memory(statistics.median(memory.rss for memory in picked), pss)


def _growth(early: Memory, late: Memory) -> float:
    """The ratio of PSS, or of RSS where one PSS is unknown."""
    if early.pss and late.pss:
        return late.pss / early.pss
    return late.rss / early.rss


def _figures(memory: Memory) -> str:
    pss = "unknown" if memory.pss is None else f"{memory.pss:.0f} MiB"
    return f"PSS {pss}, RSS {memory.rss:.0f} MiB"
