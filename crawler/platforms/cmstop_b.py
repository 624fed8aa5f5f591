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
from crawler.parsing.json_record import TITLES, Kind, Record
from crawler.parsing.page import Page
from crawler.platforms.cmstop_a import CmsTopA
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.platform import Entry, Fact

_OUTLET = "siteid={siteid}&clientid={clientid}&sign={sign?}&time={time?}"
_ONE = f"contentid={{id}}&sharesiteid={{siteid}}&{_OUTLET}"
#: appid → the call that shows such an item, where that is not the one for articles.
_CALLS = {
    "2": Call(f"v2/gallery?{_ONE}&modules=common:1"),
    "4": Call(f"v2/video?{_ONE}&modules=common:2"),
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
    facts = (
        Fact("siteid", "the number of the outlet's site", "10001"),
        Fact("clientid", "the number of its client", "1"),
        Fact("sign", "the signature of a call, where it wants one", ""),
        Fact("time", "the time in milliseconds that was signed", ""),
    )
    menu = Call(f"v2/start?{_OUTLET}&modules=common:4")
    listing = Call(
        f"v2/menudata?menuid={{channel}}&page={{page}}&pagesize={{size}}&slide=0&{_OUTLET}"
        "&modules=common:2"
    )
    article = Call(f"v2/article?{_ONE}&modules=common:4")
    container = Call(
        f"v2/special?{_OUTLET}&modules=newcom:2",
        form={"contentid": "{id}", "thumbrate": "2", "sharesiteid": "{siteid}"},
    )
    shared = (*_CALLS.values(), Call("p/{id}.html"))
    menu_ids = ("menuid",)

    def recognise_shared(self, page: Page) -> str:
        found = _MARKS.search(page.text)
        return f"an address /p/ID.html, and {found[0]}" if found else ""

    def items(self, page: Page) -> Iterator[Record]:
        for item in super().items(page):
            if item.whole("appid") < _BLOCKS and not item.get("lists"):
                yield item

    def item_values(self, item: Record) -> Mapping[str, object]:
        return {"id": item.text(*self.ids)}

    def call(self, item: Record, kind: Kind) -> Call | None:
        named = _CALLS.get(item.text("appid")) if kind == "article" else None
        return named or super().call(item, kind)

    def detail(self, value: Any) -> Record | None:
        common = Record(value).inner("data", "common") if isinstance(value, dict) else None
        return common if common and common.text(*TITLES) else super().detail(value)

    def markup(self, record: Record, page: Page) -> str:
        return _with_players(super().markup(record, page))

    def people(self, record: Record) -> Iterator[str]:
        yield from super().people(record)
        written = record.inner("property")
        if written and written.text("propertyName"):
            yield written.text("propertyName")

    def read_article(self, page: Page, entry: Entry) -> Article:
        if page.json is None and "cmstopVideo" in page.text:
            body = _with_players(page.text).encode("utf-8", "replace")
            page = replace(page, body=body, content_type="text/html; charset=utf-8")
        return super().read_article(page, entry)


def _with_players(markup: str) -> str:
    """HTML with a film where a player stands."""
    return _PLAYER.sub(r"<video\2></video><\1>", markup)
