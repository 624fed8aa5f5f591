"""The interface of a platform: how one CMS family lists and shows articles.

A platform is pure: every method is a function of saved bytes and addresses. It asks for
the network by returning ``Ask`` values, and it never sees Scrapy, the clock or the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, Literal
from urllib.parse import urljoin

from crawler.models.article import Article
from crawler.parsing.page import Page
from crawler.parsing.url import canonical


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

    ``url`` may be relative to ``base_url`` and may hold ``{page}``, counted from 1. Where an
    interface lists channels by a name or number of its own, that is ``id``, and ``tenant`` holds
    what else the interface wants to be told of the outlet.
    """

    name: str
    url: str
    base_url: str
    entries: str | None = None
    next: str | None = None
    platform: str | None = None
    id: str = ""
    tenant: Mapping[str, str] = field(default_factory=dict)

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
    #: What it is known by where that is not the canonical form of ``url``: a fragment stays, or a
    #: parameter goes, or it was known under another form before.
    own_key: str = ""

    @property
    def key(self) -> str:
        """The address by which it is told from other entries, and its article's ``url``."""
        return self.own_key or canonical(self.url)


@dataclass(frozen=True)
class Listing:
    """What one answer of a listing holds: entries in page order and the next page, if any.

    ``more`` says that the page shows a sign of entries beyond these which only its script
    can fetch ("加载更多", endless scroll), so that a browser is worth its price.
    """

    entries: tuple[Entry, ...] = ()
    next: Ask | None = None
    more: bool = False
    #: Where a special topic names its columns instead of articles: the requests for these.
    sections: tuple[Ask, ...] = ()
    #: Why this answer is not a listing ("login page", "not JSON"); '' when it is one.
    fault: str = ""


@dataclass(frozen=True)
class Fact:
    """What an interface wants to be told of an outlet: its key in ``[tenant]`` of a source file,
    what it means, and the value that serves where the file has none (None: it must have one).

    What is ``secret`` is the operator's own, has a default, and stands in no article's address;
    what is ``on_pages`` the pages of its articles tell.
    """

    name: str
    meaning: str
    default: str | None = None
    secret: bool = False
    on_pages: bool = False


@dataclass(frozen=True)
class Located:
    """Where an address stands in an interface: its base, and the values of its placeholders."""

    base_url: str
    values: Mapping[str, str]


class Platform:
    """Base of all platforms: the defaults fit a family that serves plain listings by GET."""

    name: ClassVar[str] = ""
    #: What people call the family.
    title: ClassVar[str] = ""
    #: Whether its channels are known by an id and not by an address.
    by_id: ClassVar[bool] = False
    #: What a source file must or may say of the outlet in ``[tenant]``.
    facts: ClassVar[tuple[Fact, ...]] = ()

    def detect(self, page: Page) -> str:
        """The evidence (a short phrase) that ``page`` belongs to this family, or ''."""
        raise NotImplementedError

    def stands_for(self, url: str, told: Mapping[str, str] = MappingProxyType({})) -> Ask | None:
        """The request that a person means by ``url`` where that is no plain GET of it; ``told``
        are facts of the outlet."""
        return None

    def told(self, page: Page) -> Mapping[str, str]:
        """The facts of the outlet that one of its pages tells."""
        return {}

    def locate(self, url: str) -> Located | None:
        """Where an address stands in the family's interface; None where it has no part in it."""
        return None

    def menu_ask(self, where: Located) -> Ask | None:
        """The request for the outlet's channels; None where the family has none."""
        return None

    def read_menu(self, page: Page) -> Sequence[tuple[str, str]]:
        """The channels of a menu as (id, name). Never raises on bad input."""
        return ()

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
