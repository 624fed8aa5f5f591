"""红网云: the cloud of the county apps of Hunan.

Facts: public client code of 2020. All calls are JSON posted to one address; the headers ``bizType``
and ``bizOp`` say which call it is. ``contentType`` 4 is a special topic, with a page at ``h5Link``
and no call that is known. The client asks for first pages only; the cursor ``datetime`` is taken
to be the last row's own, as it is written there. The text is in ``contentTex`` (sic).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crawler.models.listing import Channel
from crawler.parsing.json_record import TITLE_KEYS, EntryKind, JsonRecord, iter_objects_under
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.core.platform import PlatformOption

_ROWS = "digestList"


def _call(kind: str, operation: str, body: Mapping[str, str]) -> Endpoint:
    """A call of the one address."""
    names = {"bizType": kind, "bizOp": operation, "terminal": "3", "version": "{version}"}
    return Endpoint("dispatch", json=body, headers=names)


class Rednet(JsonApiPlatform):
    """Lists by channel behind the time of the last row, pictures at the top apart."""

    name = "rednet"
    title = "红网云, county apps of Hunan"
    options = (
        PlatformOption("site_id", "the siteId of the county's app"),
        PlatformOption("area_code", "the areaCode of the county"),
        PlatformOption("version", "the version of the interface", "3.0"),
    )
    channels_endpoint = _call(
        "channelInfo",
        "queryAllChannelByGroup",
        {"userName": "", "initialFlag": "0", "areaCode": "{area_code}", "siteId": "{site_id}"},
    )
    listing_endpoint = _call(
        "contentIndexDigest",
        "queryIndexList",
        {
            "channelId": "{channel}",
            "areaCode": "{area_code}",
            "siteId": "{site_id}",
            "datetime": "{datetime}",
            "pageSize": "{size}",
        },
    )
    article_endpoint = _call(
        "contentDetail", "queryContentDetail", {"contentId": "{id}", "siteId": "{site_id}"}
    )
    id_keys = ("contentId",)
    signature_keys = frozenset(("contentid", "title", "shareurl"))
    channel_id_keys = ("channelId",)
    channel_name_keys = ("channelName",)
    content_keys = ("contentTex", "contentText", "content")

    def first_page_params(self) -> Mapping[str, object]:
        return {"datetime": ""}

    def list_items(self, page: FetchedPage) -> Iterator[JsonRecord]:
        found = iter_objects_under(page.json, "bannerList", _ROWS)
        return (item for item in found if item.text(*self.id_keys) and item.text(*TITLE_KEYS))

    def next_page_params(
        self, items: Sequence[JsonRecord], page: FetchedPage, number: int
    ) -> Mapping[str, object] | None:
        rows = list(iter_objects_under(page.json, _ROWS))
        at = rows[-1].text("datetime", "showDate") if rows else ""
        return {"datetime": at} if at else None

    def entry_kind(self, item: JsonRecord) -> EntryKind:
        return "topic" if item.text("contenttype") == "4" else super().entry_kind(item)

    def share_url(self, item: JsonRecord, kind: EntryKind, channel: Channel) -> str:
        page = item.url(channel.base_url, "h5link") if kind == "topic" else ""
        return page or super().share_url(item, kind, channel)
