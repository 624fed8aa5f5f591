"""The fallback: any page of news, read by its text and structure alone."""

from __future__ import annotations

from crawler.models.article import Article
from crawler.parsing.article.extract import read_article
from crawler.parsing.listing.extract import read_listing
from crawler.parsing.page import Page
from crawler.platforms.core.platform import Channel, Entry, Listing, Platform


class Generic(Platform):
    """Reads what no other platform recognises, and lends its reading to those that do."""

    name = "generic"

    def detect(self, page: Page) -> str:
        """Always '': a fallback recognises nothing."""
        return ""

    def read_listing(self, page: Page, channel: Channel, number: int) -> Listing:
        return read_listing(page, channel, number)

    def read_article(self, page: Page, entry: Entry) -> Article:
        read = read_article(page, entry)
        read.platform = self.name
        return read
