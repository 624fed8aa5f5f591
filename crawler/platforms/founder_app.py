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

from crawler.parsing.article.html_fragment import fill, fill_named, film, picture
from crawler.parsing.json_record import Kind, Record
from crawler.parsing.listing.json_entries import is_empty_list
from crawler.parsing.page import Page
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.json_api import Interface
from crawler.platforms.core.platform import Ask, Channel, Fact, Listing, Located

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

    def place(self, text: str, record: Record, show: Callable[[Record], str]) -> tuple[str, str]:
        """The text with its media in their places, and those that have none."""
        groups = record.records(self.groups)
        media = [m for group in groups for m in (group.records(self.within) or [group])]
        media = media[:_MOST_MEDIA]
        shown = [show(medium) for medium in media]
        names = [_name(medium) for medium in media]
        named = {
            name: html for name, html in zip(names, shown, strict=True) if name and name in text
        }
        filled = fill_named(text, named)
        numbers = {int(found[1]) for found in self.one.finditer(filled)}
        filled = fill(filled, self.one, shown)
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


class FounderApp(Interface):
    """Lists by column; the next page is behind the last article and so many rows."""

    name = "founder_app"
    title = "Founder Xiangyu (翔宇), app interface"
    facts: ClassVar[tuple[Fact, ...]] = (
        Fact("site", "the number of the site on its server (siteId)", "1"),
    )
    menu: ClassVar[Call | None] = Call(
        "getColumns?siteId={site}&parentColumnId=0&version=0&columnType=-1"
    )
    listing = Call(
        "getArticles?columnId={channel}&version=0&lastFileId={last}&page={page}"
        "&rowNumber={offset}&adv=1"
    )
    article = Call("getArticleContent?articleId={id}&colID={channel}&siteId={site}")
    container: ClassVar[Call | None] = Call(
        "getColumns?siteId={site}&parentColumnId={link}&version=0&columnType=-1"
    )
    ids = ("fileid",)
    marks = frozenset(("fileid", "title"))
    menu_ids = ("columnid",)
    menu_names = ("columnname",)
    first_page = 0

    def locate(self, url: str) -> Located | None:
        where = super().locate(url)
        return where if where and where.values.keys() & {"channel", "id", "link"} else None

    # --- listings ------------------------------------------------------------------------

    def cursor_start(self) -> Mapping[str, object]:
        return {"last": 0}

    def cursor(
        self, items: Sequence[Record], page: Page, number: int
    ) -> Mapping[str, object] | None:
        where = self.listing.locate(page.requested_url or page.url)
        before = where.values.get("offset", "0") if where else "0"
        rows = (int(before) if before.isdecimal() else 0) + len(items)
        return {"last": items[-1].text(*self.ids), "page": number, "offset": rows}

    def item_values(self, item: Record) -> Mapping[str, object]:
        link = max(item.whole("linkid"), item.whole("subcolumnid"), 0)
        return {"id": item.text(*self.ids), "link": link or ""}

    def ask_of(self, item: Record, kind: Kind, channel: Channel) -> Ask | None:
        if kind == "container" and not self.item_values(item)["link"]:
            return None
        return super().ask_of(item, kind, channel)

    def public(self, item: Record, kind: Kind, channel: Channel) -> str:
        more = ("urlpad", "contenturl") if kind == "external" else ("urlpad",)
        return super().public(item, kind, channel) or item.address(channel.base_url, *more)

    def read_listing(self, page: Page, channel: Channel, number: int) -> Listing:
        columns = self._columns(page)
        if not columns:
            return super().read_listing(page, channel, number)
        values = self.values(channel)
        asks = (self.listing.ask(channel.base_url, values | {"channel": c}) for c in columns)
        return Listing(sections=tuple(asks))

    def _columns(self, page: Page) -> list[str]:
        """The columns of a special topic; where it has none it is one itself."""
        where = self.container.locate(page.requested_url or page.url) if self.container else None
        if where is None or page.json is None:
            return []
        columns = [ident for ident, _ in self.read_menu(page)][:_MOST_COLUMNS]
        alone = not columns and is_empty_list(page.json)
        return [where.values.get("link", "")] if alone else columns

    # --- articles ------------------------------------------------------------------------

    def people(self, record: Record) -> Iterator[str]:
        card = record.inner("author")
        if card and card.text("name"):
            yield f"记者：{card.text('name')}"
        yield from super().people(record)

    def markup(self, record: Record, page: Page) -> str:
        text = super().markup(record, page)

        def image(medium: Record) -> str:
            caption = medium.text(*_CAPTION)
            return picture(
                medium.address(page.url, *_PICTURES.urls), "" if caption in text else caption
            )

        def video(medium: Record) -> str:
            poster = medium.address(page.url, "imageurl", "imgurl")
            return film(medium.address(page.url, *_FILMS.urls), poster)

        filled, pictures = _PICTURES.place(text, record, image)
        filled, films = _FILMS.place(filled, record, video)
        return f"{films}{filled}{pictures}"


def _name(medium: Record) -> str:
    """What stands in the text for a medium; an address there is the medium itself."""
    name = medium.get("ref", "placeholder")
    usable = isinstance(name, str) and len(name) >= _SHORTEST_NAME and "://" not in name
    return name if usable else ""
