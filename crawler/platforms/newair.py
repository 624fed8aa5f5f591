"""Founder Newaircloud (新空云): the interface of its apps, unsigned, many outlets on one server.

Facts: public client code of 2019 to 2021. It says what ``app_if`` of the same vendor says, by
other calls. ``contentUrl`` of an article is a script in the outlet's storage, which its own share
page reads: ``var gArticleJson = {…}``; it is asked for where it is given, ``getArticle`` where it
is not. A live report (``articleType`` 6) has a call of its own and is ``main`` in the answer.
"""

from __future__ import annotations

import re
from typing import Any

from crawler.parsing.article.html_fragment import film, picture
from crawler.parsing.json_record import Kind, Record
from crawler.parsing.page import Page
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.platform import Ask, Channel, Fact, Located
from crawler.platforms.founder_app import FounderApp

_SCRIPT = re.compile(r"^\s*(?:var\s+)?gArticleJson\s*=")
_DATA = re.compile(r"\.js(?:on)?(?:\?|$)", re.I)
_LIVE = "6"


class NewAir(FounderApp):
    """The calls of one server for many outlets, told apart by ``sid``."""

    name = "newair"
    title = "Founder Newaircloud (新空云)"
    facts = (Fact("sid", "the outlet's name on the server, sid in its calls, such as xcrb"),)
    menu = Call("getColumns?sid={sid}&cid=0")
    listing = Call(
        "getArticles?sid={sid}&cid={channel}&lastFileID={last}&rowNumber={offset}&version=2"
    )
    article = Call("getArticle?sid={sid}&aid={id}&cid={channel}")
    container = Call("getColumns?sid={sid}&cid={link}")
    live = Call("getLiveList?sid={sid}&id={link}&aid={id}&lastFileID=0&rowNumber=0")

    def locate(self, url: str) -> Located | None:
        where = super().locate(url)
        return where if where and "sid" in where.values else None

    def detect(self, page: Page) -> str:
        if _SCRIPT.match(page.text[:80]) and isinstance(page.json, dict):
            return "its script gArticleJson"
        return super().detect(page)

    def ask_of(self, item: Record, kind: Kind, channel: Channel) -> Ask | None:
        values = self.item_values(item)
        if kind == "article" and item.text("articletype") == _LIVE and values["link"]:
            return self.live.ask(channel.base_url, {**self.values(channel), **values})
        script = item.address(channel.base_url, "contenturl")
        if kind == "article" and _DATA.search(script):
            return Ask(script)
        return super().ask_of(item, kind, channel)

    def detail(self, value: Any) -> Record | None:
        live = Record(value).inner("main") if isinstance(value, dict) else None
        return live if live and "content" in live else super().detail(value)

    def markup(self, record: Record, page: Page) -> str:
        stream, shown = record.inner("livestream"), record.inner("attachments")
        if stream is None and shown is None:
            return super().markup(record, page)
        url = stream.address(page.url, "hlsurl", "flvurl") if stream else ""
        pictures = shown.get("pics") if shown else None
        said = [_picture(each, page) for each in pictures] if isinstance(pictures, list) else []
        return "".join([film(url), super().markup(record, page), *said])


def _picture(value: object, page: Page) -> str:
    """A picture of a live report: an address, or an object that has one."""
    raw = value if isinstance(value, dict) else {"url": value}
    return picture(Record(raw).address(page.url, "imageurl", "imgurl", "url"))
