"""红网云: the cloud of the county apps of Hunan.

Facts: public client code of 2020. All calls are JSON posted to one address; the headers ``bizType``
and ``bizOp`` say which call it is. ``contentType`` 4 is a special topic, with a page at ``h5Link``
and no call that is known. The client asks for first pages only; the cursor ``datetime`` is taken
to be the last row's own, as it is written there. The text is in ``contentTex`` (sic).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crawler.parsing.json_record import TITLES, Kind, Record, under
from crawler.parsing.page import Page
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.json_api import Interface
from crawler.platforms.core.platform import Channel, Fact

_ROWS = "digestList"


def _call(kind: str, operation: str, body: Mapping[str, str]) -> Call:
    """A call of the one address."""
    names = {"bizType": kind, "bizOp": operation, "terminal": "3", "version": "{version}"}
    return Call("dispatch", json=body, headers=names)


class Rednet(Interface):
    """Lists by channel behind the time of the last row, pictures at the top apart."""

    name = "rednet"
    title = "红网云, county apps of Hunan"
    facts = (
        Fact("site_id", "the siteId of the county's app"),
        Fact("area_code", "the areaCode of the county"),
        Fact("version", "the version of the interface", "3.0"),
    )
    menu = _call(
        "channelInfo",
        "queryAllChannelByGroup",
        {"userName": "", "initialFlag": "0", "areaCode": "{area_code}", "siteId": "{site_id}"},
    )
    listing = _call(
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
    article = _call(
        "contentDetail", "queryContentDetail", {"contentId": "{id}", "siteId": "{site_id}"}
    )
    ids = ("contentId",)
    marks = frozenset(("contentid", "title", "shareurl"))
    menu_ids = ("channelId",)
    menu_names = ("channelName",)
    contents = ("contentTex", "contentText", "content")

    def cursor_start(self) -> Mapping[str, object]:
        return {"datetime": ""}

    def items(self, page: Page) -> Iterator[Record]:
        found = under(page.json, "bannerList", _ROWS)
        return (item for item in found if item.text(*self.ids) and item.text(*TITLES))

    def cursor(
        self, items: Sequence[Record], page: Page, number: int
    ) -> Mapping[str, object] | None:
        rows = list(under(page.json, _ROWS))
        at = rows[-1].text("datetime", "showDate") if rows else ""
        return {"datetime": at} if at else None

    def kind(self, item: Record) -> Kind:
        return "container" if item.text("contenttype") == "4" else super().kind(item)

    def public(self, item: Record, kind: Kind, channel: Channel) -> str:
        page = item.address(channel.base_url, "h5link") if kind == "container" else ""
        return page or super().public(item, kind, channel)
