"""The interface of a platform: how one CMS family lists and shows articles.

A platform is pure: every method is a function of saved bytes and addresses. It asks for
the network by returning ``Ask`` values, and it never sees Scrapy, the clock or the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin

from crawler.items import Article
from crawler.reading.page import Page


@dataclass(frozen=True)
class Ask:
    """A request as data. Two Asks are the same request only if all four parts are equal."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Channel:
    """One listing of a source, as the source file gives it.

    ``url`` may be relative to ``base_url`` and may hold ``{page}``, counted from 1.
    """

    name: str
    url: str
    base_url: str
    entries: str | None = None
    next: str | None = None
    platform: str | None = None

    def address(self, page: int = 1) -> str:
        """The absolute address of listing page ``page``."""
        return urljoin(self.base_url, self.url.replace("{page}", str(page)))


@dataclass(frozen=True)
class Entry:
    """A link that a listing showed.

    ``url`` is the article's public address, ``ask`` how to fetch it where that is not a
    plain GET of ``url``. ``kind`` tells an article from a container (a special topic, to be
    expanded one level) and from an external link (another outlet's page).
    """

    url: str
    title: str = ""
    published_at: datetime | None = None
    ask: Ask | None = None
    kind: Literal["article", "container", "external"] = "article"
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """What one answer of a listing holds: entries in page order and the next page, if any.

    ``more`` says that the page shows a sign of entries beyond these which only its script
    can fetch ("加载更多", endless scroll), so that a browser is worth its price.
    """

    entries: tuple[Entry, ...] = ()
    next: Ask | None = None
    more: bool = False
    #: Why this answer is not a listing ("login page", "not JSON"); '' when it is one.
    fault: str = ""


class Platform:
    """Base of all platforms: the defaults fit a family that serves plain listings by GET."""

    name: str = ""

    def recognise(self, page: Page) -> str:
        """The evidence (a short phrase) that ``page`` belongs to this family, or ''."""
        raise NotImplementedError

    def first(self, channel: Channel) -> Ask:
        """The request for the first page of a channel."""
        return Ask(channel.address(1))

    def read_listing(self, page: Page, channel: Channel, number: int) -> Listing:
        """Entries of listing page ``number`` (from 1). Never raises on bad input."""
        raise NotImplementedError

    def read_article(self, page: Page, entry: Entry) -> Article:
        """The article on ``page``, as far as it is there. Never raises on bad input.

        Title, time, body may be missing; the caller judges whether it is whole.
        """
        raise NotImplementedError
