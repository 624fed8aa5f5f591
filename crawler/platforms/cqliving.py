"""cqliving: the cloud of the county apps of Chongqing.

Facts: public client code of 2020 to 2024. All calls are posted forms and unsigned. ``type`` 2 is a
special topic; ``contextType`` 1 shows the pictures of ``appResource``, 5 the film of
``contentUrl``, which elsewhere is a page of somebody else. ``images`` is one text, its addresses
joined by commas. The detail call has another base and is made from the share page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from crawler.models.listing import Channel, Entry
from crawler.parsing.article.html_fragment import image_html, video_html
from crawler.parsing.json_record import TITLE_KEYS, EntryKind, JsonRecord, iter_objects_under
from crawler.parsing.page import FetchedPage
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.url import absolute_url, same_site
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.core.platform import PlatformOption

_MAIN = ("news", "data", "dataList")
_ALBUM, _FILM = "1", "5"
_SHARED = re.compile(r"(https?://.*?)/news-detail-pages/")
_OPENS_APP = "isopenapp=isopenapp"
_DETAIL = compile_xpath(
    "//*[@id='detail']/*[contains(concat(' ', @class, ' '), ' detail_content ')]"
)


class Cqliving(JsonApiPlatform):
    """Lists by column behind a cursor of three values; articles are on a base of their own."""

    name = "cqliving"
    title = "cqliving, county apps of Chongqing"
    options = (
        PlatformOption("app_id", "the appId of the county's app"),
        PlatformOption(
            "detail_base", "the base address of infoDetailNew.html", "https://exapi.cqliving.com"
        ),
        PlatformOption("share_base", "the site of the share pages", "https://share.cqliving.com"),
    )
    listing_endpoint = Endpoint(
        "info/news.html",
        form={
            "appId": "{app_id}",
            "columnId": "{channel}",
            "isCarousel": "{carousel}",
            "lastId": "{last_id}",
            "lastSortNo": "{last_sort_no}",
            "lastOnlineTime": "{last_online_time}",
        },
    )
    article_endpoint = Endpoint(
        "infoDetailNew.html",
        form={"infoClassifyId": "{id}"},
        headers={"Origin": "{share_base}", "Referer": "{share_base}/news-detail-pages/"},
        base="detail_base",
    )
    topic_endpoint = Endpoint(
        "info/getSpecialDetail.html", form={"appId": "{app_id}", "infoClassifyId": "{id}"}
    )
    share_urls = (Endpoint("{page}?isOpenApp=isOpenApp"),)
    id_keys = ("id", "infoClassifyId", "classifyId")
    signature_keys = frozenset(("title", "contexttype", "infosource"))

    def detect_share_page(self, page: FetchedPage) -> str:
        return "a share page that opens the app, its text in #detail" if _DETAIL(page.tree) else ""

    def options_from_page(self, page: FetchedPage) -> dict[str, str]:
        addresses = [page.url, *(item.text("shareurl") for item in self.list_items(page))]
        shared = (_SHARED.match(address) for address in addresses)
        return next(({"share_base": found[1]} for found in shared if found), {})

    # --- listings ------------------------------------------------------------------------

    def first_page_params(self) -> Mapping[str, object]:
        return {"carousel": "true", "last_id": "", "last_sort_no": "", "last_online_time": ""}

    def list_items(self, page: FetchedPage) -> Iterator[JsonRecord]:
        found = iter_objects_under(page.json, "carousels", *_MAIN)
        return (item for item in found if item.text(*self.id_keys) and item.text(*TITLE_KEYS))

    def next_page_params(
        self, items: Sequence[JsonRecord], page: FetchedPage, number: int
    ) -> Mapping[str, object] | None:
        # Pictures at the top are no part of the order that the cursor counts in.
        rows = [row for row in iter_objects_under(page.json, *_MAIN) if row.text(*self.id_keys)]
        if not rows:
            return None
        return {
            "carousel": "false",
            "last_id": rows[-1].text(*self.id_keys),
            "last_sort_no": rows[-1].text("sortNo"),
            "last_online_time": rows[-1].text("onlineTime"),
        }

    def entry_kind(self, item: JsonRecord) -> EntryKind:
        return "topic" if item.text("type") == "2" else super().entry_kind(item)

    def build_entry(self, item: JsonRecord, page: FetchedPage, channel: Channel) -> Entry | None:
        entry = super().build_entry(item, page, channel)
        link = self._leads_to(item, channel)
        if entry is None or entry.kind == "topic" or not link:
            return entry
        return Entry(link, entry.title, entry.published_at, kind="external", counts=entry.counts)

    def _leads_to(self, item: JsonRecord, channel: Channel) -> str:
        """The page of another host that an item stands for; '' for an article of the county's."""
        names = ("contenturl", "url") if item.text("contexttype") != _FILM else ("url",)
        links = (item.url(channel.base_url, name) for name in names)
        home = (channel.base_url, str(self.channel_params(channel)["share_base"]))
        outside = (
            link
            for link in links
            if link
            and _OPENS_APP not in link.lower()
            and not any(same_site(link, ours) for ours in home)
        )
        return next(outside, "")

    def share_url(self, item: JsonRecord, kind: EntryKind, channel: Channel) -> str:
        return item.url(channel.base_url, "shareurl", "url")

    # --- articles ------------------------------------------------------------------------

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        text = super().body_html(record, page)
        if record.text("contexttype") == _FILM:
            poster = record.url(page.url, "listviewimg", "shareimgurl")
            return video_html(record.url(page.url, "contenturl"), poster) + text
        if record.text("contexttype") == _ALBUM:
            pictures = (url for url in _album(record, page) if urlsplit(url).path not in text)
            return text + "".join(map(image_html, pictures))
        return text


def _album(record: JsonRecord, page: FetchedPage) -> list[str]:
    """The pictures of an article that is all pictures."""
    files = [file.url(page.url, "fileurl") for file in record.children("appresource")]
    joined = record.get("images")
    joined = joined.split(",") if isinstance(joined, str) else []
    return list(filter(None, files or [absolute_url(page.url, image) for image in joined if image]))
