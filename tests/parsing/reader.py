"""How the tests of listings have an answer read, and what they compare."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.models.listing import Channel, ListingPage
from crawler.parsing.listing.extract import extract_listing
from crawler.parsing.page import FetchedPage

HOME = "https://m.example.cn"
URL = f"{HOME}/list.html"
NOW = datetime(2024, 5, 20, 4, 0, tzinfo=UTC)  # noon in Shanghai
SHANGHAI = timedelta(hours=8)


def read(
    body: str | bytes,
    channel: Channel | None = None,
    number: int = 1,
    url: str = URL,
    content_type: str = "text/html",
) -> ListingPage:
    raw = body if isinstance(body, bytes) else body.encode()
    page = FetchedPage(url, raw, content_type, requested_url=url, fetched_at=NOW)
    return extract_listing(page, channel or Channel("要闻", url, HOME), number)


def read_json(value: Any, url: str = f"{HOME}/api/list?page=1", **given: Any) -> ListingPage:
    return read(json.dumps(value), url=url, content_type="application/json", **given)


def document(body: str) -> str:
    head = "<head><title>要闻 - 江城融媒</title></head>"
    return f"<!DOCTYPE html><html>{head}<body>{body}</body></html>"


def paths(listing: ListingPage) -> list[str]:
    return [entry.url.removeprefix(HOME) for entry in listing.entries]


def times(listing: ListingPage) -> list[str]:
    found = [entry.published_at for entry in listing.entries]
    return [f"{t.astimezone(UTC) + SHANGHAI:%Y-%m-%d %H:%M}" if t else "" for t in found]


TITLES = (
    "江城区召开春季农业生产现场推进会",
    "新建滨江步道本周末向市民开放",
    "我区三所学校入选省级劳动教育基地",
    "老旧小区加装电梯累计突破一百台",
)
