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

from crawler.parsing.article.html_fragment import film, picture
from crawler.parsing.json_record import TITLES, Kind, Record, under
from crawler.parsing.page import Page
from crawler.parsing.selectors import finder
from crawler.parsing.url import absolute, same_site
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.json_api import Interface
from crawler.platforms.core.platform import Channel, Entry, Fact

_MAIN = ("news", "data", "dataList")
_ALBUM, _FILM = "1", "5"
_SHARED = re.compile(r"(https?://.*?)/news-detail-pages/")
_OPENS_APP = "isopenapp=isopenapp"
_DETAIL = finder("//*[@id='detail']/*[contains(concat(' ', @class, ' '), ' detail_content ')]")


class Cqliving(Interface):
    """Lists by column behind a cursor of three values; articles are on a base of their own."""

    name = "cqliving"
    title = "cqliving, county apps of Chongqing"
    facts = (
        Fact("app_id", "the appId of the county's app"),
        Fact("detail_base", "the base address of infoDetailNew.html", "https://exapi.cqliving.com"),
        Fact("share_base", "the site of the share pages", "https://share.cqliving.com"),
    )
    listing = Call(
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
    article = Call(
        "infoDetailNew.html",
        form={"infoClassifyId": "{id}"},
        headers={"Origin": "{share_base}", "Referer": "{share_base}/news-detail-pages/"},
        base="detail_base",
    )
    container = Call(
        "info/getSpecialDetail.html", form={"appId": "{app_id}", "infoClassifyId": "{id}"}
    )
    shared = (Call("{page}?isOpenApp=isOpenApp"),)
    ids = ("id", "infoClassifyId", "classifyId")
    marks = frozenset(("title", "contexttype", "infosource"))

    def recognise_shared(self, page: Page) -> str:
        return "a share page that opens the app, its text in #detail" if _DETAIL(page.tree) else ""

    def told(self, page: Page) -> dict[str, str]:
        addresses = [page.url, *(item.text("shareurl") for item in self.items(page))]
        shared = (_SHARED.match(address) for address in addresses)
        return next(({"share_base": found[1]} for found in shared if found), {})

    # --- listings ------------------------------------------------------------------------

    def cursor_start(self) -> Mapping[str, object]:
        return {"carousel": "true", "last_id": "", "last_sort_no": "", "last_online_time": ""}

    def items(self, page: Page) -> Iterator[Record]:
        found = under(page.json, "carousels", *_MAIN)
        return (item for item in found if item.text(*self.ids) and item.text(*TITLES))

    def cursor(
        self, items: Sequence[Record], page: Page, number: int
    ) -> Mapping[str, object] | None:
        # Pictures at the top are no part of the order that the cursor counts in.
        rows = [row for row in under(page.json, *_MAIN) if row.text(*self.ids)]
        if not rows:
            return None
        return {
            "carousel": "false",
            "last_id": rows[-1].text(*self.ids),
            "last_sort_no": rows[-1].text("sortNo"),
            "last_online_time": rows[-1].text("onlineTime"),
        }

    def kind(self, item: Record) -> Kind:
        return "container" if item.text("type") == "2" else super().kind(item)

    def entry(self, item: Record, page: Page, channel: Channel) -> Entry | None:
        entry = super().entry(item, page, channel)
        link = self._leads_to(item, channel)
        if entry is None or entry.kind == "container" or not link:
            return entry
        return Entry(link, entry.title, entry.published_at, kind="external", counts=entry.counts)

    def _leads_to(self, item: Record, channel: Channel) -> str:
        """The page of another host that an item stands for; '' for an article of the county's."""
        names = ("contenturl", "url") if item.text("contexttype") != _FILM else ("url",)
        links = (item.address(channel.base_url, name) for name in names)
        home = (channel.base_url, str(self.values(channel)["share_base"]))
        outside = (
            link
            for link in links
            if link
            and _OPENS_APP not in link.lower()
            and not any(same_site(link, ours) for ours in home)
        )
        return next(outside, "")

    def public(self, item: Record, kind: Kind, channel: Channel) -> str:
        return item.address(channel.base_url, "shareurl", "url")

    # --- articles ------------------------------------------------------------------------

    def markup(self, record: Record, page: Page) -> str:
        text = super().markup(record, page)
        if record.text("contexttype") == _FILM:
            poster = record.address(page.url, "listviewimg", "shareimgurl")
            return film(record.address(page.url, "contenturl"), poster) + text
        if record.text("contexttype") == _ALBUM:
            pictures = (url for url in _album(record, page) if urlsplit(url).path not in text)
            return text + "".join(map(picture, pictures))
        return text


def _album(record: Record, page: Page) -> list[str]:
    """The pictures of an article that is all pictures."""
    files = [file.address(page.url, "fileurl") for file in record.records("appresource")]
    joined = record.get("images")
    joined = joined.split(",") if isinstance(joined, str) else []
    return list(filter(None, files or [absolute(page.url, image) for image in joined if image]))
