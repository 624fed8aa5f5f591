"""What the outlet of ours answers, family by family, as the crawler would come by it."""

from __future__ import annotations

import http.client
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawler.models.listing import Channel, Entry, RequestSpec
from crawler.parsing.page import FetchedPage
from crawler.platforms.registry import get_platform, parse_listing
from crawler.source_config.parser import parse_source
from crawler.source_config.schema import Source
from tests.media_app import MediaApp
from tests.media_app.families import FAMILIES
from tests.media_app.source import source_toml

#: The name that the outlet is asked by: its answers are the same in each run.
ORIGIN = "http://m.example.cn"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
_ENTRIES = 3


@dataclass(frozen=True)
class Served:
    """An answer to a channel, or to one of its entries."""

    family: str | None
    channel: Channel
    page: FetchedPage
    entry: Entry


def served() -> list[Served]:
    """The first pages and a few articles of every channel of every family, and of plain pages."""
    texts = [source_toml(ORIGIN), *(family.source_toml(ORIGIN) for family in FAMILIES.values())]
    with MediaApp() as app:
        return [one for text in texts for one in _of(_source(text), app)]


def _source(text: str) -> Source:
    source = parse_source("outlet", "outlet.toml", tomllib.loads(text))
    assert isinstance(source, Source), source
    return source


def _of(source: Source, app: MediaApp) -> Iterator[Served]:
    for channel in source.platform_channels():
        page = _get(get_platform(source.platform).first_request(channel), app)
        yield Served(source.platform, channel, page, Entry(page.url))
        found = parse_listing(page, channel, 1)
        further = [Entry(ask.url, request=ask) for ask in (found.next, *found.sub_requests) if ask]
        for entry in (*further, *found.entries[:_ENTRIES]):
            answer = _get(entry.request or RequestSpec(entry.url), app)
            yield Served(source.platform, channel, answer, entry)


def _get(ask: RequestSpec, app: MediaApp) -> FetchedPage:
    """The answer to a request, which goes to the outlet under another name than it has."""
    connection = http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=10)
    try:
        headers = {**ask.headers, "Host": urlsplit(ORIGIN).netloc}
        connection.request(ask.method, ask.url.removeprefix(ORIGIN), ask.body or None, headers)
        answer = connection.getresponse()
        kind = answer.getheader("Content-Type") or ""
        return FetchedPage(ask.url, answer.read(), kind, requested_url=ask.url, fetched_at=NOW)
    finally:
        connection.close()
