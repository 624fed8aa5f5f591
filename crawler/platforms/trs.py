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

from crawler.parsing.article.html_fragment import film, pictures_of, with_media
from crawler.parsing.json_record import Kind, Record, walk
from crawler.parsing.page import Page
from crawler.parsing.url import absolute
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.json_api import Interface
from crawler.platforms.core.platform import Ask, Channel, Entry, Located


class Trs(Interface):
    """Channels and articles are files, known by their addresses."""

    name = "trs"
    title = "TRS, files of an app"
    by_id = False
    menu = Call("channels.json")
    listing = Call("documents.json")
    article = Call("{file}.json")
    ids = ("docid",)
    marks = frozenset(("docid", "title"))
    contents = ("body",)
    menu_ids = ("file",)

    def channels(self, page: Page) -> Iterator[Record]:
        for part in walk(page.json):
            record = Record(part) if isinstance(part, dict) else None
            if record and record.text("documents") and record.text("cname"):
                address = absolute(page.url, record.text("documents"))
                yield Record({"file": address, "name": record.text("cname")})

    def first(self, channel: Channel) -> Ask:
        return Ask(channel.address(1))

    def locate(self, url: str) -> Located | None:
        return self.article.locate(url)

    def entry(self, item: Record, page: Page, channel: Channel) -> Entry | None:
        return super().entry(item, page, replace(channel, base_url=page.url))

    def ask_of(self, item: Record, kind: Kind, channel: Channel) -> Ask | None:
        file = absolute(channel.base_url, item.text("url"))
        return Ask(file) if urlsplit(file).path.endswith(".json") else None

    def public(self, item: Record, kind: Kind, channel: Channel) -> str:
        shared = super().public(item, kind, channel)
        is_file = shared or self.ask_of(item, kind, channel)
        return shared if is_file else absolute(channel.base_url, item.text("url"))

    def cursor(
        self, items: Sequence[Record], page: Page, number: int
    ) -> Mapping[str, object] | None:
        return None

    def markup(self, record: Record, page: Page) -> str:
        films = [film(record.address(page.url, "videourl"))]
        return with_media(
            super().markup(record, page), films, pictures_of(record, page.url, "images")
        )
