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

from crawler.parsing.article.html_fragment import films_of, pictures_of, with_media
from crawler.parsing.json_record import Record
from crawler.parsing.page import Page
from crawler.parsing.url import absolute
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.generic import Generic
from crawler.platforms.core.json_api import Interface
from crawler.platforms.core.platform import Ask, Channel, Entry, Fact, Listing, Located

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


class ChinamCloud(Interface):
    """Lists are pages; each article that they link to is asked for by its number."""

    name = "chinamcloud"
    title = "华栖云 CMC"
    by_id = False
    facts = (
        Fact(
            "tenant_id",
            "the tenantid that a script of its article pages gives; without it and api these "
            "need the browser",
            "",
            on_pages=True,
        ),
        Fact(
            "api",
            "the base address of its interface, such as http://api.cmc.example.cn",
            "",
            on_pages=True,
        ),
    )
    listing = Call("index.shtml")
    article = Call(
        "cmsback/api/article/getMyArticleDetail?tenantId={tenant_id}&articleId={id}", base="api"
    )
    ids = ("id", "articleid")
    marks = frozenset(("id", "title", "publishdate", "status"))
    contents = ("htmlcontent", "content")

    def detect(self, page: Page) -> str:
        if page.json is not None:
            return super().detect(page)
        path = urlsplit(page.url).path
        if _NUMBER.search(path) and _TENANT.search(page.text):
            return "an article's address under /cms/, and a script that sets tenantid"
        if _LIST.search(path) and len(set(_NUMBERED.findall(page.text))) >= _MANY:
            return "the address of a list under /cms/rmt, and links to numbered articles"
        return ""

    def locate(self, url: str) -> Located | None:
        return self.article.locate(url)

    def told(self, page: Page) -> dict[str, str]:
        tenant = _TENANT.search(page.text)
        if tenant is None:
            return {}
        script, web = _API.search(page.text), _WEB.match(page.url)
        api = absolute(page.url, script[1]) if script else f"http://api.cmc.{web[1]}" if web else ""
        return {"tenant_id": tenant[1], "api": api}

    def first(self, channel: Channel) -> Ask:
        return Ask(channel.address(1))

    def read_listing(self, page: Page, channel: Channel, number: int) -> Listing:
        listing = Generic.read_listing(self, page, channel, number)
        return replace(
            listing, entries=tuple(self._with_ask(entry, channel) for entry in listing.entries)
        )

    def _with_ask(self, entry: Entry, channel: Channel) -> Entry:
        found = _NUMBER.search(urlsplit(entry.url).path)
        known = channel.tenant.get("tenant_id") and channel.tenant.get("api")
        if found is None or entry.kind != "article" or not known:
            return entry
        values = {**self.values(channel), "id": found[1]}
        return replace(entry, ask=self.article.ask(channel.base_url, values))

    def detail(self, value: Any) -> Record | None:
        record = super().detail(value)
        return record if record and record.text("status") != _REJECTED else None

    def markup(self, record: Record, page: Page) -> str:
        told = record.inner("articlecontentdto") or record
        text = super().markup(told, page) or super().markup(record, page)
        films = films_of(told, page.url, "videodtolist")
        return with_media(text, films, pictures_of(told, page.url, "imagedtolist"))
