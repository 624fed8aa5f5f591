"""What a page's script fetches is learned, and fetched without a browser from then on.

Whole crawls of the media app's bulk share pages: what they bring is known word for word, and
how many of them took the browser stands in their rows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import fresh_database
from tests.crawling import Crawls, balanced, toml
from tests.media_app import MediaApp
from tests.media_app.bulk_text import bulk_paragraphs, bulk_time, bulk_title
from tests.media_app.bulk_wake import author_of, editor_of
from tests.media_app.content import OUTLET

NAME = "share"
FIELDS = ("title", "body", "published_at", "source_name", "reporters", "editors")
Rows = dict[int, dict[str, Any]]


@dataclass
class Share:
    """The share pages of a running outlet, and a database into which they are crawled."""

    app: MediaApp
    crawls: Crawls

    def crawl(self, listing: str, **facts: Any) -> Rows:
        """Crawl a listing to the end; all rows by article, in the order of their storing."""
        self.crawls.add(NAME, toml(self.app.url, listing, **facts))
        done = self.crawls.run(NAME, timeout=240)
        assert done.returncode == 0, done.stderr[-3000:]
        assert balanced(self.crawls.books(NAME))
        return self.rows()

    def learn(self) -> None:
        """Crawl articles 1 to 16, not all of which may take the browser."""
        rows = self.crawl("/bulk/xhr/list?n=16")
        assert len(rows) == 16
        assert len(by_browser(rows)) < 16

    def rows(self) -> Rows:
        rows = self.crawls.rows("select * from articles order by id")
        return {number_of(row["url"]): row for row in rows}


@pytest.fixture
def share(crawls: Crawls) -> Iterator[Share]:
    with MediaApp() as app:
        yield Share(app, crawls)


def number_of(url: str) -> int:
    found = re.search(r"/(\d+)\.html", url)
    assert found, url
    return int(found[1])


def written(number: int, kind: str = "xhr") -> dict[str, Any]:
    """An article's fields as the outlet wrote them."""
    return {
        "title": bulk_title(number),
        "body": "\n".join(bulk_paragraphs(number)),
        "published_at": bulk_time(number),
        "source_name": OUTLET,
        "reporters": [author_of(number)],
        "editors": [] if kind == "half" else [editor_of(number)],
    }


def spoilt(rows: Rows, kind: str = "xhr") -> list[int]:
    """The articles that are not as they were written."""
    return [n for n, row in rows.items() if {f: row[f] for f in FIELDS} != written(n, kind)]


def by_browser(rows: Rows) -> list[int]:
    return [number for number, row in rows.items() if row["fetched_by"] == "browser"]


def since(rows: Rows, first: int) -> Rows:
    return {number: row for number, row in rows.items() if number >= first}


def test_an_api_is_learned_and_brings_what_the_browser_brings(
    share: Share, embedded_server: str, tmp_path: Path
) -> None:
    other = Share(share.app, Crawls(fresh_database(embedded_server), tmp_path / "always"))
    listing = "/bulk/xhr/list?n=120"
    with ThreadPoolExecutor() as pool:
        always = pool.submit(other.crawl, listing, render="always")
        rows = share.crawl(listing)
    browser = always.result()
    assert set(rows) == set(browser) == set(range(1, 121))
    assert not spoilt(rows)
    assert not spoilt(browser)
    assert len(by_browser(browser)) == 120
    assert len(by_browser(rows)) <= 0.06 * 120


def test_what_was_learned_serves_the_next_run(share: Share) -> None:
    share.learn()
    rows = since(share.crawl("/bulk/xhr/list?n=40&first=17"), 17)
    assert len(rows) == 40
    assert not spoilt(rows)
    assert len(by_browser(rows)) <= math.ceil(0.05 * 40)


def test_what_a_button_fetches_is_learned(share: Share) -> None:
    rows = share.crawl("/bulk/half/list?n=40", concurrency=2)
    assert len(rows) == 40
    assert not spoilt(rows, "half")
    assert len(by_browser(rows)) <= math.ceil(0.06 * 40)


def test_an_api_that_begins_to_lie_is_found_out(share: Share) -> None:
    """Some articles are the API's before one is checked, which is the 61st of all; the next run
    gets them again."""
    share.learn()
    share.app.set_api("lie")
    rows = since(share.crawl("/bulk/xhr/list?n=60&first=17"), 17)
    assert len(rows) == 60
    assert spoilt(rows)
    assert by_browser(rows)
    mended = since(share.crawl("/bulk/xhr/list?n=60&first=17"), 17)
    assert not spoilt(mended)


def test_an_api_that_has_gone_is_not_missed(share: Share) -> None:
    share.learn()
    share.app.set_api("404")
    rows = since(share.crawl("/bulk/xhr/list?n=20&first=17"), 17)
    assert len(rows) == 20
    assert not spoilt(rows)
    assert len(by_browser(rows)) == 20


def test_a_page_that_never_rests_or_dies_costs_only_itself(share: Share) -> None:
    share.crawls.add(NAME, toml(share.app.url, "/bulk/xhr/list?n=16&busy=5&crash=11"))
    done = share.crawls.run(NAME, timeout=240)
    assert balanced(share.crawls.books(NAME)), done.stderr[-3000:]
    rows = share.rows()
    assert set(rows) >= set(range(1, 17)) - {5, 11}
    assert not spoilt(rows)
    asked = {path: n for path, n in share.app.counts().items() if path.endswith(".html")}
    spoilers = {path: asked.pop(path) for path in ("/bulk/busy/5.html", "/bulk/crash/11.html")}
    assert max(spoilers.values()) <= 4, spoilers
    assert max(asked.values()) <= 2, asked
