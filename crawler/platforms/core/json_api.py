"""What families that answer in JSON share: entries by shape, paging, articles from fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, ClassVar

from crawler.models.article import Article
from crawler.models.listing import Channel, Entry, ListingPage, RequestSpec
from crawler.parsing.article.html_fragment import set_body_from_html, to_html
from crawler.parsing.json_record import (
    SHARE_URL_KEYS,
    TIME_KEYS,
    TITLE_KEYS,
    EntryKind,
    JsonRecord,
    error_message,
    error_of,
    iter_array_objects,
    iter_values,
)
from crawler.parsing.language import detect_language
from crawler.parsing.link_identity import merge_same_links
from crawler.parsing.listing.json_entries import is_empty_list
from crawler.parsing.metadata.info_line import starts_with_role
from crawler.parsing.metadata.publish_time import validate_publish_time
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.api_endpoint import Endpoint, request_identity_url
from crawler.platforms.core.generic import Generic
from crawler.platforms.core.platform import UrlMatch

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


class JsonApiPlatform(Generic):
    """Base of the families with an interface: mostly rows that say what theirs is called.

    A family names its calls and the keys it is known by, and overrides what it does otherwise.
    A page of HTML (the share page of such a family) is read as any page is.
    """

    channels_by_id = True
    #: One page of a channel; ``{channel}`` is its id, and ``{page}`` or ``{offset}`` where it is.
    listing_endpoint: ClassVar[Endpoint]
    #: The article of an entry: ``{id}``.
    article_endpoint: ClassVar[Endpoint]
    #: The channels of the outlet, and what a special topic holds (``{id}``), if one can ask.
    channels_endpoint: ClassVar[Endpoint | None] = None
    topic_endpoint: ClassVar[Endpoint | None] = None
    #: Addresses of the pages that people share: path templates with ``{id}``.
    share_urls: ClassVar[tuple[Endpoint, ...]] = ()
    #: Keys of an item: its id, and what else an item or article of this family has.
    id_keys: ClassVar[tuple[str, ...]]
    signature_keys: ClassVar[frozenset[str]]
    #: Keys of a channel in the menu: its id and its name.
    channel_id_keys: ClassVar[tuple[str, ...]] = ()
    channel_name_keys: ClassVar[tuple[str, ...]] = ("name", "title")
    #: Keys of the text; and further keys of a title, a time, a source, of the page that people
    #: share, before the usual ones.
    content_keys: ClassVar[tuple[str, ...]] = ("content",)
    title_keys: ClassVar[tuple[str, ...]] = ()
    time_keys: ClassVar[tuple[str, ...]] = ()
    source_keys: ClassVar[tuple[str, ...]] = ()
    share_url_keys: ClassVar[tuple[str, ...]] = ()
    first_page: ClassVar[int] = 1
    page_size: ClassVar[int] = 20

    # --- what it is known by -------------------------------------------------------------

    def detect(self, page: FetchedPage) -> str:
        where = self.match_url(page.requested_url or page.url)
        if where is None:
            return ""
        if page.json is None:
            return self.detect_share_page(page)
        known = any(
            all(mark in record for mark in self.signature_keys)
            for record in (
                JsonRecord(part) for part in iter_values(page.json) if isinstance(part, dict)
            )
        )
        return (
            f"an address of its interface, and {', '.join(sorted(self.signature_keys))}"
            if known
            else ""
        )

    def detect_share_page(self, page: FetchedPage) -> str:
        """The evidence that an HTML page at an address of the family is a page of it."""
        return ""

    def match_url(self, url: str) -> UrlMatch | None:
        calls = (
            self.listing_endpoint,
            self.article_endpoint,
            self.topic_endpoint,
            self.channels_endpoint,
            *self.share_urls,
        )
        return next(filter(None, (call.match_url(url) for call in calls if call)), None)

    def request_for_url(
        self, url: str, told: Mapping[str, str] = MappingProxyType({})
    ) -> RequestSpec | None:
        for call, own in ((self.listing_endpoint, "channel"), (self.article_endpoint, "id")):
            where = call.match_url(url)
            if where is None or own not in where.values:
                continue
            try:
                spec = call.request(where.base_url, self._defaults() | {**where.values, **told})
            except KeyError:
                continue
            if spec.method != "GET" or spec.headers:
                return spec
        return None

    def channels_request(self, where: UrlMatch) -> RequestSpec | None:
        if self.channels_endpoint is None:
            return None
        try:
            return self.channels_endpoint.request(
                where.base_url, self._defaults() | {**where.values}
            )
        except KeyError:
            return None

    def parse_channels(self, page: FetchedPage) -> Sequence[tuple[str, str]]:
        records = self.channel_records(page)
        found = ((r.text(*self.channel_id_keys), r.text(*self.channel_name_keys)) for r in records)
        return list({ident: (ident, name) for ident, name in found if ident and name}.values())

    def channel_records(self, page: FetchedPage) -> Iterator[JsonRecord]:
        """What the menu lists, in its order."""
        return iter_array_objects(page.json)

    # --- listings ------------------------------------------------------------------------

    def first_request(self, channel: Channel) -> RequestSpec:
        return self.listing_endpoint.request(
            channel.base_url, self.channel_params(channel) | self._start()
        )

    def channel_params(self, channel: Channel) -> dict[str, object]:
        """The values of placeholders that the source file gives."""
        return {**self._defaults(), **channel.platform_options, "channel": channel.id}

    def _defaults(self) -> dict[str, object]:
        start = {f.name: f.default for f in self.options if f.default is not None}
        return {**start, **self._start(), "channel": ""}

    def _start(self) -> dict[str, object]:
        return {
            "page": self.first_page,
            "offset": 0,
            "size": self.page_size,
            **self.first_page_params(),
        }

    def first_page_params(self) -> Mapping[str, object]:
        """The values of a cursor's placeholders for the first page."""
        return {}

    def parse_listing(self, page: FetchedPage, channel: Channel, number: int) -> ListingPage:
        if page.json is None:
            return ListingPage(error="not a listing: no JSON")
        items = list(self.list_items(page))
        found = merge_same_links(
            filter(None, (self.build_entry(item, page, channel) for item in items))
        )
        error = "" if found else error_of(page.json)
        if error:
            return ListingPage(error=f"not a listing: {error}")
        if not found and number == 1 and not is_empty_list(page.json):
            said = error_message(page.json)
            return ListingPage(error=f"not a listing: {said or 'JSON without entries'}")
        return ListingPage(tuple(found), self.next_page_request(items, page, channel, number))

    def list_items(self, page: FetchedPage) -> Iterator[JsonRecord]:
        """What the answer lists, in its order, and what its blocks hold."""
        return (
            item
            for item in iter_array_objects(page.json)
            if item.text(*self.id_keys) and item.text(*self.title_keys, *TITLE_KEYS)
        )

    def build_entry(self, item: JsonRecord, page: FetchedPage, channel: Channel) -> Entry | None:
        """The entry of one item; None for what is none."""
        kind = self.entry_kind(item)
        spec = self.item_request(item, kind, channel)
        url = self.share_url(item, kind, channel) or self.url_without_secrets(item, kind, channel)
        if not url:
            return None
        title, counts = item.text(*self.title_keys, *TITLE_KEYS), item.counts()
        return Entry(url, title, item.time(page, *self.time_keys, *TIME_KEYS), spec, kind, counts)

    def url_without_secrets(self, item: JsonRecord, kind: EntryKind, channel: Channel) -> str:
        """The address of an item's request, without what only the outlet may know."""
        secret = {fact.name for fact in self.options if fact.secret}
        told = {
            name: value for name, value in channel.platform_options.items() if name not in secret
        }
        spec = self.item_request(item, kind, replace(channel, platform_options=told))
        return request_identity_url(spec) if spec else ""

    def entry_kind(self, item: JsonRecord) -> EntryKind:
        return item.entry_kind()

    def item_request(
        self, item: JsonRecord, kind: EntryKind, channel: Channel
    ) -> RequestSpec | None:
        """How an item is asked for; None where its public page is."""
        call = self.item_endpoint(item, kind)
        if call is None:
            return None
        return call.request(
            channel.base_url, {**self.channel_params(channel), **self.item_params(item)}
        )

    def item_endpoint(self, item: JsonRecord, kind: EntryKind) -> Endpoint | None:
        """The call that shows an item; None where only its public page does."""
        return {"article": self.article_endpoint, "topic": self.topic_endpoint}.get(kind)

    def item_params(self, item: JsonRecord) -> Mapping[str, object]:
        """The values of the placeholders in the calls for an item."""
        return {"id": item.text(*self.id_keys)}

    def share_url(self, item: JsonRecord, kind: EntryKind, channel: Channel) -> str:
        """The address of the page that people share; '' where the listing has none."""
        more = ("url", "link", "linkurl") if kind == "external" else ()
        return item.url(channel.base_url, *self.share_url_keys, *SHARE_URL_KEYS, *more)

    def next_page_request(
        self, items: Sequence[JsonRecord], page: FetchedPage, channel: Channel, number: int
    ) -> RequestSpec | None:
        """The request for the listing page behind page ``number``."""
        cursor = self.next_page_params(items, page, number) if items else None
        if cursor is None:
            return None
        return self.listing_endpoint.request(
            channel.base_url, {**self.channel_params(channel), **self._start(), **cursor}
        )

    def next_page_params(
        self, items: Sequence[JsonRecord], page: FetchedPage, number: int
    ) -> Mapping[str, object] | None:
        """The values that ask for the page behind page ``number``; None where there is none."""
        return {"page": self.first_page + number, "offset": number * self.page_size}

    # --- articles ------------------------------------------------------------------------

    def parse_article(self, page: FetchedPage, entry: Entry) -> Article:
        article = Article(entry.url or page.url, platform=self.name, fetched_url=page.url)
        if page.is_truncated_json:
            article.rejected_values["answer"] = "data that cannot be read"
            return article
        if page.json is None:
            article = super().parse_article(page, entry)
            article.platform = self.name
            return article
        record = self.find_article_object(page.json)
        if record is None:
            article.rejected_values["answer"] = (
                error_message(page.json) or "JSON without an article"
            )
            return article
        article.title = record.text(*self.title_keys, *TITLE_KEYS) or entry.title
        self.fill_metadata(article, record, page)
        set_body_from_html(article, self.body_html(record, page), page)
        said = "".join([article.title, *(block.text for block in article.blocks)])
        article.language = detect_language(said, "")
        validate_publish_time(article, entry.published_at, page.fetched_at)
        return article

    def find_article_object(self, value: Any) -> JsonRecord | None:
        """The object that holds the text, else the first that has an id and a title."""
        objects = [JsonRecord(part) for part in iter_values(value) if isinstance(part, dict)]
        for record in objects:
            if record.get(*self.content_keys) and record.text(*self.title_keys, *TITLE_KEYS):
                return record
        return next(
            (r for r in objects if r.text(*self.id_keys) and r.text(*self.title_keys, *TITLE_KEYS)),
            None,
        )

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        """The text as HTML, its media in place."""
        content = record.get(*self.content_keys)
        return to_html(content) if isinstance(content, str) else ""

    def fill_metadata(self, article: Article, record: JsonRecord, page: FetchedPage) -> None:
        """Fill in what the fields beside the text say."""
        article.subtitle = record.text("subtitle")
        article.published_at = record.time(page, *self.time_keys, *TIME_KEYS)
        article.updated_at = record.time(page, *_UPDATED)
        article.source_name = record.text(*self.source_keys, *_SOURCES) or None
        article.summary = record.text(*_SUMMARIES)
        article.counts = record.counts()
        article.meta_lines = list(self.byline_lines(record))
        article.canonical_url = record.url(page.url, *self.share_url_keys, *SHARE_URL_KEYS)
        article.section = record.text("columnname", "channelname", "catname", "colname")

    def byline_lines(self, record: JsonRecord) -> Iterator[str]:
        """Lines as a page would print them: 记者：…, 编辑：…."""
        for name, role in _PEOPLE:
            value = record.get(name)
            said = "、".join(map(str, value)) if isinstance(value, list) else record.text(name)
            if said:
                yield said if starts_with_role(said) else f"{role}：{said}"
