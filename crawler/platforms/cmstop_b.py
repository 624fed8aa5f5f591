"""CmsTop 媒体云: the interface /v2 of its apps, and its public pages /p/ID.html.

Facts: public client code of 2019 to 2022. Ids and fields are those of CmsTop 1.x; ``appid`` tells
what an item is, as a number or as a text, and blocks of 800003 and 800005 hold ``lists`` of items
of their own. Listings give times as "3小时前", articles in full. Clients that sent a constant for
``sign`` were served, so that none is sent unless the source file has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from crawler.models.article import Article
from crawler.models.listing import Entry
from crawler.parsing.json_record import TITLE_KEYS, EntryKind, JsonRecord
from crawler.parsing.page import FetchedPage
from crawler.platforms.cmstop_a import CmsTopA
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.platform import PlatformOption

_OUTLET = "siteid={siteid}&clientid={clientid}&sign={sign?}&time={time?}"
_ONE = f"contentid={{id}}&sharesiteid={{siteid}}&{_OUTLET}"
#: appid → the call that shows such an item, where that is not the one for articles.
_CALLS = {
    "2": Endpoint(f"v2/gallery?{_ONE}&modules=common:1"),
    "4": Endpoint(f"v2/video?{_ONE}&modules=common:2"),
}
#: From this appid on, an item is a block of others.
_BLOCKS = 800_000
_MARKS = re.compile(r"cmstopVideo|cmstop_video_|Users_CtmediaSetting|BSHARE_POP")
#: Where a film stands: any element (a script, a frame) whose src is the page of its player.
_PLAYER = re.compile(
    r"""<(?!video)([a-z]+)(?=\s[^<>]*(?<![\w-])src\s*=)"""
    r"""(\s[^<>]*(?:class|data-mce-role)\s*=\s*["'][^"'<>]*\bcmstopVideo\b[^<>]*)>""",
    re.I,
)


class CmsTopB(CmsTopA):
    """Lists by menu; an article, a gallery, a film and a special topic have a call each."""

    name = "cmstop_b"
    title = "CmsTop 媒体云, interface /v2"
    options = (
        PlatformOption("siteid", "the number of the outlet's site", "10001"),
        PlatformOption("clientid", "the number of its client", "1"),
        PlatformOption("sign", "the signature of a call, where it wants one", ""),
        PlatformOption("time", "the time in milliseconds that was signed", ""),
    )
    channels_endpoint = Endpoint(f"v2/start?{_OUTLET}&modules=common:4")
    listing_endpoint = Endpoint(
        f"v2/menudata?menuid={{channel}}&page={{page}}&pagesize={{size}}&slide=0&{_OUTLET}"
        "&modules=common:2"
    )
    article_endpoint = Endpoint(f"v2/article?{_ONE}&modules=common:4")
    topic_endpoint = Endpoint(
        f"v2/special?{_OUTLET}&modules=newcom:2",
        form={"contentid": "{id}", "thumbrate": "2", "sharesiteid": "{siteid}"},
    )
    share_urls = (*_CALLS.values(), Endpoint("p/{id}.html"))
    channel_id_keys = ("menuid",)

    def detect_share_page(self, page: FetchedPage) -> str:
        found = _MARKS.search(page.text)
        return f"an address /p/ID.html, and {found[0]}" if found else ""

    def list_items(self, page: FetchedPage) -> Iterator[JsonRecord]:
        for item in super().list_items(page):
            if item.integer("appid") < _BLOCKS and not item.get("lists"):
                yield item

    def item_params(self, item: JsonRecord) -> Mapping[str, object]:
        return {"id": item.text(*self.id_keys)}

    def item_endpoint(self, item: JsonRecord, kind: EntryKind) -> Endpoint | None:
        named = _CALLS.get(item.text("appid")) if kind == "article" else None
        return named or super().item_endpoint(item, kind)

    def find_article_object(self, value: Any) -> JsonRecord | None:
        common = JsonRecord(value).child("data", "common") if isinstance(value, dict) else None
        return common if common and common.text(*TITLE_KEYS) else super().find_article_object(value)

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        return _with_players(super().body_html(record, page))

    def byline_lines(self, record: JsonRecord) -> Iterator[str]:
        yield from super().byline_lines(record)
        written = record.child("property")
        if written and written.text("propertyName"):
            yield written.text("propertyName")

    def parse_article(self, page: FetchedPage, entry: Entry) -> Article:
        if page.json is None and "cmstopVideo" in page.text:
            body = _with_players(page.text).encode("utf-8", "replace")
            page = replace(page, body=body, content_type="text/html; charset=utf-8")
        return super().parse_article(page, entry)


def _with_players(markup: str) -> str:
    """HTML with a film where a player stands."""
    return _PLAYER.sub(r"<video\2></video><\1>", markup)
