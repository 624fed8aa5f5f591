"""新华社: the client of its county and party apps, and the pages of its own app.

Facts: public client code of 2020 to 2026. The party client's calls want the outlet's four numbers
and, of some outlets, two headers that only an operator can give; ``ContentType`` tells what an
item is (0, 1 text, 2 film, 4 album, 8 link, 64 special topic). The text is a script of its own,
``var ContentDetail = "…"``, at ``DetailUrl``. The app's article is a script too, ``var XinhuammNews
={…}``. Misspellings are the interface's: ``modilarId``, ``ModliarId``, ``relaseDateTimeStamp``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from crawler.models.article import Article
from crawler.parsing.article.html_fragment import (
    as_markup,
    film,
    pictures_of,
    read_fragment,
    with_media,
)
from crawler.parsing.json_record import Record
from crawler.parsing.metadata.publish_time import settle_time
from crawler.parsing.page import Page
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.json_api import Interface
from crawler.platforms.core.platform import Entry, Fact

_SERVICE = "Service/ContentSvr.svc"
_OUTLET = "appId={app_id}&appKey={app_key}&projectId={project_id}"
_HEADERS = {"token": "{token}", "random": "{random}"}
#: ContentType → the call that shows such an item.
_CALLS = {"4": "GetContentAtlas"}
_SCRIPT = re.compile(r"\s*var\s+XinhuammNews\b")
_SHARED = re.compile(r"/vh\d+/share/\d+")


class Xinhua(Interface):
    """Lists by module, page by page. What others link to is known by its marks, on any host."""

    name = "xinhua"
    title = "新华社"
    facts = (
        Fact("style_id", "its styleId"),
        Fact("app_id", "its appId"),
        Fact("app_key", "its appKey"),
        Fact("project_id", "its projectId", "1"),
        Fact("token", "the header token, where the interface wants one", ""),
        Fact("random", "the header random, where the interface wants one", ""),
    )
    menu = Call(
        f"Service/IndexSvr.svc/GetNavigation?styleId={{style_id}}&{_OUTLET}", headers=_HEADERS
    )
    listing = Call(
        f"{_SERVICE}/GetContentList?modilarId={{channel}}&pageNo={{page}}"
        f"&styleId={{style_id}}&{_OUTLET}",
        headers=_HEADERS,
    )
    article = Call(
        f"{_SERVICE}/{{call}}?contentId={{id}}&template={{template}}&{_OUTLET}", headers=_HEADERS
    )
    container = Call(
        f"{_SERVICE}/GetContentTheme?contentId={{id}}&PageNo=1&{_OUTLET}", headers=_HEADERS
    )
    shared = (Call("v600/news/{id}.js"),)
    ids = ("id",)
    marks = frozenset(("id", "contenttype", "issuetime"))
    menu_ids = ("modliarid", "modilarid")
    contents = ("content", "contents")

    def detect(self, page: Page) -> str:
        if _SCRIPT.match(page.text):
            return "its script XinhuammNews"
        if page.json is None and "hender-info-source" in page.text:
            return "the misspelt class of its share page, hender-info-source"
        if page.json is None and _SHARED.search(urlsplit(page.url).path):
            return "the address of its share pages"
        return super().detect(page)

    def items(self, page: Page) -> Iterator[Record]:
        """Articles, not the modules that some lists recommend beside them."""
        return (item for item in super().items(page) if "contenttype" in item)

    def item_values(self, item: Record) -> Mapping[str, object]:
        """An item may be of another outlet than that of the list, and names it."""
        own = {"app_id": item.text("appid"), "project_id": item.text("projectid")}
        return {
            **super().item_values(item),
            **{name: value for name, value in own.items() if value},
            "call": _CALLS.get(item.text("contenttype"), "GetContentDetail"),
            "template": item.text("template"),
        }

    def read_article(self, page: Page, entry: Entry) -> Article:
        if not isinstance(page.json, str):
            return super().read_article(page, entry)
        article = Article(entry.url, entry.title, self.name, page.url)
        read_fragment(article, as_markup(page.json), page)
        settle_time(article, entry.published_at, page.fetched_at)
        return article

    def describe(self, article: Article, record: Record, page: Page) -> None:
        super().describe(article, record, page)
        stamp = record.time(page, "relasedatetimestamp", "releasetimestamp")
        article.published_at = stamp or article.published_at
        if not record.get(*self.contents):
            article.original_url = record.address(page.url, "detailurl", "linkurl")
        if "detailurl" in record and article.original_url:
            article.doubts["answer"] = "the text is a script of its own"

    def markup(self, record: Record, page: Page) -> str:
        pictures = pictures_of(record, page.url, "contentimage", "imglist")
        poster = record.address(page.url, "videoimageurl")
        films = [film(record.address(page.url, "videourl", "vodurl"), poster)]
        return with_media(super().markup(record, page), films, pictures)
