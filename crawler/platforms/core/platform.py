"""The interface of a platform: how one CMS family lists and shows articles.

A platform is pure: every method is a function of saved bytes and URLs. It requests further pages
by returning ``RequestSpec`` values, and never sees Scrapy, the clock or the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from crawler.models.article import Article
from crawler.models.listing import Channel, Entry, ListingPage, RequestSpec
from crawler.parsing.page import FetchedPage


@dataclass(frozen=True)
class PlatformOption:
    """A key of ``[platform_options]`` in a source file: its meaning, and its default (None: the
    file must give it).

    A ``secret`` one is the operator's own, has a default, and stands in no article's address; a
    ``discoverable`` one stands on the pages of the outlet's articles.
    """

    name: str
    meaning: str
    default: str | None = None
    secret: bool = False
    discoverable: bool = False


@dataclass(frozen=True)
class UrlMatch:
    """Where an address stands in an interface: its base, and the values of its placeholders."""

    base_url: str
    values: Mapping[str, str]


class Platform:
    """Base of all platforms: the defaults fit a family that serves plain listings by GET."""

    name: ClassVar[str] = ""
    #: What people call the family.
    title: ClassVar[str] = ""
    #: Whether its channels are known by an id and not by an address.
    channels_by_id: ClassVar[bool] = False
    #: What a source file must or may say of the outlet in ``[platform_options]``.
    options: ClassVar[tuple[PlatformOption, ...]] = ()

    def detect(self, page: FetchedPage) -> str:
        """The evidence (a short phrase) that ``page`` belongs to this family, or ''."""
        raise NotImplementedError

    def request_for_url(
        self, url: str, told: Mapping[str, str] = MappingProxyType({})
    ) -> RequestSpec | None:
        """The request that a person means by ``url`` where that is no plain GET of it;
        ``options_from_page`` are facts of the outlet."""
        return None

    def options_from_page(self, page: FetchedPage) -> Mapping[str, str]:
        """The facts of the outlet that one of its pages tells."""
        return {}

    def match_url(self, url: str) -> UrlMatch | None:
        """Where an address stands in the family's interface; None where it has no part in it."""
        return None

    def channels_request(self, where: UrlMatch) -> RequestSpec | None:
        """The request for the outlet's channels; None where the family has none."""
        return None

    def parse_channels(self, page: FetchedPage) -> Sequence[tuple[str, str]]:
        """The channels of a menu as (id, name). Never raises on bad input."""
        return ()

    def first_request(self, channel: Channel) -> RequestSpec:
        """The request for the first page of a channel."""
        return RequestSpec(channel.address(1))

    def parse_listing(self, page: FetchedPage, channel: Channel, number: int) -> ListingPage:
        """Entries of listing page ``number`` (from 1). Never raises on bad input."""
        raise NotImplementedError

    def parse_article(self, page: FetchedPage, entry: Entry) -> Article:
        """The article on ``page``, as far as it is there. Never raises on bad input.

        Title, time, body may be missing; the caller judges whether it is whole.
        """
        raise NotImplementedError
