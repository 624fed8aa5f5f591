"""What families that answer in JSON share: entries by shape, paging, articles from fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, ClassVar

from crawler.models.article import Article
from crawler.parsing.article.html_fragment import as_markup, read_fragment
from crawler.parsing.json_record import (
    PUBLIC,
    TIMES,
    TITLES,
    Kind,
    Record,
    error_of,
    listed,
    message_of,
    walk,
)
from crawler.parsing.language import language_of
from crawler.parsing.link_identity import distinct
from crawler.parsing.listing.json_entries import is_empty_list
from crawler.parsing.metadata.info_line import names_people
from crawler.parsing.metadata.publish_time import settle_time
from crawler.parsing.page import Page
from crawler.platforms.core.api_endpoint import Call, identity
from crawler.platforms.core.generic import Generic
from crawler.platforms.core.platform import Ask, Channel, Entry, Listing, Located

#: Keys of those who made an article, and the role that each says where its value does not.
_PEOPLE = (
    ("reporter", "记者"), ("author", "作者"), ("authors", "作者"), ("arthorname", "作者"),
    ("authorname", "作者"), ("editor", "编辑"), ("editorname", "编辑"), ("aeditor", "编辑"),
    ("liableeditor", "责任编辑"), ("responsibleeditor", "责任编辑"), ("liability", "责任编辑"),
)  # fmt: skip
_SOURCES = (
    "source", "sourcename", "docsourcename", "docsource", "infosource", "copyfrom", "origin",
    "brand", "medianame",
)  # fmt: skip
_SUMMARIES = ("summary", "description", "digest", "abstract", "attabstract")
_UPDATED = ("updatetime", "updatedate", "updatedat", "modifytime", "lastmodified", "modified")


class Interface(Generic):
    """Base of the families with an interface: mostly rows that say what theirs is called.

    A family names its calls and the keys it is known by, and overrides what it does otherwise.
    A page of HTML (the share page of such a family) is read as any page is.
    """

    by_id = True
    #: One page of a channel; ``{channel}`` is its id, and ``{page}`` or ``{offset}`` where it is.
    listing: ClassVar[Call]
    #: The article of an entry: ``{id}``.
    article: ClassVar[Call]
    #: The channels of the outlet, and what a special topic holds (``{id}``), if one can ask.
    menu: ClassVar[Call | None] = None
    container: ClassVar[Call | None] = None
    #: Addresses of the pages that people share: path templates with ``{id}``.
    shared: ClassVar[tuple[Call, ...]] = ()
    #: Keys of an item: its id, and what else an item or article of this family has.
    ids: ClassVar[tuple[str, ...]]
    marks: ClassVar[frozenset[str]]
    #: Keys of a channel in the menu: its id and its name.
    menu_ids: ClassVar[tuple[str, ...]] = ()
    menu_names: ClassVar[tuple[str, ...]] = ("name", "title")
    #: Keys of the text; and further keys of a title, a time, a source, of the page that people
    #: share, before the usual ones.
    contents: ClassVar[tuple[str, ...]] = ("content",)
    titles: ClassVar[tuple[str, ...]] = ()
    times: ClassVar[tuple[str, ...]] = ()
    sources: ClassVar[tuple[str, ...]] = ()
    pages: ClassVar[tuple[str, ...]] = ()
    first_page: ClassVar[int] = 1
    page_size: ClassVar[int] = 20

    # --- what it is known by -------------------------------------------------------------

    def detect(self, page: Page) -> str:
        where = self.locate(page.requested_url or page.url)
        if where is None:
            return ""
        if page.json is None:
            return self.recognise_shared(page)
        known = any(
            all(mark in record for mark in self.marks)
            for record in (Record(part) for part in walk(page.json) if isinstance(part, dict))
        )
        return f"an address of its interface, and {', '.join(sorted(self.marks))}" if known else ""

    def recognise_shared(self, page: Page) -> str:
        """The evidence that an HTML page at an address of the family is a page of it."""
        return ""

    def locate(self, url: str) -> Located | None:
        calls = (self.listing, self.article, self.container, self.menu, *self.shared)
        return next(filter(None, (call.locate(url) for call in calls if call)), None)

    def stands_for(self, url: str, told: Mapping[str, str] = MappingProxyType({})) -> Ask | None:
        for call, own in ((self.listing, "channel"), (self.article, "id")):
            where = call.locate(url)
            if where is None or own not in where.values:
                continue
            try:
                ask = call.ask(where.base_url, self._defaults() | {**where.values, **told})
            except KeyError:
                continue
            if ask.method != "GET" or ask.headers:
                return ask
        return None

    def menu_ask(self, where: Located) -> Ask | None:
        if self.menu is None:
            return None
        try:
            return self.menu.ask(where.base_url, self._defaults() | {**where.values})
        except KeyError:
            return None

    def read_menu(self, page: Page) -> Sequence[tuple[str, str]]:
        records = self.channels(page)
        found = ((r.text(*self.menu_ids), r.text(*self.menu_names)) for r in records)
        return list({ident: (ident, name) for ident, name in found if ident and name}.values())

    def channels(self, page: Page) -> Iterator[Record]:
        """What the menu lists, in its order."""
        return listed(page.json)

    # --- listings ------------------------------------------------------------------------

    def first(self, channel: Channel) -> Ask:
        return self.listing.ask(channel.base_url, self.values(channel) | self._start())

    def values(self, channel: Channel) -> dict[str, object]:
        """The values of placeholders that the source file gives."""
        return {**self._defaults(), **channel.tenant, "channel": channel.id}

    def _defaults(self) -> dict[str, object]:
        start = {f.name: f.default for f in self.facts if f.default is not None}
        return {**start, **self._start(), "channel": ""}

    def _start(self) -> dict[str, object]:
        return {"page": self.first_page, "offset": 0, "size": self.page_size, **self.cursor_start()}

    def cursor_start(self) -> Mapping[str, object]:
        """The values of a cursor's placeholders for the first page."""
        return {}

    def read_listing(self, page: Page, channel: Channel, number: int) -> Listing:
        if page.json is None:
            return Listing(fault="not a listing: no JSON")
        items = list(self.items(page))
        found = distinct(filter(None, (self.entry(item, page, channel) for item in items)))
        error = "" if found else error_of(page.json)
        if error:
            return Listing(fault=f"not a listing: {error}")
        if not found and number == 1 and not is_empty_list(page.json):
            said = message_of(page.json)
            return Listing(fault=f"not a listing: {said or 'JSON without entries'}")
        return Listing(tuple(found), self.following(items, page, channel, number))

    def items(self, page: Page) -> Iterator[Record]:
        """What the answer lists, in its order, and what its blocks hold."""
        return (
            item
            for item in listed(page.json)
            if item.text(*self.ids) and item.text(*self.titles, *TITLES)
        )

    def entry(self, item: Record, page: Page, channel: Channel) -> Entry | None:
        """The entry of one item; None for what is none."""
        kind = self.kind(item)
        ask = self.ask_of(item, kind, channel)
        url = self.public(item, kind, channel) or self.known_as(item, kind, channel)
        if not url:
            return None
        title, counts = item.text(*self.titles, *TITLES), item.counts()
        return Entry(url, title, item.time(page, *self.times, *TIMES), ask, kind, counts)

    def known_as(self, item: Record, kind: Kind, channel: Channel) -> str:
        """The address of an item's request, without what only the outlet may know."""
        secret = {fact.name for fact in self.facts if fact.secret}
        told = {name: value for name, value in channel.tenant.items() if name not in secret}
        ask = self.ask_of(item, kind, replace(channel, tenant=told))
        return identity(ask) if ask else ""

    def kind(self, item: Record) -> Kind:
        return item.kind()

    def ask_of(self, item: Record, kind: Kind, channel: Channel) -> Ask | None:
        """How an item is asked for; None where its public page is."""
        call = self.call(item, kind)
        if call is None:
            return None
        return call.ask(channel.base_url, {**self.values(channel), **self.item_values(item)})

    def call(self, item: Record, kind: Kind) -> Call | None:
        """The call that shows an item; None where only its public page does."""
        return {"article": self.article, "container": self.container}.get(kind)

    def item_values(self, item: Record) -> Mapping[str, object]:
        """The values of the placeholders in the calls for an item."""
        return {"id": item.text(*self.ids)}

    def public(self, item: Record, kind: Kind, channel: Channel) -> str:
        """The address of the page that people share; '' where the listing has none."""
        more = ("url", "link", "linkurl") if kind == "external" else ()
        return item.address(channel.base_url, *self.pages, *PUBLIC, *more)

    def following(
        self, items: Sequence[Record], page: Page, channel: Channel, number: int
    ) -> Ask | None:
        """The request for the listing page behind page ``number``."""
        cursor = self.cursor(items, page, number) if items else None
        if cursor is None:
            return None
        return self.listing.ask(
            channel.base_url, {**self.values(channel), **self._start(), **cursor}
        )

    def cursor(
        self, items: Sequence[Record], page: Page, number: int
    ) -> Mapping[str, object] | None:
        """The values that ask for the page behind page ``number``; None where there is none."""
        return {"page": self.first_page + number, "offset": number * self.page_size}

    # --- articles ------------------------------------------------------------------------

    def read_article(self, page: Page, entry: Entry) -> Article:
        article = Article(entry.url or page.url, platform=self.name, fetched_url=page.url)
        if page.is_broken_data:
            article.doubts["answer"] = "data that cannot be read"
            return article
        if page.json is None:
            article = super().read_article(page, entry)
            article.platform = self.name
            return article
        record = self.detail(page.json)
        if record is None:
            article.doubts["answer"] = message_of(page.json) or "JSON without an article"
            return article
        article.title = record.text(*self.titles, *TITLES) or entry.title
        self.describe(article, record, page)
        read_fragment(article, self.markup(record, page), page)
        said = "".join([article.title, *(block.text for block in article.blocks)])
        article.language = language_of(said, "")
        settle_time(article, entry.published_at, page.fetched_at)
        return article

    def detail(self, value: Any) -> Record | None:
        """The object that holds the text, else the first that has an id and a title."""
        objects = [Record(part) for part in walk(value) if isinstance(part, dict)]
        for record in objects:
            if record.get(*self.contents) and record.text(*self.titles, *TITLES):
                return record
        return next(
            (r for r in objects if r.text(*self.ids) and r.text(*self.titles, *TITLES)), None
        )

    def markup(self, record: Record, page: Page) -> str:
        """The text as HTML, its media in place."""
        content = record.get(*self.contents)
        return as_markup(content) if isinstance(content, str) else ""

    def describe(self, article: Article, record: Record, page: Page) -> None:
        """Fill in what the fields beside the text say."""
        article.subtitle = record.text("subtitle")
        article.published_at = record.time(page, *self.times, *TIMES)
        article.updated_at = record.time(page, *_UPDATED)
        article.source_name = record.text(*self.sources, *_SOURCES) or None
        article.summary = record.text(*_SUMMARIES)
        article.counts = record.counts()
        article.meta_lines = list(self.people(record))
        article.canonical_url = record.address(page.url, *self.pages, *PUBLIC)
        article.section = record.text("columnname", "channelname", "catname", "colname")

    def people(self, record: Record) -> Iterator[str]:
        """Lines as a page would print them: 记者：…, 编辑：…."""
        for name, role in _PEOPLE:
            value = record.get(name)
            said = "、".join(map(str, value)) if isinstance(value, list) else record.text(name)
            if said:
                yield said if names_people(said) else f"{role}：{said}"
