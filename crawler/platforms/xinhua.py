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
from crawler.models.listing import Entry
from crawler.parsing.article.html_fragment import (
    add_media,
    images_html,
    set_body_from_html,
    to_html,
    video_html,
)
from crawler.parsing.json_record import JsonRecord
from crawler.parsing.metadata.publish_time import validate_publish_time
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.core.platform import PlatformOption

_SERVICE = "Service/ContentSvr.svc"
_OUTLET = "appId={app_id}&appKey={app_key}&projectId={project_id}"
_HEADERS = {"token": "{token}", "random": "{random}"}
#: ContentType → the call that shows such an item.
_CALLS = {"4": "GetContentAtlas"}
_SCRIPT = re.compile(r"\s*var\s+XinhuammNews\b")
_SHARED = re.compile(r"/vh\d+/share/\d+")


class Xinhua(JsonApiPlatform):
    """Lists by module, page by page. What others link to is known by its marks, on any host."""

    name = "xinhua"
    title = "新华社"
    options = (
        PlatformOption("style_id", "its styleId"),
        PlatformOption("app_id", "its appId"),
        PlatformOption("app_key", "its appKey"),
        PlatformOption("project_id", "its projectId", "1"),
        PlatformOption("token", "the header token, where the interface wants one", ""),
        PlatformOption("random", "the header random, where the interface wants one", ""),
    )
    channels_endpoint = Endpoint(
        f"Service/IndexSvr.svc/GetNavigation?styleId={{style_id}}&{_OUTLET}", headers=_HEADERS
    )
    listing_endpoint = Endpoint(
        f"{_SERVICE}/GetContentList?modilarId={{channel}}&pageNo={{page}}"
        f"&styleId={{style_id}}&{_OUTLET}",
        headers=_HEADERS,
    )
    article_endpoint = Endpoint(
        f"{_SERVICE}/{{call}}?contentId={{id}}&template={{template}}&{_OUTLET}", headers=_HEADERS
    )
    topic_endpoint = Endpoint(
        f"{_SERVICE}/GetContentTheme?contentId={{id}}&PageNo=1&{_OUTLET}", headers=_HEADERS
    )
    share_urls = (Endpoint("v600/news/{id}.js"),)
    id_keys = ("id",)
    signature_keys = frozenset(("id", "contenttype", "issuetime"))
    channel_id_keys = ("modliarid", "modilarid")
    content_keys = ("content", "contents")

    def detect(self, page: FetchedPage) -> str:
        if _SCRIPT.match(page.text):
            return "its script XinhuammNews"
        if page.json is None and "hender-info-source" in page.text:
            return "the misspelt class of its share page, hender-info-source"
        if page.json is None and _SHARED.search(urlsplit(page.url).path):
            return "the address of its share pages"
        return super().detect(page)

    def list_items(self, page: FetchedPage) -> Iterator[JsonRecord]:
        """Articles, not the modules that some lists recommend beside them."""
        return (item for item in super().list_items(page) if "contenttype" in item)

    def item_params(self, item: JsonRecord) -> Mapping[str, object]:
        """An item may be of another outlet than that of the list, and names it."""
        own = {"app_id": item.text("appid"), "project_id": item.text("projectid")}
        return {
            **super().item_params(item),
            **{name: value for name, value in own.items() if value},
            "call": _CALLS.get(item.text("contenttype"), "GetContentDetail"),
            "template": item.text("template"),
        }

    def parse_article(self, page: FetchedPage, entry: Entry) -> Article:
        if not isinstance(page.json, str):
            return super().parse_article(page, entry)
        article = Article(entry.url, entry.title, self.name, page.url)
        set_body_from_html(article, to_html(page.json), page)
        validate_publish_time(article, entry.published_at, page.fetched_at)
        return article

    def fill_metadata(self, article: Article, record: JsonRecord, page: FetchedPage) -> None:
        super().fill_metadata(article, record, page)
        stamp = record.time(page, "relasedatetimestamp", "releasetimestamp")
        article.published_at = stamp or article.published_at
        if not record.get(*self.content_keys):
            article.original_url = record.url(page.url, "detailurl", "linkurl")
        if "detailurl" in record and article.original_url:
            article.rejected_values["answer"] = "the text is a script of its own"

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        pictures = images_html(record, page.url, "contentimage", "imglist")
        poster = record.url(page.url, "videoimageurl")
        films = [video_html(record.url(page.url, "videourl", "vodurl"), poster)]
        return add_media(super().body_html(record, page), films, pictures)
