"""One budget for each host: over processes, over pauses, and with a receipt."""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from scrapy import Request, Spider
from scrapy.utils.test import get_crawler

from crawler.database.queries import query
from crawler.middlewares.host_rate_limit import HostRateLimitMiddleware
from crawler.source_config.parser import parse_source
from crawler.source_config.schema import Source
from tests.crawling import Crawls, toml
from tests.site import Answer, Site, listing
from tests.test_due import pages

_FACTS: dict[str, Any] = {
    "name": "甲",
    "base_url": "https://m.example.cn:443",
    "channels": [{"url": "/a"}, {"url": "http://list.example.cn:8080/b"}],
}


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
    [receipt] = crawls.rows("select * from host_usage")
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
    pending = crawls.rows("select reason, next_try_at - now() as wait from entries")
    [busy_entry] = [row for row in pending if row["reason"] == "HTTP 429"]
    assert 300 < busy_entry["wait"].total_seconds() <= 600
    assert all(
        300 < row["wait"].total_seconds() <= 600 for row in pending if "alone" in row["reason"]
    )
    assert [row for row in pending if "is left alone," in row["reason"]]
    receipt, paused = map(json.loads, crawls.command("hosts", "--json").stdout.splitlines())
    assert receipt["throttled"] == 1
    assert receipt["skipped"] >= 6
    assert paused["why"] == "HTTP 429, Retry-After"
    shown = crawls.command("hosts").stdout
    assert f"{paused['host']} is left alone until" in shown
    assert crawls.command("hosts", "nobody").stdout == "No host was asked for anything.\n"


def test_what_a_guest_hears_binds_itself_alone_and_for_hours_at_most(crawls: Crawls) -> None:
    busy = Answer("busy", status=429, headers={"Retry-After": "604800"})
    with Site(pages(6) | {"/busy.html": busy}) as owner:
        paths = ["busy.html", *(f"p/{n}.html" for n in range(6))]
        links = [(f"{owner.url}/{path}", f"城北新区第{path}号公告") for path in paths]
        with Site({"/list.html": listing(*links)}) as site:
            guest = toml(site.url, delay=0.05, concurrency=1, min_entries=0)
            crawls.add("guest", guest + 'entry_css = "ul.news li"\n')
            crawls.add("owner", toml(owner.url, delay=0.05, concurrency=1))
            crawls.run("guest")
            assert owner.hits["/busy.html"] == 1
            # robots.txt, the busy one, and what had its turn before that was answered
            assert owner.hits.total() <= 6
            crawls.run("owner")
            asked = owner.hits.total()
            assert asked >= 1 + 1 + 6
            crawls.execute("update entries set next_try_at = now() where state = 'pending'")
            crawls.run("guest")  # a later run of it finds its pause in the database
            assert owner.hits.total() == asked
    [stored] = crawls.rows("select count(*) as n from articles where source = 'owner'")
    assert stored["n"] == 6
    [pause] = crawls.rows("select source, until - now() as wait, why from pauses")
    assert (pause["source"], pause["why"]) == ("guest", "HTTP 429, Retry-After")
    assert 5 * 3600 < pause["wait"].total_seconds() <= 6 * 3600
    assert crawls.rows("select from hosts where not_before is not null") == []
    assert " is left alone by guest until " in crawls.command("hosts").stdout


def test_a_guest_puts_off_the_turn_of_the_owner_by_little(database: str) -> None:
    facts = {"host": "m.example.cn", "delay": 2.0, "patience": 10.0, "requests": 5000}
    with psycopg.connect(database, row_factory=dict_row) as connection:
        connection.execute("insert into sources (key, name, base_url) values ('guest', '乙', '')")
        ask = partial(connection.execute, params=facts | {"source": "guest", "most": 60.0})
        assert ask(query("reserve_host")).fetchall() == [{"wait": 0.0}]
        ask(query("charge_host"))
        [turn] = ask(query("reserve_host")).fetchall()
        assert 59 < turn["wait"] <= 60
        ask(
            query("pause_host_for"), params=facts | {"source": "guest", "seconds": 3600, "why": "x"}
        )
        assert ask(query("reserve_host")).fetchall() == []
        [pause] = ask(query("host_pause")).fetchall()
        assert 3590 < pause["seconds"] <= 3600
        assert ask(query("reserve_host"), params=facts | {"source": "owner"}).fetchall()


def test_only_its_own_site_is_asked_without_a_delay() -> None:
    source = parse_source("a", "a.toml", _FACTS | {"delay": 0})
    assert isinstance(source, Source), source
    crawler = get_crawler(type("A", (Spider,), {"source": source}), {"DOWNLOAD_DELAY": 0})
    delay_at = HostRateLimitMiddleware(crawler)._delay_at
    assert delay_at("https://www.example.cn/a.html") == 0
    assert delay_at("https://other.example.org/a.html") == 2
    assert delay_at("http://127.0.0.1:1/a.html") == 0


@pytest.mark.parametrize(("asked", "noted"), [({}, (0, 0)), ({"m.example.cn": 3}, (3, 2))])
def test_a_visit_that_asked_for_nothing_is_no_request(
    asked: dict[str, int], noted: tuple[int, int]
) -> None:
    """The visit's own request was noted before it was made."""
    budget = HostRateLimitMiddleware(get_crawler(Spider, {"DOWNLOAD_DELAY": 0}))
    receipt = budget._receipt("m.example.cn")
    receipt.requests = 1
    request = Request("https://m.example.cn/1.html", meta={"render_requests": asked})
    ledger: Any = None  # nothing is told to it where no delay is kept
    asyncio.run(budget._charge_pages(ledger, request))
    assert (receipt.requests, receipt.browser_requests) == noted


def test_an_outlet_owns_the_hosts_that_its_file_names() -> None:
    way = {
        "pattern": "m.example.cn/{n}",
        "requests": [{"url": "https://data.example.cn/{1}"}],
        "patches": [{"xpath": "//div", "markup": "⟦0/text⟧"}],
    }
    source = parse_source("a", "a.toml", _FACTS | {"learned_requests": [way]})
    assert isinstance(source, Source), source
    assert source.hosts == {"m.example.cn", "list.example.cn:8080", "data.example.cn"}
    assert "another.example.cn" not in source.hosts


def test_a_crawl_delay_is_kept_and_what_robots_txt_forbids_is_counted(crawls: Crawls) -> None:
    robots = "User-agent: *\nCrawl-delay: 0.5\nDisallow: /p/2.html\n"
    with Timed(pages(4) | {"/robots.txt": Answer(robots, headers={})}) as site:
        crawls.add("one", toml(site.url, delay=0, concurrency=4))
        crawls.run("one")
        times = sorted(site.times)[1:]  # robots.txt itself came before
    gaps = [b - a for a, b in pairwise(times)]
    assert len(times) == 4
    assert min(gaps) > 0.4
    [receipt] = crawls.rows("select robots_denied from host_usage")
    assert receipt["robots_denied"] == 1
