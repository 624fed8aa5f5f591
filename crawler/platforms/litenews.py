"""闪电云 (轻快云, litenews): the share pages of county apps, whose names hold outlet and article.

Facts: public client code of 2021 to 2023. ``/share/NAME.html`` and ``/w/article/NAME.html`` show
the same article; NAME is the base64 of ``a-ORGID-ID``, its padding there, gone, or as ``%3D``. No
interface is known that answers without a signature.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from crawler.models.article import Article
from crawler.models.listing import Channel, Entry, ListingPage
from crawler.parsing.listing.feeds import unique_entries
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.generic import Generic

_PATH = re.compile(r"(?P<at>.*/)(?:share|w/article)/(?P<name>[\w-]{4,80})(?:=|%3[Dd]){0,2}\.html")
_LINK = re.compile(r"/(?:share|w/article)/([\w%=-]{4,90})\.html")
_MEANT = re.compile(rb"a-(\d{1,9})-(\d{1,18})")
#: So many share pages make a list of them.
_MANY = 3


class Litenews(Generic):
    """Generic reading; an article has one address, however a list writes it."""

    name = "litenews"
    title = "闪电云 (litenews)"

    def detect(self, page: FetchedPage) -> str:
        if canonical_share_url(page.url):
            return "the address of a share page, whose name holds outlet and article"
        names = {unquote(name).rstrip("=") for name in _LINK.findall(page.text)}
        many = sum(bool(_MEANT.fullmatch(_decoded(name))) for name in names) >= _MANY
        return "links to share pages whose names hold outlet and article" if many else ""

    def parse_listing(self, page: FetchedPage, channel: Channel, number: int) -> ListingPage:
        listing = super().parse_listing(page, channel, number)
        entries = (replace(e, url=canonical_share_url(e.url) or e.url) for e in listing.entries)
        return replace(listing, entries=unique_entries(entries))

    def parse_article(self, page: FetchedPage, entry: Entry) -> Article:
        read = super().parse_article(page, entry)
        read.platform = self.name
        return read


def canonical_share_url(url: str) -> str:
    """The address under /share/, without padding, of the article that ``url`` shows; '' where it
    is no share page's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    found = _PATH.fullmatch(parts.path)
    meant = _decoded(found["name"]) if found else b""
    if found is None or not _MEANT.fullmatch(meant):
        return ""
    name = urlsafe_b64encode(meant).decode().rstrip("=")
    return f"{parts.scheme}://{parts.netloc}{found['at']}share/{name}.html"


def _decoded(name: str) -> bytes:
    """What a name without padding holds; b'' where it is no base64."""
    try:
        return urlsafe_b64decode(name + "=" * (-len(name) % 4))
    except (Error, ValueError):
        return b""
