"""What an answer of an interface is worth: an article, a refusal, or nothing that one can read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.fetching.page_reader import read_article_page
from crawler.models.listing import Channel, Entry
from crawler.parsing.page import FetchedPage
from crawler.platforms.cmstop_a import CmsTopA

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
URL = "http://api.example.cn/mobile/index.php?app=mobile&controller=article&action=content&contentid=7"
LIST = "http://api.example.cn/mobile/index.php?app=mobile&controller=content&action=index&catid=3"
CHANNEL = Channel("要闻", "", "http://api.example.cn", platform="cmstop_a", id="3")
TEXT = "<p>渡口的灯昨晚又亮了，摆渡的老陈说，桥修好了，船也还在。</p><p>渡口今天改作候船亭。</p>"


def answer(value: Any, url: str = URL) -> FetchedPage:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return FetchedPage(url, body, requested_url=url, fetched_at=NOW)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"state": True, "data": False}, "the interface gives no article: JSON without an article"),
        ({"state": 0, "message": "稿件不存在"}, "the interface says that it is gone: 稿件不存在"),
        ({"state": False, "error": "签名错误"}, "the interface gives no article: 签名错误"),
        (False, "no title"),
        ([], "the interface gives no article: JSON without an article"),
        ({"data": {"contentid": 7, "title": "渡口"}}, "no body"),
        ({"data": {"contentid": 7, "title": "", "content": TEXT}},
         "the interface gives no article: JSON without an article"),
    ],
)  # fmt: skip
def test_what_is_no_article_says_why(value: Any, reason: str) -> None:
    _, verdict = read_article_page(answer(value), Entry(URL), "cmstop_a")
    assert (verdict.complete, verdict.reason) == (False, reason)


def test_json_that_breaks_off_is_no_article() -> None:
    body = json.dumps({"data": {"contentid": 7, "title": "渡口", "content": TEXT}}).encode()[:-40]
    _, verdict = read_article_page(answer(body), Entry(URL), "cmstop_a")
    assert not verdict.complete


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (TEXT, 2),
        (TEXT.replace("<", "&lt;").replace(">", "&gt;"), 2),
        ("老渡口的灯昨晚又亮了，摆渡的老陈说。\n从今天起，渡口改作候船亭。", 2),
        (TEXT + TEXT, 2),
        (f"<h1>渡口的灯</h1>{TEXT}", 2),
        (f"{TEXT}<p>相关阅读</p><p><a href='/a/1'>又一座桥通车</a></p>", 2),
    ],
    ids=["html", "escaped-html", "lines", "twice", "with-its-title", "with-others"],
)
def test_a_text_in_any_form(content: str, lines: int) -> None:
    value = {"data": {"contentid": 7, "title": "渡口的灯", "content": content}}
    article, verdict = read_article_page(answer(value), Entry(URL), "cmstop_a")
    assert verdict.complete
    assert len(article.blocks) == lines


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ({"state": False, "error": "栏目不存在"}, "not a listing: 栏目不存在"),
        ({"state": True, "data": False}, "not a listing: JSON without entries"),
        ({"state": True, "data": []}, ""),
        (b"<html><body>502 Bad Gateway</body></html>", "not a listing: no JSON"),
        (b"", "not a listing: no JSON"),
    ],
)
def test_what_is_no_listing_says_why(value: Any, fault: str) -> None:
    listing = CmsTopA().parse_listing(answer(value, LIST), CHANNEL, 1)
    assert (listing.entries, listing.next, listing.error) == ((), None, fault)


def test_a_page_behind_the_last_ends_the_listing() -> None:
    listing = CmsTopA().parse_listing(answer({"state": True, "data": False}, LIST), CHANNEL, 9)
    assert (listing.entries, listing.next, listing.error) == ((), None, "")


def test_a_time_far_from_the_listings_is_a_doubt() -> None:
    value = {"data": {"contentid": 7, "title": "渡口", "content": TEXT, "published": 1600000000}}
    listed = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    article, _ = read_article_page(answer(value), Entry(URL, published_at=listed), "cmstop_a")
    assert article.published_at is None
    assert "published_at" in article.rejected_values


class Written(CmsTopA):
    """A family whose marks are written as its answers write them."""

    signature_keys = frozenset(("contentId", "created_at"))


@pytest.mark.parametrize("key", ["created_at", "createdAt", "CREATED-AT"])
def test_marks_are_compared_as_keys_are(key: str) -> None:
    url = "https://m.example.cn/mobile/index.php?app=mobile&controller=content&action=index&catid=3"
    body = json.dumps({"data": [{"contentid": 1, key: "2026-03-02"}]}).encode()
    page = FetchedPage(url, body, "application/json", url, datetime(2026, 11, 20, tzinfo=UTC))
    assert Written().detect(page)
