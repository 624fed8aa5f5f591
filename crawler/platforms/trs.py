"""TRS (拓尔思): the static files that its apps read.

Facts: public client code of 2020 to 2021. ``channels.json`` names the channels and the file of
each, ``documents.json`` has the articles (``top_datas`` before ``list_datas``), and ``url`` of an
item is a file with the article, or a page. ``sharelink`` is the page that people share. A list is
one file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.models.listing import Channel, Entry, RequestSpec
from crawler.parsing.article.html_fragment import add_media, images_html, video_html
from crawler.parsing.json_record import EntryKind, JsonRecord, iter_values
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import absolute_url
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.core.platform import UrlMatch


class Trs(JsonApiPlatform):
    """Channels and articles are files, known by their addresses."""

    name = "trs"
    title = "TRS, files of an app"
    channels_by_id = False
    channels_endpoint = Endpoint("channels.json")
    listing_endpoint = Endpoint("documents.json")
    article_endpoint = Endpoint("{file}.json")
    id_keys = ("docid",)
    signature_keys = frozenset(("docid", "title"))
    content_keys = ("body",)
    channel_id_keys = ("file",)

    def channel_records(self, page: FetchedPage) -> Iterator[JsonRecord]:
        for part in iter_values(page.json):
            record = JsonRecord(part) if isinstance(part, dict) else None
            if record and record.text("documents") and record.text("cname"):
                address = absolute_url(page.url, record.text("documents"))
                yield JsonRecord({"file": address, "name": record.text("cname")})

    def first_request(self, channel: Channel) -> RequestSpec:
        return RequestSpec(channel.address(1))

    def match_url(self, url: str) -> UrlMatch | None:
        return self.article_endpoint.match_url(url)

    def build_entry(self, item: JsonRecord, page: FetchedPage, channel: Channel) -> Entry | None:
        return super().build_entry(item, page, replace(channel, base_url=page.url))

    def item_request(
        self, item: JsonRecord, kind: EntryKind, channel: Channel
    ) -> RequestSpec | None:
        file = absolute_url(channel.base_url, item.text("url"))
        return RequestSpec(file) if urlsplit(file).path.endswith(".json") else None

    def share_url(self, item: JsonRecord, kind: EntryKind, channel: Channel) -> str:
        shared = super().share_url(item, kind, channel)
        is_file = shared or self.item_request(item, kind, channel)
        return shared if is_file else absolute_url(channel.base_url, item.text("url"))

    def next_page_params(
        self, items: Sequence[JsonRecord], page: FetchedPage, number: int
    ) -> Mapping[str, object] | None:
        return None

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        films = [video_html(record.url(page.url, "videourl"))]
        return add_media(
            super().body_html(record, page), films, images_html(record, page.url, "images")
        )
