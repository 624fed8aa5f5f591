"""The fallback: any page of news, read by its text and structure alone."""

from __future__ import annotations

from crawler.items import Article
from crawler.platforms.base import Channel, Entry, Listing, Platform
from crawler.reading import article, listings
from crawler.reading.page import Page


class Generic(Platform):
    """Reads what no other platform recognises, and lends its reading to those that do."""

    name = "generic"

    def recognise(self, page: Page) -> str:
        """Always '': a fallback recognises nothing."""
        return ""

    def read_listing(self, page: Page, channel: Channel, number: int) -> Listing:
        return listings.read_listing(page, channel, number)

    def read_article(self, page: Page, entry: Entry) -> Article:
        read = article.read_article(page, entry)
        read.platform = self.name
        return read
