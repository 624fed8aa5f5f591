"""Share pages whose body comes by script: ours beside plain scrapy-playwright.

Its better figure of 2 and of 4 pages at once is the yardstick. Ours runs with the
browser for each page, and, after a crawl that learned how to do without, with ``render = "auto"``.
"""

from __future__ import annotations

import statistics

from tests.benchmarks.crawls import Ours, plain_playwright
from tests.benchmarks.measure import Measure, report

_AT_ONCE = (2, 4)
#: Articles of the crawl that learns how to do without the browser.
_LESSONS = 20


def measure(ours: Ours, pages: int, learned: int, rounds: int) -> None:
    """Rates over ``pages`` articles with a browser, and over ``learned`` with render = auto."""
    listing = f"/bulk/wake/list?n={pages}"
    plain: list[Measure] = []
    always: list[Measure] = []
    for _ in range(rounds):
        plain.append(_plain(ours.base_url + listing, pages))
        always.append(ours.crawl(listing, pages, render="always"))
    yardstick = _median(plain)
    report(f"share pages, plain scrapy-playwright: {_figures(yardstick)}")
    _compare("ours, a browser for each", _median(always), yardstick, 2)
    ours.crawl(f"/bulk/wake/list?n={_LESSONS}", _LESSONS, render="auto")
    taught = ours.stored(by="browser")
    later = f"/bulk/wake/list?n={learned}&first={_LESSONS + 1}"
    auto = ours.crawl(later, learned, go_on=True, render="auto")
    by_browser = ours.stored(by="browser") - taught
    _compare(f"ours, learned before, {by_browser} of {learned} by browser", auto, yardstick, 15)


def _plain(listing: str, pages: int) -> Measure:
    """The better of the runs with 2 and with 4 pages at once."""
    runs = {n: plain_playwright(listing, pages, n) for n in _AT_ONCE}
    for n, run in runs.items():
        report(f"plain scrapy-playwright, {n} pages at once: {_figures(run)}")
    return max(runs.values(), key=lambda run: run.rate)


def _median(measures: list[Measure]) -> Measure:
    middle = statistics.median_low(m.rate for m in measures)
    return next(m for m in measures if m.rate == middle)


def _compare(label: str, measure: Measure, yardstick: Measure, mark: int) -> None:
    report(f"share pages into PostgreSQL, {label}: {_figures(measure)}")
    report(f"ratio {measure.rate / yardstick.rate:.2f} (mark: at least {mark})")


def _figures(measure: Measure) -> str:
    return f"{measure.rate:.2f}/s, {measure.cpu_a_page:.2f} CPU seconds a page"
