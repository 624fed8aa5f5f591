"""Which requests are one and the same: by Scrapy's rules, by an Ask's headers, by a route."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.dupefilters import RFPDupeFilter
from scrapy.utils.request import fingerprint
from scrapy.utils.test import get_crawler

from crawler import settings
from crawler.models.listing import Entry, RequestSpec
from crawler.request_fingerprinter import HeaderAwareFingerprinter, build_request
from crawler.source_config.parser import parse_source
from crawler.source_config.schema import Source
from crawler.spiders.source import SourceSpider
from crawler.state.channel_poll import ChannelPoll

DISPATCH = "https://f.example.cn/dispatch"


def call(operation: str, body: bytes = b'{"siteId": "31"}') -> RequestSpec:
    return RequestSpec(DISPATCH, "POST", body, {"bizType": "content", "bizOp": operation})


def outlet() -> SourceSpider:
    facts = {"name": "试验", "base_url": "https://f.example.cn", "channels": [{"url": "/"}]}
    read = parse_source("outlet", "outlet.toml", facts)
    assert isinstance(read, Source)
    found = read

    class Outlet(SourceSpider):
        name = "outlet"
        source = found

    return Outlet()


def as_listing(spider: SourceSpider, ask: RequestSpec) -> Request:
    look = ChannelPoll(spider.source.platform_channels()[0], datetime.now(UTC), None, ask)
    return spider.listing_request(look, ask, 1)


def as_article(spider: SourceSpider, ask: RequestSpec) -> Request:
    return spider.fetcher.start_request(Entry("https://f.example.cn/a/1", request=ask), 1, "要闻")


def as_topic(spider: SourceSpider, ask: RequestSpec) -> Request:
    entry = Entry("https://f.example.cn/t/1", request=ask, kind="topic")
    return spider.topic_request(entry, 1, spider.source.platform_channels()[0])


@pytest.mark.parametrize("made", [as_listing, as_article, as_topic])
def test_requests_that_differ_in_a_header_of_their_ask_are_two(
    made: Callable[[SourceSpider, RequestSpec], Request],
) -> None:
    one, other, again = (made(outlet(), call(name)) for name in ("list", "detail", "list"))
    by_us = HeaderAwareFingerprinter().fingerprint
    assert fingerprint(one) == fingerprint(other)
    assert by_us(one) != by_us(other)
    assert by_us(one) == by_us(again)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://h5.example.cn/#/detail/normal/1", "https://h5.example.cn/#/detail/normal/2"),
        ("https://h5.example.cn/app?v=2#/newsDetail/7?from=a", "https://h5.example.cn/app?v=2"),
        ("https://h5.example.cn/#!/p/31", "https://h5.example.cn/#!/p/32"),
        ("https://h5.example.cn/show.html#id=8", "https://h5.example.cn/show.html#id=9"),
    ],
)
def test_pages_that_differ_in_their_route_are_two(one: str, other: str) -> None:
    assert fingerprint(Request(one)) == fingerprint(Request(other))
    by_us = HeaderAwareFingerprinter().fingerprint
    assert by_us(Request(one)) != by_us(Request(other))


@pytest.mark.parametrize(
    "request_",
    [
        Request("https://m.example.cn/p/1.html"),
        Request("https://m.example.cn/list?b=2&a=1"),
        Request("https://m.example.cn/p/1.html#comments"),
        Request("https://m.example.cn/p/1.html", headers={"User-Agent": "x", "Accept": "*/*"}),
        Request("https://m.example.cn/p/1.html", cookies={"visit": "1"}),
        Request("https://m.example.cn/api", method="POST", body=b"page=1"),
        build_request(RequestSpec("https://m.example.cn/p/1.html"), {}),
    ],
    ids=["page", "query", "anchor", "given-headers", "cookies", "post", "plain-ask"],
)
def test_an_ordinary_request_keeps_the_fingerprint_of_scrapy(request_: Request) -> None:
    assert HeaderAwareFingerprinter().fingerprint(request_) == fingerprint(request_)


def test_what_every_request_is_given_on_its_way_changes_nothing() -> None:
    before = HeaderAwareFingerprinter().fingerprint(build_request(call("list"), {}))
    on_its_way = build_request(call("list"), {})
    on_its_way.headers["User-Agent"] = "CountyNewsCrawler"
    on_its_way.headers["Cookie"] = "visit=1"
    assert HeaderAwareFingerprinter().fingerprint(on_its_way) == before


def test_a_request_that_is_asked_again_elsewhere_keeps_its_ask() -> None:
    moved = [
        build_request(call(name), {}).replace(url=f"{DISPATCH}/v2") for name in ("list", "menu")
    ]
    assert len({HeaderAwareFingerprinter().fingerprint(request) for request in moved}) == 2


def test_a_crawl_tells_requests_apart_by_it() -> None:
    chosen = {"REQUEST_FINGERPRINTER_CLASS": settings.REQUEST_FINGERPRINTER_CLASS}
    seen = RFPDupeFilter.from_crawler(get_crawler(settings_dict=chosen))
    asks = [call("list"), call("detail"), RequestSpec("https://h5.example.cn/#/detail/normal/1")]
    asks.append(RequestSpec("https://h5.example.cn/#/detail/normal/2"))
    assert [seen.request_seen(build_request(ask, {})) for ask in asks] == [False] * 4
    assert [seen.request_seen(build_request(ask, {})) for ask in asks] == [True] * 4
