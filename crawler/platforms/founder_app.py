"""Founder Xiangyu (翔宇): the interface of its apps, ``app_if``, unsigned.

Facts: public client code of 2016 to 2026, and the code that writes these answers. ``articleType``
is 0 text, 1 gallery, 2 film, 3 special topic, 4 link, 6 live; a special topic's ``linkID`` is the
parent of columns that hold its articles. Media are taken out of the text: a comment stands in
their place, and they in groups beside it. The author may be an object (a reporter's card).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from crawler.models.listing import Channel, ListingPage, RequestSpec
from crawler.parsing.article.html_fragment import fill_named, fill_numbered, image_html, video_html
from crawler.parsing.json_record import EntryKind, JsonRecord
from crawler.parsing.listing.json_entries import is_empty_list
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.core.platform import PlatformOption, UrlMatch

#: Of so many columns a special topic may consist, and so many media may a text have of a kind.
_MOST_COLUMNS, _MOST_MEDIA = 40, 500
_SHORTEST_NAME = 4
_CAPTION = ("summary", "description", "note", "attabstract")


@dataclass(frozen=True)
class _Media:
    """Where a detail keeps one kind of medium: its groups, what a group holds, the addresses,
    and the comments that stand in the text for one of them and for a whole group."""

    groups: str
    within: str
    urls: tuple[str, ...]
    one: re.Pattern[str]
    group: re.Pattern[str]

    def place(
        self, text: str, record: JsonRecord, show: Callable[[JsonRecord], str]
    ) -> tuple[str, str]:
        """The text with its media in their places, and those that have none."""
        groups = record.children(self.groups)
        media = [m for group in groups for m in (group.children(self.within) or [group])]
        media = media[:_MOST_MEDIA]
        shown = [show(medium) for medium in media]
        names = [_name(medium) for medium in media]
        named = {
            name: html for name, html in zip(names, shown, strict=True) if name and name in text
        }
        filled = fill_named(text, named)
        numbers = {int(found[1]) for found in self.one.finditer(filled)}
        filled = fill_numbered(filled, self.one, shown)
        left = "".join(
            html
            for number, (medium, name, html) in enumerate(zip(media, names, shown, strict=True))
            if not (name and name in text)
            and number not in numbers
            and medium.text(*self.urls) not in text
        )
        filled, held = self.group.subn(lambda _: left, filled, count=1)
        return filled, "" if held else left


_PICTURES = _Media(
    "images",
    "imagearray",
    ("imageurl", "imgurl", "url"),
    re.compile(r"<!--\s*IMAGE(?:ARRAY)?#(\d{1,4})\s*-->"),
    re.compile(r"<!--\s*IMAGES#\d{1,4}\s*-->"),
)
_FILMS = _Media(
    "videos",
    "videoarray",
    ("videourl", "url"),
    re.compile(r"<!--\s*VIDEO(?:ARRAY)?#(\d{1,4})\s*-->"),
    re.compile(r"<!--\s*VIDEOS#\d{1,4}\s*-->"),
)


class FounderApp(JsonApiPlatform):
    """Lists by column; the next page is behind the last article and so many rows."""

    name = "founder_app"
    title = "Founder Xiangyu (翔宇), app interface"
    options: ClassVar[tuple[PlatformOption, ...]] = (
        PlatformOption("site", "the number of the site on its server (siteId)", "1"),
    )
    channels_endpoint: ClassVar[Endpoint | None] = Endpoint(
        "getColumns?siteId={site}&parentColumnId=0&version=0&columnType=-1"
    )
    listing_endpoint = Endpoint(
        "getArticles?columnId={channel}&version=0&lastFileId={last}&page={page}"
        "&rowNumber={offset}&adv=1"
    )
    article_endpoint = Endpoint("getArticleContent?articleId={id}&colID={channel}&siteId={site}")
    topic_endpoint: ClassVar[Endpoint | None] = Endpoint(
        "getColumns?siteId={site}&parentColumnId={link}&version=0&columnType=-1"
    )
    id_keys = ("fileid",)
    signature_keys = frozenset(("fileid", "title"))
    channel_id_keys = ("columnid",)
    channel_name_keys = ("columnname",)
    first_page = 0

    def match_url(self, url: str) -> UrlMatch | None:
        where = super().match_url(url)
        return where if where and where.values.keys() & {"channel", "id", "link"} else None

    # --- listings ------------------------------------------------------------------------

    def first_page_params(self) -> Mapping[str, object]:
        return {"last": 0}

    def next_page_params(
        self, items: Sequence[JsonRecord], page: FetchedPage, number: int
    ) -> Mapping[str, object] | None:
        where = self.listing_endpoint.match_url(page.requested_url or page.url)
        before = where.values.get("offset", "0") if where else "0"
        rows = (int(before) if before.isdecimal() else 0) + len(items)
        return {"last": items[-1].text(*self.id_keys), "page": number, "offset": rows}

    def item_params(self, item: JsonRecord) -> Mapping[str, object]:
        link = max(item.integer("linkid"), item.integer("subcolumnid"), 0)
        return {"id": item.text(*self.id_keys), "link": link or ""}

    def item_request(
        self, item: JsonRecord, kind: EntryKind, channel: Channel
    ) -> RequestSpec | None:
        if kind == "topic" and not self.item_params(item)["link"]:
            return None
        return super().item_request(item, kind, channel)

    def share_url(self, item: JsonRecord, kind: EntryKind, channel: Channel) -> str:
        more = ("urlpad", "contenturl") if kind == "external" else ("urlpad",)
        return super().share_url(item, kind, channel) or item.url(channel.base_url, *more)

    def parse_listing(self, page: FetchedPage, channel: Channel, number: int) -> ListingPage:
        columns = self._columns(page)
        if not columns:
            return super().parse_listing(page, channel, number)
        values = self.channel_params(channel)
        specs = (
            self.listing_endpoint.request(channel.base_url, values | {"channel": c})
            for c in columns
        )
        return ListingPage(sub_requests=tuple(specs))

    def _columns(self, page: FetchedPage) -> list[str]:
        """The columns of a special topic; where it has none it is one itself."""
        where = (
            self.topic_endpoint.match_url(page.requested_url or page.url)
            if self.topic_endpoint
            else None
        )
        if where is None or page.json is None:
            return []
        columns = [ident for ident, _ in self.parse_channels(page)][:_MOST_COLUMNS]
        alone = not columns and is_empty_list(page.json)
        return [where.values.get("link", "")] if alone else columns

    # --- articles ------------------------------------------------------------------------

    def byline_lines(self, record: JsonRecord) -> Iterator[str]:
        card = record.child("author")
        if card and card.text("name"):
            yield f"记者：{card.text('name')}"
        yield from super().byline_lines(record)

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        text = super().body_html(record, page)

        def image(medium: JsonRecord) -> str:
            caption = medium.text(*_CAPTION)
            return image_html(
                medium.url(page.url, *_PICTURES.urls), "" if caption in text else caption
            )

        def video(medium: JsonRecord) -> str:
            poster = medium.url(page.url, "imageurl", "imgurl")
            return video_html(medium.url(page.url, *_FILMS.urls), poster)

        filled, pictures = _PICTURES.place(text, record, image)
        filled, films = _FILMS.place(filled, record, video)
        return f"{films}{filled}{pictures}"


def _name(medium: JsonRecord) -> str:
    """What stands in the text for a medium; an address there is the medium itself."""
    name = medium.get("ref", "placeholder")
    usable = isinstance(name, str) and len(name) >= _SHORTEST_NAME and "://" not in name
    return name if usable else ""
