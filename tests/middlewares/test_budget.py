"""One budget for each host: over processes, over pauses, and with a receipt."""

from __future__ import annotations

import json
import time
from itertools import pairwise

from tests.crawling import Crawls, toml
from tests.site import Answer, Site
from tests.test_due import pages


class Timed(Site):
    """A site that notes when it was asked."""

    def __init__(self, found: dict[str, Answer | str | bytes]) -> None:
        super().__init__(found)
        self.times: list[float] = []
        self.hits = _Noting(self.times)  # type: ignore[assignment]


class _Noting(dict[str, int]):
    def __init__(self, times: list[float]) -> None:
        super().__init__()
        self._times = times

    def __missing__(self, key: str) -> int:
        return 0

    def __setitem__(self, key: str, value: int) -> None:
        self._times.append(time.monotonic())
        super().__setitem__(key, value)


def test_runs_of_several_sources_share_the_budget_of_their_host(crawls: Crawls) -> None:
    with Timed(pages(8)) as site:
        for name in ("one", "two", "three"):
            crawls.add(name, toml(site.url, delay=0.3, concurrency=4))
        running = [crawls.start("crawl", name) for name in ("one", "two", "three")]
        for process in running:
            process.communicate(timeout=120)
        assert [process.returncode for process in running] == [0, 0, 0]
        times = sorted(site.times)
    asked = len(times)
    assert asked == 3 * 10
    # By turns: together they take as long as one that asked for all of it.
    assert times[-1] - times[0] > 0.8 * 0.3 * (asked - 1)
    [receipt] = crawls.rows("select * from receipts")
    assert receipt["requests"] == asked
    assert receipt["waited"] > 0.3 * asked / 2
    assert receipt["bytes"] > 1000


def test_a_busy_host_is_left_alone_by_everybody(crawls: Crawls) -> None:
    busy = Answer("busy", status=429, headers={"Retry-After": "600"})
    with Site(pages(20) | {"/p/0.html": busy}) as site:
        for name in ("one", "two"):
            crawls.add(name, toml(site.url, delay=0.05, concurrency=1))
        crawls.run("one")
        after = site.hits.total()
        assert after <= 10  # robots.txt, the listing, the busy one, and what was under way
        crawls.run("two")
        assert site.hits.total() == after
    owed = crawls.rows("select reason, next_try_at - now() as wait from entries")
    [busy_entry] = [row for row in owed if row["reason"] == "HTTP 429"]
    assert 300 < busy_entry["wait"].total_seconds() <= 600
    assert all(300 < row["wait"].total_seconds() <= 600 for row in owed if "alone" in row["reason"])
    assert [row for row in owed if "is left alone," in row["reason"]]
    receipt, paused = map(json.loads, crawls.command("hosts", "--json").stdout.splitlines())
    assert receipt["refused"] == 1
    assert receipt["pauses"] >= 6
    assert paused["why"] == "HTTP 429, Retry-After"
    shown = crawls.command("hosts").stdout
    assert f"{paused['host']} is left alone until" in shown
    assert crawls.command("hosts", "nobody").stdout == "No host was asked for anything.\n"


def test_a_crawl_delay_is_kept_and_what_robots_txt_forbids_is_counted(crawls: Crawls) -> None:
    robots = "User-agent: *\nCrawl-delay: 0.5\nDisallow: /p/2.html\n"
    with Timed(pages(4) | {"/robots.txt": Answer(robots, headers={})}) as site:
        crawls.add("one", toml(site.url, delay=0, concurrency=4))
        crawls.run("one")
        times = sorted(site.times)[1:]  # robots.txt itself came before
    gaps = [b - a for a, b in pairwise(times)]
    assert len(times) == 4
    assert min(gaps) > 0.4
    [receipt] = crawls.rows("select forbidden from receipts")
    assert receipt["forbidden"] == 1
