"""Listings as data: requests, channels, entries and pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin

from crawler.parsing.url import canonical_url


@dataclass(frozen=True)
class RequestSpec:
    """A request as data. Two are the same only if all four parts are equal."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Channel:
    """One listing of a source, as the source file gives it.

    ``url`` may be relative to ``base_url`` and may hold ``{page}``, counted from 1. Where an API
    lists channels by a name or number of its own, that is ``id``, and ``platform_options`` holds
    what else the API needs.
    """

    name: str
    url: str
    base_url: str
    entry_css: str | None = None
    next_css: str | None = None
    platform: str | None = None
    id: str = ""
    platform_options: Mapping[str, str] = field(default_factory=dict)

    def address(self, page: int = 1) -> str:
        """The absolute address of listing page ``page``."""
        return urljoin(self.base_url, self.url.replace("{page}", str(page)))


@dataclass(frozen=True)
class Entry:
    """A link that a listing showed.

    ``url`` is the article's public address, ``request`` how to fetch it if that is not a
    plain GET of ``url``. ``kind`` tells an article from a topic (a special topic, to be
    expanded one level) and from an external link (another outlet's page).
    """

    url: str
    title: str = ""
    published_at: datetime | None = None
    request: RequestSpec | None = None
    kind: Literal["article", "topic", "external"] = "article"
    counts: Mapping[str, int] = field(default_factory=dict)
    #: What it is known by where that is not the canonical form of ``url``: a fragment stays, or a
    #: parameter goes, or it was known under another form before.
    own_key: str = ""

    @property
    def key(self) -> str:
        """The address by which it is told from other entries, and its article's ``url``."""
        return self.own_key or canonical_url(self.url)


@dataclass(frozen=True)
class ListingPage:
    """What one answer of a listing holds: entries in page order and the next page, if any.

    ``more`` says that the page shows a sign of entries beyond these which only its script
    can fetch ("加载更多", endless scroll), so that a browser is worth its price.
    """

    entries: tuple[Entry, ...] = ()
    next: RequestSpec | None = None
    needs_script: bool = False
    #: Where a special topic names its columns instead of articles: the requests for these.
    sub_requests: tuple[RequestSpec, ...] = ()
    #: Why this answer is not a listing ("login page", "not JSON"); '' when it is one.
    error: str = ""
