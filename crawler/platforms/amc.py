"""AMC: the client interface of several newspapers' apps (``/amc/client/``).

Facts: public client code of 2020 and 2021. Lists are paged from 0; ``contentType`` tells what an
item is and which call shows it; the share page is spelt ``shareUlr`` in most answers; ``suc`` is 1
where a call went well. Some outlets list by ``getColumnHomePageData``.
"""

from __future__ import annotations

from collections.abc import Mapping

from crawler.models.article import Article
from crawler.parsing.article.html_fragment import film, films_of, pictures_of, with_media
from crawler.parsing.json_record import Kind, Record
from crawler.parsing.page import Page
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.json_api import Interface
from crawler.platforms.core.platform import Ask, Channel, Fact, Located

#: contentType → the call that shows such an item; 0 and none are texts too.
_CALLS = {
    "0": "getImageTextContentById", "": "getImageTextContentById", "5": "getImageTextContentById",
    "6": "getAtlasContentById", "9": "getVideoContentById", "12": "getOuterLinkById",
}  # fmt: skip
_LIVE, _SPECIAL, _LINK = "4", "7", "12"
_SHOWN = {*_CALLS, _LIVE} - {_LINK}
_OUTSIDE = ("outerlink", "outlink", "linkurl", "link", "url")


class Amc(Interface):
    """Lists by column, banners (``focusList``) before articles; each kind has its own call."""

    name = "amc"
    title = "AMC"
    facts = (
        Fact("list", "the call that lists a column, where it is another", "listContentByColumn"),
        Fact("node", "its nodeCode, which the menu is asked for with", ""),
    )
    listing = Call(
        "amc/client/{list}?column={channel}&publishFlag=1&focusNo=5&pageNo={page}&pageSize={size}"
    )
    article = Call("amc/client/{call}?contentId={id}&fromFlag=0")
    container = Call("amc/client/getSpecialContentById?contentId={id}&pageSize={size}")
    live = Call("amc/client/getLiveroomInfo?cId={id}&liveroomId={room}")
    ids = ("contentid",)
    marks = frozenset(("contentid", "title"))
    menu = Call("amc/client/listSubscribeColumn?nodeCode={node}")
    menu_ids = ("columnid",)
    menu_names = ("columnname",)
    contents = ("text",)
    first_page = 0

    def locate(self, url: str) -> Located | None:
        # The names of the calls that list and show are values here: their queries tell them apart.
        calls = (self.listing,) if "column=" in url else (self.menu, self.live, self.article)
        return next(filter(None, (call.locate(url) for call in calls if call)), None)

    def kind(self, item: Record) -> Kind:
        kind, number = item.kind(), item.text("contenttype")
        if kind == "container" or number == _SPECIAL:
            return "container"
        # Campaigns, votes and advertisements have pages, but no call that shows them.
        return "article" if number in _SHOWN else "external"

    def ask_of(self, item: Record, kind: Kind, channel: Channel) -> Ask | None:
        if kind == "container":
            return super().ask_of(item, kind, channel)
        number = item.text("contenttype")
        if number == _LIVE:
            values = {"id": item.text(*self.ids), "room": item.text("id")}
            return self.live.ask(channel.base_url, values)
        if number not in _CALLS or (number == _LINK and self.public(item, kind, channel)):
            return None
        return super().ask_of(item, "article", channel)

    def item_values(self, item: Record) -> Mapping[str, object]:
        call = _CALLS.get(item.text("contenttype"), _CALLS[""])
        return {**super().item_values(item), "call": call}

    def describe(self, article: Article, record: Record, page: Page) -> None:
        super().describe(article, record, page)
        article.published_at = article.published_at or record.time(page, "starttime")
        if not record.get(*self.contents):
            article.original_url = record.address(page.url, *_OUTSIDE)

    def markup(self, record: Record, page: Page) -> str:
        films = films_of(record, page.url, "videolist")
        films += [film(record.address(page.url, "playurl", "relatedvideo"))]
        pictures = pictures_of(record, page.url, "picturelist")
        return with_media(super().markup(record, page), films, pictures)
