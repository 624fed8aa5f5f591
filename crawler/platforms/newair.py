"""Founder Newaircloud (新空云): the interface of its apps, unsigned, many outlets on one server.

Facts: public client code of 2019 to 2021. It says what ``app_if`` of the same vendor says, by
other calls. ``contentUrl`` of an article is a script in the outlet's storage, which its own share
page reads: ``var gArticleJson = {…}``; it is asked for where it is given, ``getArticle`` where it
is not. A live report (``articleType`` 6) has a call of its own and is ``main`` in the answer.
"""

from __future__ import annotations

import re
from typing import Any

from crawler.models.listing import Channel, RequestSpec
from crawler.parsing.article.html_fragment import image_html, video_html
from crawler.parsing.json_record import EntryKind, JsonRecord
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.platform import PlatformOption, UrlMatch
from crawler.platforms.founder_app import FounderApp

_SCRIPT = re.compile(r"^\s*(?:var\s+)?gArticleJson\s*=")
_DATA = re.compile(r"\.js(?:on)?(?:\?|$)", re.I)
_LIVE = "6"


class NewAir(FounderApp):
    """The calls of one server for many outlets, told apart by ``sid``."""

    name = "newair"
    title = "Founder Newaircloud (新空云)"
    options = (
        PlatformOption("sid", "the outlet's name on the server, sid in its calls, such as xcrb"),
    )
    channels_endpoint = Endpoint("getColumns?sid={sid}&cid=0")
    listing_endpoint = Endpoint(
        "getArticles?sid={sid}&cid={channel}&lastFileID={last}&rowNumber={offset}&version=2"
    )
    article_endpoint = Endpoint("getArticle?sid={sid}&aid={id}&cid={channel}")
    topic_endpoint = Endpoint("getColumns?sid={sid}&cid={link}")
    live = Endpoint("getLiveList?sid={sid}&id={link}&aid={id}&lastFileID=0&rowNumber=0")

    def match_url(self, url: str) -> UrlMatch | None:
        where = super().match_url(url)
        return where if where and "sid" in where.values else None

    def detect(self, page: FetchedPage) -> str:
        if _SCRIPT.match(page.text[:80]) and isinstance(page.json, dict):
            return "its script gArticleJson"
        return super().detect(page)

    def item_request(
        self, item: JsonRecord, kind: EntryKind, channel: Channel
    ) -> RequestSpec | None:
        values = self.item_params(item)
        if kind == "article" and item.text("articletype") == _LIVE and values["link"]:
            return self.live.request(channel.base_url, {**self.channel_params(channel), **values})
        script = item.url(channel.base_url, "contenturl")
        if kind == "article" and _DATA.search(script):
            return RequestSpec(script)
        return super().item_request(item, kind, channel)

    def find_article_object(self, value: Any) -> JsonRecord | None:
        live = JsonRecord(value).child("main") if isinstance(value, dict) else None
        return live if live and "content" in live else super().find_article_object(value)

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        stream, shown = record.child("livestream"), record.child("attachments")
        if stream is None and shown is None:
            return super().body_html(record, page)
        url = stream.url(page.url, "hlsurl", "flvurl") if stream else ""
        pictures = shown.get("pics") if shown else None
        said = [_picture(each, page) for each in pictures] if isinstance(pictures, list) else []
        return "".join([video_html(url), super().body_html(record, page), *said])


def _picture(value: object, page: FetchedPage) -> str:
    """A picture of a live report: an address, or an object that has one."""
    raw = value if isinstance(value, dict) else {"url": value}
    return image_html(JsonRecord(raw).url(page.url, "imageurl", "imgurl", "url"))
