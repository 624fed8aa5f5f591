"""99cms ("jhxt"): the ThinkPHP interface of daily papers' apps, unsigned.

Facts: public client code of 2019 to 2021. Calls are posted to one script and named in its query;
``code`` is "200" as a text, and errors come with status 200. ``sort_order`` is a unix time with
decimals; where it only sorts, ``update_time`` tells. ``rtype`` 4 is a special topic, whose columns
are asked for one by one. Many articles have their text on the page ``newsurl`` alone. Some columns
are a third party's recommender, which answers in ``load_callback(…)``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.models.listing import Channel, ListingPage, RequestSpec
from crawler.parsing.article.html_fragment import image_html, video_html
from crawler.parsing.json_record import EntryKind, JsonRecord, iter_objects_under
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import absolute_url
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.core.platform import PlatformOption

#: A channel whose id begins so is the slide show of the column behind it.
_FLASH = "flash:"
_SLIDES = Endpoint(
    "api.php?s=/Flash/getFlashCache",
    form={"siteid": "{siteid}", "tid": "{channel}", "flag": "{flag}"},
)
_COLUMN = Endpoint(
    "api.php?s=/Subject/getColumnNews",
    form={"cid": "{id}", "Page": "0", "PageSize": "100", "flag": "{flag}"},
)
_MEDIA = re.compile(r"<(?:img|video|iframe)\b", re.I)
_RECOMMENDED = Endpoint("recom?appkey={appkey}")
_RECOMMENDATION = Endpoint("recom/midmodpage?itemid={id}&appkey={appkey}&callback=load_callback")


class Jhxt(JsonApiPlatform):
    """Lists by column, page by page. A channel with an address of its own is listed from there."""

    name = "jhxt"
    title = "99cms, daily papers' apps"
    options = (
        PlatformOption("siteid", "the siteid of the outlet", "1"),
        PlatformOption("flag", "the flag that its app sends", "0"),
    )
    channels_endpoint = Endpoint(
        "api.php?s=/Type/getTypeListCache", form={"siteid": "{siteid}", "flag": "{flag}"}
    )
    listing_endpoint = Endpoint(
        "api.php?s=/News/getNewsListCache",
        form={
            "siteid": "{siteid}",
            "tid": "{channel}",
            "Page": "{page}",
            "PageSize": "{size}",
            "flag": "{flag}",
        },
    )
    article_endpoint = Endpoint("api.php?s=/News/newsinfo", form={"nid": "{id}"})
    topic_endpoint = Endpoint(
        "api.php?s=/Subject/getSubjectTypes", form={"sid": "{id}", "flag": "{flag}"}
    )
    share_urls = (_SLIDES, _COLUMN, _RECOMMENDATION, _RECOMMENDED)
    id_keys = ("nid", "itemid")
    signature_keys = frozenset(("title", "nid", "sortorder"))
    channel_id_keys = ("tid",)
    channel_name_keys = ("cnname",)
    content_keys = ("content", "body")

    # --- listings ------------------------------------------------------------------------

    def first_request(self, channel: Channel) -> RequestSpec:
        if channel.url:
            return RequestSpec(channel.address())
        if channel.id.startswith(_FLASH):
            values = {**self.channel_params(channel), "channel": channel.id.removeprefix(_FLASH)}
            return _SLIDES.request(channel.base_url, values)
        return super().first_request(channel)

    def next_page_request(
        self, items: Sequence[JsonRecord], page: FetchedPage, channel: Channel, number: int
    ) -> RequestSpec | None:
        if channel.url:
            more = items and "{page}" in channel.url
            return RequestSpec(channel.address(number + 1)) if more else None
        if channel.id.startswith(_FLASH):
            return None
        return super().next_page_request(items, page, channel, number)

    def parse_listing(self, page: FetchedPage, channel: Channel, number: int) -> ListingPage:
        columns = [row.text("cid") for row in iter_objects_under(page.json, "columns")]
        if not any(columns):
            return super().parse_listing(page, channel, number)
        specs = (
            _COLUMN.request(channel.base_url, {**self.channel_params(channel), "id": column})
            for column in columns
            if column
        )
        return ListingPage(sub_requests=tuple(specs))

    def entry_kind(self, item: JsonRecord) -> EntryKind:
        return "topic" if item.text("rtype") == "4" else super().entry_kind(item)

    def item_request(
        self, item: JsonRecord, kind: EntryKind, channel: Channel
    ) -> RequestSpec | None:
        recommender = _RECOMMENDED.match_url(channel.address()) if channel.url else None
        if recommender is None or not item.text("itemid"):
            return super().item_request(item, kind, channel)
        values = {**recommender.values, "id": item.text("itemid")}
        return _RECOMMENDATION.request(recommender.base_url, values) if "appkey" in values else None

    # --- articles ------------------------------------------------------------------------

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        text, covers = super().body_html(record, page), list[str]()
        if not record.text(*self.content_keys) and not _MEDIA.search(text):
            if record.url(page.url, "newsurl"):
                return ""  # a cover is no text: all of the article is on its page
            images = record.get("imgs")
            images = images if isinstance(images, list) else []
            covers = [absolute_url(page.url, image) for image in images if isinstance(image, str)]
        return "".join(
            [video_html(record.url(page.url, "videourl")), text, *map(image_html, covers)]
        )
