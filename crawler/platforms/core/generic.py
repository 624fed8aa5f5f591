"""The fallback: any page of news, read by its text and structure alone."""

from __future__ import annotations

from crawler.models.article import Article
from crawler.models.listing import Channel, Entry, ListingPage
from crawler.parsing.article.extract import extract_article
from crawler.parsing.listing.extract import extract_listing
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.platform import Platform


class Generic(Platform):
    """Reads what no other platform recognises, and lends its reading to those that do."""

    name = "generic"

    def detect(self, page: FetchedPage) -> str:
        """Always '': a fallback recognises nothing."""
        return ""

    def parse_listing(self, page: FetchedPage, channel: Channel, number: int) -> ListingPage:
        return extract_listing(page, channel, number)

    def parse_article(self, page: FetchedPage, entry: Entry) -> Article:
        read = extract_article(page, entry)
        read.platform = self.name
        return read
