"""Founder Xiangyu (翔宇): an older form of its listings, ``app_if/jy``, which links public pages.

Facts: public client code of 2024. Keys are in upper case (TITLE, PUBTIME, PUBURL, ABSTRACT), and
the list is called ``artiles``. There is no call for an article: its page is its only form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawler.parsing.json_record import Kind, Record
from crawler.parsing.page import Page
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.platform import Ask, Channel
from crawler.platforms.founder_app import FounderApp


class FounderNodes(FounderApp):
    """Lists the newest articles of a node, in one page."""

    name = "founder_nodes"
    title = "Founder Xiangyu (翔宇), listings by node"
    facts = ()
    menu = None
    listing = Call("getArticles?nodeid={channel}&pagesize={size}")
    container = None
    ids = ("puburl",)
    marks = frozenset(("puburl", "title"))

    def ask_of(self, item: Record, kind: Kind, channel: Channel) -> Ask | None:
        return None

    def cursor(
        self, items: Sequence[Record], page: Page, number: int
    ) -> Mapping[str, object] | None:
        return None
