"""Real Chromium, a real crawl: what pages do to push a reader into their app, and what we get."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from crawler.wake.browser import find_browser
from tests.wake.gates import BROUGHT, PUSHY, SENTENCES, STORE, Newsroom, newsroom, read

pytestmark = pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")

USER_AGENT = "GateTest/1.0 (+mailto:desk@example.org)"
OTHERS = ("cookie", "moved", "astray", "inward", "private", "missing", "data", "file")
ROOT = Path(__file__).parents[2]


class Crawl:
    """What a crawl in a process of its own told of each address, and its stats."""

    def __init__(self, base: str, orders: dict[str, dict[str, Any]], **settings: Any) -> None:
        self.base = base
        given = {
            "orders": [{"url": f"{base}/{path}", "meta": m} for path, m in orders.items()],
            "user_agent": USER_AGENT,
            "pages": settings.pop("pages", 3),
            "settings": settings,
        }
        self.mark = f"gate-test-{os.getpid()}-{id(self)}"
        done = subprocess.run(
            [sys.executable, "-m", "tests.wake.crawl"],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "GATE_TEST": self.mark},
            timeout=180,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        self.log = done.stderr
        told = [json.loads(line) for line in done.stdout.splitlines()]
        self.stats: dict[str, Any] = told.pop()["stats"]
        self.told = {one["asked"].removeprefix(base + "/"): one for one in told}

    def text(self, path: str) -> str:
        """What a reader sees of a page's answer."""
        assert "text" in self.told[path], self.told[path]
        tree = lxml_html.document_fromstring(self.told[path]["text"])
        for element in tree.xpath("//script|//style"):
            element.drop_tree()
        return tree.text_content()

    def left_behind(self) -> list[str]:
        """Processes of this crawl that still run."""
        mark = self.mark.encode()
        numbers = [int(p.name) for p in Path("/proc").glob("[0-9]*")]
        return [str(read(n, "cmdline")) for n in numbers if mark in read(n, "environ")]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with newsroom() as address:
        yield address


@pytest.fixture(scope="module")
def crawl(base: str) -> Crawl:
    orders: dict[str, dict[str, Any]] = {path: {} for path in (*PUSHY, *BROUGHT, *OTHERS)}
    orders["more-links"] = {"wake_scroll": 3}
    orders["hang"] = {"download_timeout": 3}
    return Crawl(base, orders)


@pytest.mark.parametrize("path", PUSHY)
def test_a_page_that_holds_its_article_is_never_left(crawl: Crawl, path: str) -> None:
    text = crawl.text(path)
    assert [s for s in SENTENCES if s not in text] == []
    assert STORE not in text
    assert crawl.told[path]["url"].partition("#")[0] == f"{crawl.base}/{path}"


@pytest.mark.parametrize("path", BROUGHT)
def test_what_only_a_script_brings_is_brought(crawl: Crawl, path: str) -> None:
    text = crawl.text(path)
    assert [s for s in SENTENCES if s not in text] == []


@pytest.mark.parametrize("path", [*BROUGHT, "p/2024.html", "expand-fetch"])
def test_nothing_is_brought_twice(crawl: Crawl, path: str) -> None:
    assert crawl.text(path).count(SENTENCES[-1]) == 1


def test_neither_store_nor_download_was_ever_asked_for(crawl: Crawl) -> None:
    never = {"download", "qs.apk", "secret", "", "p/1999.html"}
    assert never & set(Newsroom.asked) == set()


def test_what_no_text_needs_is_not_fetched_and_stays_in_the_page(crawl: Crawl) -> None:
    needless = {"page.css", "icon.png", "beacon", "photo.jpg", "film.mp4", "player"}
    assert needless & set(Newsroom.asked) == set()
    tree = lxml_html.document_fromstring(crawl.told["p/2024.html"]["text"])
    assert tree.xpath("//img/@src") == ["/photo.jpg"]
    assert tree.xpath("//video/@src") == ["/film.mp4"]
    assert tree.xpath("//iframe/@src")[0].endswith("/player")


def test_every_request_says_who_asks(crawl: Crawl) -> None:
    (agent,) = Newsroom.agents
    assert "Android" in agent
    assert agent.endswith(USER_AGENT)


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("location-at-load", "scheme qsnews://a/1"),
        ("fallback", "aside {base}/download"),
        ("other-article", "leaving {base}/p/1999.html"),
        ("dialogs", "confirm 打开APP？"),
        ("overwrite", "document.write"),
        ("emptied", "emptied"),
        ("library", "wake http://res.cdn.openinstall.io/openinstall.js"),
        ("busy-after-load", "halted"),
    ],
)
def test_what_was_refused_is_on_record(crawl: Crawl, path: str, refused: str) -> None:
    assert refused.format(base=crawl.base) in crawl.told[path]["wake"]["refused"]


def test_what_reads_on_is_pressed_and_what_opens_the_app_is_not(crawl: Crawl) -> None:
    assert crawl.told["expand-inline"]["wake"]["pressed"] == ["展开全文"]
    assert crawl.told["expand-fetch"]["wake"]["pressed"] == ["点击查看全文↓"]
    assert crawl.told["expand-touch"]["wake"]["pressed"] == ["继续阅读"]


def test_the_answer_says_where_the_article_was_in_the_end(crawl: Crawl) -> None:
    assert crawl.told["s/short"]["url"] == f"{crawl.base}/p/2024.html"
    assert crawl.told["hash-route"]["url"] == f"{crawl.base}/hash-route#/detail/77"
    assert crawl.told["moved"]["redirect_urls"] == [f"{crawl.base}/moved"]
    assert crawl.told["moved"]["url"] == f"{crawl.base}/p/2024.html"
    assert [s for s in SENTENCES if s not in crawl.text("cookie")] == []


def test_no_redirect_leads_out_of_reach(crawl: Crawl) -> None:
    assert crawl.told["inward"]["error"] == "DownloadCancelledError"
    assert crawl.told["private"]["url"] == f"{crawl.base}/private"
    assert crawl.told["astray"]["error"] == "DownloadCancelledError"


def test_other_answers_are_handed_on_as_they_are(crawl: Crawl) -> None:
    assert crawl.told["missing"]["status"] == 404
    assert json.loads(crawl.told["data"]["text"])["content"] == SENTENCES[0]
    assert crawl.told["file"]["error"] == "DownloadCancelledError"


def test_a_server_that_never_answers_ends_in_time(crawl: Crawl) -> None:
    lost = crawl.told["hang"]
    assert lost["error"] == "DownloadTimeoutError"
    assert lost["download_latency"] < 5


def test_a_listing_is_unrolled_as_far_as_it_was_asked(crawl: Crawl) -> None:
    tree = lxml_html.document_fromstring(crawl.told["more-links"]["text"])
    assert len(tree.xpath("//li/a")) == 40


def test_an_ordinary_page_costs_one_request_and_about_a_second(crawl: Crawl) -> None:
    wake = crawl.told["p/2024.html"]["wake"]
    assert wake["requests"] == 1
    assert wake["seconds"] < 4


def test_one_browser_served_all_and_none_is_left(crawl: Crawl) -> None:
    assert crawl.stats["playwright/browser_count"] == 1
    assert crawl.stats["playwright/page_count"] == crawl.stats["playwright/page_count/closed"]
    assert crawl.left_behind() == []


def test_the_crawl_goes_on_after_a_crash_and_renews_its_browser(base: str) -> None:
    one_by_one = {"pages": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "WAKE_PAGES_PER_BROWSER": 2}
    crawl = Crawl(base, {"crash": {}, "cookie": {}, "p/2024.html": {}}, **one_by_one)
    assert crawl.told["crash"]["error"] == "DownloadFailedError"
    assert SENTENCES[-1] in crawl.text("p/2024.html")
    assert crawl.stats["wake/browser_renewed"] == 1
    assert crawl.stats["playwright/browser_count"] == 2
    assert crawl.left_behind() == []


def test_a_crawl_without_such_requests_starts_neither_driver_nor_browser(base: str) -> None:
    crawl = Crawl(base, {"p/2024.html": {"playwright": False}})
    assert SENTENCES[-1] in crawl.text("p/2024.html")
    assert not [key for key in crawl.stats if key.startswith("playwright/")]
    assert "Starting download handler" not in crawl.log
