"""Static articles: how much slower than bare Scrapy a crawl is that stores what it reads."""

from __future__ import annotations

import statistics

from tests.benchmarks.crawls import Ours, bare
from tests.benchmarks.measure import report


def measure(ours: Ours, pages: int, rounds: int) -> None:
    """Both fetch the same pages eight at a time; medians over alternating rounds."""
    listing = f"/bulk/list?n={pages}"
    both = [
        (bare(ours.base_url + listing, pages), ours.crawl(listing, pages)) for _ in range(rounds)
    ]
    theirs, mine = (statistics.median(m.rate for m in side) for side in zip(*both, strict=True))
    report(f"static articles into PostgreSQL: bare Scrapy {theirs:.0f}/s, ours {mine:.0f}/s")
    report(f"ratio {mine / theirs:.2f} (mark: at least 0.5)")
