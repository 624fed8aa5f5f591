"""AMC: the client interface of several newspapers' apps (``/amc/client/``).

Facts: public client code of 2020 and 2021. Lists are paged from 0; ``contentType`` tells what an
item is and which call shows it; the share page is spelt ``shareUlr`` in most answers; ``suc`` is 1
where a call went well. Some outlets list by ``getColumnHomePageData``.
"""

from __future__ import annotations

from collections.abc import Mapping

from crawler.models.article import Article
from crawler.models.listing import Channel, RequestSpec
from crawler.parsing.article.html_fragment import add_media, images_html, video_html, videos_html
from crawler.parsing.json_record import EntryKind, JsonRecord
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.core.platform import PlatformOption, UrlMatch

#: contentType → the call that shows such an item; 0 and none are texts too.
_CALLS = {
    "0": "getImageTextContentById", "": "getImageTextContentById", "5": "getImageTextContentById",
    "6": "getAtlasContentById", "9": "getVideoContentById", "12": "getOuterLinkById",
}  # fmt: skip
_LIVE, _SPECIAL, _LINK = "4", "7", "12"
_SHOWN = {*_CALLS, _LIVE} - {_LINK}
_OUTSIDE = ("outerlink", "outlink", "linkurl", "link", "url")


class Amc(JsonApiPlatform):
    """Lists by column, banners (``focusList``) before articles; each kind has its own call."""

    name = "amc"
    title = "AMC"
    options = (
        PlatformOption(
            "list", "the call that lists a column, where it is another", "listContentByColumn"
        ),
        PlatformOption("node", "its nodeCode, which the menu is asked for with", ""),
    )
    listing_endpoint = Endpoint(
        "amc/client/{list}?column={channel}&publishFlag=1&focusNo=5&pageNo={page}&pageSize={size}"
    )
    article_endpoint = Endpoint("amc/client/{call}?contentId={id}&fromFlag=0")
    topic_endpoint = Endpoint("amc/client/getSpecialContentById?contentId={id}&pageSize={size}")
    live = Endpoint("amc/client/getLiveroomInfo?cId={id}&liveroomId={room}")
    id_keys = ("contentid",)
    signature_keys = frozenset(("contentid", "title"))
    channels_endpoint = Endpoint("amc/client/listSubscribeColumn?nodeCode={node}")
    channel_id_keys = ("columnid",)
    channel_name_keys = ("columnname",)
    content_keys = ("text",)
    first_page = 0

    def match_url(self, url: str) -> UrlMatch | None:
        # The names of the calls that list and show are values here: their queries tell them apart.
        calls = (
            (self.listing_endpoint,)
            if "column=" in url
            else (self.channels_endpoint, self.live, self.article_endpoint)
        )
        return next(filter(None, (call.match_url(url) for call in calls if call)), None)

    def entry_kind(self, item: JsonRecord) -> EntryKind:
        kind, number = item.entry_kind(), item.text("contenttype")
        if kind == "topic" or number == _SPECIAL:
            return "topic"
        # Campaigns, votes and advertisements have pages, but no call that shows them.
        return "article" if number in _SHOWN else "external"

    def item_request(
        self, item: JsonRecord, kind: EntryKind, channel: Channel
    ) -> RequestSpec | None:
        if kind == "topic":
            return super().item_request(item, kind, channel)
        number = item.text("contenttype")
        if number == _LIVE:
            values = {"id": item.text(*self.id_keys), "room": item.text("id")}
            return self.live.request(channel.base_url, values)
        if number not in _CALLS or (number == _LINK and self.share_url(item, kind, channel)):
            return None
        return super().item_request(item, "article", channel)

    def item_params(self, item: JsonRecord) -> Mapping[str, object]:
        call = _CALLS.get(item.text("contenttype"), _CALLS[""])
        return {**super().item_params(item), "call": call}

    def fill_metadata(self, article: Article, record: JsonRecord, page: FetchedPage) -> None:
        super().fill_metadata(article, record, page)
        article.published_at = article.published_at or record.time(page, "starttime")
        if not record.get(*self.content_keys):
            article.original_url = record.url(page.url, *_OUTSIDE)

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        films = videos_html(record, page.url, "videolist")
        films += [video_html(record.url(page.url, "playurl", "relatedvideo"))]
        pictures = images_html(record, page.url, "picturelist")
        return add_media(super().body_html(record, page), films, pictures)
