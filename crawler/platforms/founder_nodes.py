"""Founder Xiangyu (翔宇): an older form of its listings, ``app_if/jy``, which links public pages.

Facts: public client code of 2024. Keys are in upper case (TITLE, PUBTIME, PUBURL, ABSTRACT), and
the list is called ``artiles``. There is no call for an article: its page is its only form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawler.models.listing import Channel, RequestSpec
from crawler.parsing.json_record import EntryKind, JsonRecord
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.founder_app import FounderApp


class FounderNodes(FounderApp):
    """Lists the newest articles of a node, in one page."""

    name = "founder_nodes"
    title = "Founder Xiangyu (翔宇), listings by node"
    options = ()
    channels_endpoint = None
    listing_endpoint = Endpoint("getArticles?nodeid={channel}&pagesize={size}")
    topic_endpoint = None
    id_keys = ("puburl",)
    signature_keys = frozenset(("puburl", "title"))

    def item_request(
        self, item: JsonRecord, kind: EntryKind, channel: Channel
    ) -> RequestSpec | None:
        return None

    def next_page_params(
        self, items: Sequence[JsonRecord], page: FetchedPage, number: int
    ) -> Mapping[str, object] | None:
        return None
