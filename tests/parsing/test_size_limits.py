"""An answer that would take the machine's memory is not parsed; a long one is read."""

from __future__ import annotations

import gzip
import json

import pytest

from crawler.fetching.failure_outcomes import non_article_reason
from crawler.models.listing import Channel, Entry, ListingPage
from crawler.parsing.page import FetchedPage
from crawler.platforms.registry import parse_listing

_URL = "https://news.example.cn/2024/05/06/1.html"
_CHANNEL = Channel("要闻", "/list.html", "https://news.example.cn")
_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def link(number: int) -> str:
    return f"https://news.example.cn/2024/05/06/{number}.html"


def listed(body: str | bytes, content_type: str = "text/html") -> ListingPage:
    body = body.encode() if isinstance(body, str) else body
    return parse_listing(FetchedPage(_CHANNEL.address(), body, content_type), _CHANNEL, 1)


def sitemap(addresses: int) -> str:
    items = "".join(f"<url><loc>{link(n)}</loc></url>" for n in range(addresses))
    return f'<?xml version="1.0"?><urlset xmlns="{_MAP}">{items}</urlset>'


def feed(items: int) -> str:
    inside = "".join(
        f"<item><title>第{n}次河长巡河</title><link>{link(n)}</link></item>" for n in range(items)
    )
    return f'<rss version="2.0"><channel><title>河</title>{inside}</channel></rss>'


def data(items: int) -> str:
    return json.dumps([{"title": f"第{n}次河长巡河记录", "url": link(n)} for n in range(items)])


EXCESSIVE = {
    "a page of 300,000 elements": "<p>x" * 300_000,
    "a page of 250,000 elements": "<!--x-->" * 250_000,
    "a page of 600,000 attributes": f"<p {'a=1 ' * 60}>x" * 10_000,
    "data of 1,000,000 values": f"[{','.join(['{}'] * 500_000)}]",
}


@pytest.mark.parametrize("reason", EXCESSIVE)
def test_what_is_too_much_is_not_parsed(reason: str) -> None:
    page = FetchedPage(_URL, EXCESSIVE[reason].encode())
    assert page.excess == reason
    assert len(page.tree.xpath("//*")) <= 3
    assert page.json is None
    assert non_article_reason(Entry(_URL), page) == reason


def test_what_scripts_of_a_page_hold_is_bounded_too() -> None:
    flood = f"[{'{},' * 600_000}1]"
    script = f"<script>var list = {flood}</script>"
    linked = f"<script type='application/ld+json'>{flood}</script>"
    assert listed(f"<html><body>{linked}{script}</body></html>").entries == ()


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p>第{n}段说的是河堤加固的又一处工点，石料已经运到。</p>" for n in range(40_000)),
        "<table>" + "<tr><td>甲</td><td>1</td></tr>" * 50_000 + "</table>",
        f"<p>{'河堤加固，' * 1_000_000}</p>",
    ],
    ids=["paragraphs", "a table", "one text"],
)
def test_a_page_that_is_merely_long_is_parsed(body: str) -> None:
    page = FetchedPage(_URL, body.encode())
    assert page.excess == ""
    assert len(page.tree.text_content()) > 50_000


def test_of_a_very_long_listing_the_beginning_is_read_and_a_fault_says_so() -> None:
    links = "".join(f"<a href=/n/{n}.html>第{n}次河长巡河记录</a>" for n in range(500))
    found = listed(f"<html><body>{links}{'<b>甲' * 100_000}</body></html>")
    assert found.entries[0].title == "第0次河长巡河记录"
    assert len(found.entries) == 500
    assert found.error == "a page of 100,502 elements: the first 30,000 were read"
    assert found.next is None


def test_a_very_long_feed_is_cut() -> None:
    found = listed(f"{feed(50)}{'<!---->' * 40_000}", "application/rss+xml")
    assert len(found.entries) == 50
    assert "a page of 40,153 elements" in found.error


def test_a_sitemap_may_hold_as_many_addresses_as_its_protocol_says() -> None:
    found = listed(gzip.compress(sitemap(50_000).encode(), 1), "application/gzip")
    assert (len(found.entries), found.error) == (50_000, "")


def test_one_that_holds_more_is_cut() -> None:
    found = listed(f"{sitemap(10_000)}{'<!---->' * 300_000}", "application/xml")
    assert (len(found.entries), found.error[:26]) == (10_000, "a page of 320,002 elements")


def test_data_that_is_too_much_for_a_listing_is_a_fault() -> None:
    assert len(listed(data(500), "application/json").entries) == 500
    assert listed(data(100_000), "application/json").error == "data of 300,000 values"
