"""华栖云 (Chinamcloud, 索贝 CMC): static list pages, and articles from the interface of its CMS.

Facts: public client code of 2024 to 2026. Lists are ``/cms/rmt0336/…/index.shtml``; an article's
page has its number in its address, names the outlet in a script (``tenantid = '…'``) and fetches
its text from another host. Every answer there has HTTP status 200; ``state`` and ``success`` say
how it went, ``status`` "60" that the article was rejected.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from crawler.models.listing import Channel, Entry, ListingPage, RequestSpec
from crawler.parsing.article.html_fragment import add_media, images_html, videos_html
from crawler.parsing.json_record import JsonRecord
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import absolute_url
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.generic import Generic
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.core.platform import PlatformOption, UrlMatch

_TENANT = re.compile(r"""\btenant_?id\s*=\s*['"]([\w-]+)['"]""", re.I)
#: The number of an article in the address of its page.
_NUMBER = re.compile(r"\A(?>.*?/cms/).*?(?<!\d)(\d{3,}+)\.s?html?", re.I)
#: The addresses of its lists, and of the numbered articles that they link to.
_LIST = re.compile(r"/cms/rmt\d+/")
_NUMBERED = re.compile(r"href=[\"']?[^\"'\s<>]{0,200}\d{3}\.s?html?", re.I)
#: So many links make a list.
_MANY = 3
#: Its interface in a script, and the host that it has where the pages are on web.cmc.
_API = re.compile(r"""['"]([^'"\s]{0,200}?)/?cmsback/api/""")
_WEB = re.compile(r"https?://web\.cmc\.([^/]+)")
_REJECTED = "60"


class ChinamCloud(JsonApiPlatform):
    """Lists are pages; each article that they link to is asked for by its number."""

    name = "chinamcloud"
    title = "华栖云 CMC"
    channels_by_id = False
    options = (
        PlatformOption(
            "tenant_id",
            "the tenantid that a script of its article pages gives; without it and api these "
            "need the browser",
            "",
            discoverable=True,
        ),
        PlatformOption(
            "api",
            "the base address of its interface, such as http://api.cmc.example.cn",
            "",
            discoverable=True,
        ),
    )
    listing_endpoint = Endpoint("index.shtml")
    article_endpoint = Endpoint(
        "cmsback/api/article/getMyArticleDetail?tenantId={tenant_id}&articleId={id}", base="api"
    )
    id_keys = ("id", "articleid")
    signature_keys = frozenset(("id", "title", "publishdate", "status"))
    content_keys = ("htmlcontent", "content")

    def detect(self, page: FetchedPage) -> str:
        if page.json is not None:
            return super().detect(page)
        path = urlsplit(page.url).path
        if _NUMBER.search(path) and _TENANT.search(page.text):
            return "an article's address under /cms/, and a script that sets tenantid"
        if _LIST.search(path) and len(set(_NUMBERED.findall(page.text))) >= _MANY:
            return "the address of a list under /cms/rmt, and links to numbered articles"
        return ""

    def match_url(self, url: str) -> UrlMatch | None:
        return self.article_endpoint.match_url(url)

    def options_from_page(self, page: FetchedPage) -> dict[str, str]:
        tenant = _TENANT.search(page.text)
        if tenant is None:
            return {}
        script, web = _API.search(page.text), _WEB.match(page.url)
        api = (
            absolute_url(page.url, script[1])
            if script
            else f"http://api.cmc.{web[1]}"
            if web
            else ""
        )
        return {"tenant_id": tenant[1], "api": api}

    def first_request(self, channel: Channel) -> RequestSpec:
        return RequestSpec(channel.address(1))

    def parse_listing(self, page: FetchedPage, channel: Channel, number: int) -> ListingPage:
        listing = Generic.parse_listing(self, page, channel, number)
        return replace(
            listing, entries=tuple(self._with_ask(entry, channel) for entry in listing.entries)
        )

    def _with_ask(self, entry: Entry, channel: Channel) -> Entry:
        found = _NUMBER.search(urlsplit(entry.url).path)
        known = channel.platform_options.get("tenant_id") and channel.platform_options.get("api")
        if found is None or entry.kind != "article" or not known:
            return entry
        values = {**self.channel_params(channel), "id": found[1]}
        return replace(entry, request=self.article_endpoint.request(channel.base_url, values))

    def find_article_object(self, value: Any) -> JsonRecord | None:
        record = super().find_article_object(value)
        return record if record and record.text("status") != _REJECTED else None

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        told = record.child("articlecontentdto") or record
        text = super().body_html(told, page) or super().body_html(record, page)
        films = videos_html(told, page.url, "videodtolist")
        return add_media(text, films, images_html(told, page.url, "imagedtolist"))
