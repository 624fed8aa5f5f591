"""A page that kills its run costs one run a try; what stands beside it is stored meanwhile."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from subprocess import Popen

import psutil
import pytest

from crawler.exit_codes import ExitCode
from tests.crawling import Crawls, balanced, toml
from tests.site import Answer, Site, article, listing

_KILLER = "/p/3.html"


def outlet() -> dict[str, Answer | str | bytes]:
    """A listing of six articles, and the articles."""
    links = [(f"/p/{n}.html", f"东坪村第{n}座蓄水池完工") for n in range(6)]
    pages = {
        url: article(
            title,
            f"{title}，昨天通过了县水利局的验收，可以蓄水三百方，够半个村的茶园浇一季。",
            "村民说，往年春旱的时候要到三里外的河沟挑水，今年的茶园不再等雨了。",
        )
        for url, title in links
    }
    return {"/list.html": listing(*links), **pages}


class Deadly(Mapping[str, object]):
    """The pages of an outlet; whoever asks for one of ``killers`` is ended before it comes."""

    def __init__(self, pages: Mapping[str, object], *killers: str) -> None:
        self.pages, self.killers = dict(pages), killers
        self.victim: Popen[str] | None = None

    def __getitem__(self, path: str) -> object:
        if path in self.killers and self.victim is not None:
            self.victim.kill()
            self.victim.wait()
        return self.pages[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.pages)

    def __len__(self) -> int:
        return len(self.pages)


class Outlet:
    """An outlet with a page that kills, and runs against it."""

    def __init__(self, crawls: Crawls, site: Site, deadly: Deadly) -> None:
        self.crawls, self.site, self.deadly = crawls, site, deadly

    def run(self) -> int:
        """One run to its end, with all that was pending before it due; returns its status."""
        self.crawls.execute("update entries set next_try_at = now() where state = 'pending'")
        process = self.crawls.start("crawl", "east", "-s", "MAX_ATTEMPTS=3")
        self.deadly.victim = process
        process.communicate(timeout=60)
        self.deadly.victim = None
        return process.returncode

    def states(self) -> dict[str, dict[str, object]]:
        """What became of each entry, by its path."""
        rows = self.crawls.rows("select url, state, reason, tries, deaths from entries")
        return {row["url"].removeprefix(self.site.url): row for row in rows}


@contextmanager
def deadly_outlet(crawls: Crawls, *killers: str, **facts: object) -> Iterator[Outlet]:
    deadly = Deadly(outlet(), *killers)
    with Site({}) as site:
        site.pages = deadly  # type: ignore[assignment]
        crawls.add("east", toml(site.url, **facts))
        yield Outlet(crawls, site, deadly)


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_page_that_kills_its_run_is_given_up_and_the_others_are_stored(
    crawls: Crawls, concurrency: int
) -> None:
    with deadly_outlet(crawls, _KILLER, concurrency=concurrency) as east:
        assert [east.run() for _ in range(3)] == [
            -signal.SIGKILL,
            -signal.SIGKILL,
            ExitCode.PENDING,
        ]
        states = east.states()
        killer = states.pop(_KILLER)
        assert (killer["state"], killer["tries"]) == ("pending", 2)
        assert killer["reason"] == "its run died while it was in flight"
        assert [row["state"] for row in states.values()] == ["stored"] * 5
        assert {row["deaths"] for row in states.values()} == {0}
        assert [east.run() for _ in range(2)] == [-signal.SIGKILL, 0]
        killer, asked = east.states()[_KILLER], east.site.hits[_KILLER]
    assert killer["state"] == "rejected"
    assert killer["reason"] == "given up after 3 tries: its run died while it was in flight"
    assert asked == 3
    assert balanced(crawls.books("east"))


def test_a_listing_that_kills_its_run_is_read_last(crawls: Crawls) -> None:
    with deadly_outlet(crawls, "/deadly.html") as east:
        crawls.add("east", toml(east.site.url, "/deadly.html", "/list.html"))
        east.deadly.pages |= {"/deadly.html": ""}
        assert [east.run() for _ in range(3)] == [-signal.SIGKILL] * 3
        assert [row["state"] for row in east.states().values()] == ["stored"] * 6
        east.deadly.killers = ()
        east.deadly.pages |= {"/deadly.html": listing(("/p/0.html", "东坪村第0座蓄水池完工"))}
        assert east.run() == 0
    channels = crawls.rows("select deaths from channels")
    assert [row["deaths"] for row in channels] == [0, 0]


def test_a_run_that_is_killed_costs_the_next_a_repeated_fetch(crawls: Crawls) -> None:
    with deadly_outlet(crawls, _KILLER) as east:
        assert east.run() == -signal.SIGKILL
        east.deadly.killers = ()
        assert east.run() == 0
        assert [row["state"] for row in east.states().values()] == ["stored"] * 6
        assert max(east.site.hits.values()) == 2


def test_a_page_and_a_listing_beyond_the_bounds_cost_a_crawl_little(crawls: Crawls) -> None:
    pages = outlet()
    pages[_KILLER] = "<p>x" * 400_000
    elsewhere = "".join(f"<a href=//b.cn/{n}>x</a>" for n in range(60_000))
    pages["/list.html"] = str(pages["/list.html"]).replace("</ul>", f"</ul>{elsewhere}")
    with Site(pages) as site:
        crawls.add("east", toml(site.url))
        process = crawls.start("crawl", "east")
        most = peak(process.pid)
        process.communicate()
    assert most < 512
    run = crawls.books("east")
    assert (run["found"], run["stored"], run["reason"]) == (6, 5, "finished")
    [fault] = filter(None, (listing["error"] for listing in run["listings"]))
    assert "the first 30,000 were read" in fault
    [killer] = crawls.rows("select state, reason from entries where state <> 'stored'")
    assert killer["reason"] == "a page of 400,000 elements"


def peak(pid: int) -> float:
    """The most memory (MiB) that a process held until it ended."""
    most = 0.0
    process = psutil.Process(pid)
    with suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE:
            most = max(most, process.memory_info().rss / 2**20)
            time.sleep(0.05)
    return most
