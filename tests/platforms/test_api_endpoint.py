"""Calls as templates: a request from values, and the values back from an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.models.listing import RequestSpec
from crawler.platforms.core.api_endpoint import Endpoint, request_identity_url
from crawler.platforms.core.platform import UrlMatch

LIST = Endpoint("api/list.php?module=content&site={site}&column={channel}&page={page}")
PATH = Endpoint("v2/{channel}/items?size=20")
FORM = Endpoint(
    "info/news.html", form={"appId": "{app}", "columnId": "{channel}", "isCarousel": "true"}
)
OTHER = Endpoint("detail.html", form={"id": "{id}"}, headers={"X-Op": "{op}"}, base="detail_base")
JSON = Endpoint("dispatch", json={"siteId": "{site}", "contentId": "{id}"})
_TEXT = st.text(min_size=1, max_size=20)


def test_a_get_quotes_its_values() -> None:
    ask = LIST.request("https://m.example.cn/app/", {"site": 1, "channel": "要闻&x=1", "page": 2})
    assert ask == RequestSpec(
        "https://m.example.cn/app/api/list.php?module=content&site=1"
        "&column=%E8%A6%81%E9%97%BB%26x%3D1&page=2"
    )


def test_a_form_is_posted() -> None:
    ask = FORM.request("https://api.example.cn", {"app": "12", "channel": "3"})
    assert (ask.method, ask.url) == ("POST", "https://api.example.cn/info/news.html")
    assert ask.body == b"appId=12&columnId=3&isCarousel=true"
    assert ask.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_a_call_may_have_another_base_and_headers() -> None:
    values = {"id": "501", "op": "read", "detail_base": "https://ex.example.cn/"}
    ask = OTHER.request("https://api.example.cn", values)
    assert (ask.url, ask.headers["X-Op"]) == ("https://ex.example.cn/detail.html", "read")
    assert OTHER.request("https://api.example.cn", {**values, "detail_base": ""}).url.startswith(
        "https://api.example.cn/"
    )


def test_json_is_posted() -> None:
    ask = JSON.request("https://f.example.cn", {"site": "9", "id": "7"})
    assert ask.body == b'{"siteId": "9", "contentId": "7"}'


def test_a_value_that_lacks_is_an_error() -> None:
    with pytest.raises(KeyError):
        LIST.request("https://m.example.cn", {"site": 1})


@pytest.mark.parametrize(
    ("url", "located"),
    [
        (
            "http://m.example.cn/app/api/list.php?column=3&page=1&module=content",
            UrlMatch("http://m.example.cn/app/", {"channel": "3", "page": "1"}),
        ),
        ("http://m.example.cn/api/list.php?module=comment&column=3", None),
        ("http://m.example.cn/api/list.php", None),
        ("http://m.example.cn/list.php?module=content", None),
        ("ftp://m.example.cn/api/list.php?module=content", None),
        ("http://[broken/api/list.php?module=content", None),
    ],
)
def test_an_address_is_found_in_a_call(url: str, located: UrlMatch | None) -> None:
    assert LIST.match_url(url) == located


def test_the_fields_of_a_form_may_stand_in_the_query() -> None:
    where = FORM.match_url("https://api.example.cn/info/news.html?appId=12&columnId=3")
    assert where == UrlMatch("https://api.example.cn/", {"app": "12", "channel": "3"})


def test_a_place_in_the_path() -> None:
    where = PATH.match_url("https://h.example.cn/x/v2/%E8%A6%81/items?size=5")
    assert where == UrlMatch("https://h.example.cn/x/", {"channel": "要"})


@given(_TEXT, _TEXT)
def test_what_a_call_asks_it_finds_again(site: str, channel: str) -> None:
    ask = LIST.request("https://m.example.cn/", {"site": site, "channel": channel, "page": 1})
    where = LIST.match_url(ask.url)
    assert where == UrlMatch(
        "https://m.example.cn/", {"site": site, "channel": channel, "page": "1"}
    )


@pytest.mark.parametrize(
    ("ask", "url"),
    [
        (RequestSpec("https://a.example.cn/x?id=1"), "https://a.example.cn/x?id=1"),
        (
            RequestSpec("https://a.example.cn/x", "POST", b"id=1&k=2"),
            "https://a.example.cn/x?id=1&k=2",
        ),
        (
            RequestSpec("https://a.example.cn/x?s=/n", "POST", b"id=1"),
            "https://a.example.cn/x?s=/n&id=1",
        ),
        (
            RequestSpec("https://a.example.cn/x", "POST", b'{"id": "1"}'),
            "https://a.example.cn/x?id=1",
        ),
    ],
)
def test_an_article_without_a_page_is_known_by_its_request(ask: RequestSpec, url: str) -> None:
    assert request_identity_url(ask) == url
