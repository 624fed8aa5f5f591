"""The outlet behind TRS WCM: keys in capital letters, banners, and a special topic as a channel."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Story
from tests.media_app.families.family import (
    SPECIAL,
    Family,
    content,
    headed,
    is_linked,
    page_of,
    stories,
    story,
    whole,
)

_AT = "/families/trs_wcm/api/wcm"
_CHANNELS, _TOPIC, _CLIENT = {"611": "yw", "612": "ms", "613": "xz"}, 690, "qc01"


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{_AT}/channel/nav.do", nav),
        web.get(f"{_AT}/document/getByChnlId.do", documents),
        web.get(f"{_AT}/document/getByDocId.do", document),
    ]


async def nav(request: web.Request) -> web.Response:
    return _answer(request, [
        {"CHANNELID": int(number), "CHNLDESC": CHANNELS[ours], "CHNLNAME": ours}
        for number, ours in _CHANNELS.items()
    ])  # fmt: skip


def _answer(request: web.Request, value: Any) -> web.Response:
    if request.query.get("clientId") != _CLIENT:
        return web.json_response({"STATUS": 0, "MSG": "clientId 不存在"})
    return web.json_response({"STATUS": 1, "DATA": value})


async def documents(request: web.Request) -> web.Response:
    """The first page has a banner, which the list shows again, and a special topic."""
    number, page = request.query.get("chnlId", ""), whole(request, "pageIndex")
    channel = SPECIAL if number == str(_TOPIC) else _CHANNELS.get(number)
    found = stories(request, channel) if channel else []
    items = [_item(each) for each in page_of(found, page, whole(request, "pageSize", 20))]
    top: dict[str, Any] = {"FOCUSIMAGES": items[:1], "SUBJECTS": []} if page == 1 else {}
    if channel == "yw" and page == 1:
        top["SUBJECTS"] = [{"CHANNELID": _TOPIC, "CHNLDESC": "文旅专题"}]
    return _answer(request, {**top, "DOCUMENTS": items})


def _item(story: Story) -> dict[str, Any]:
    return {
        "DOCID": int(story.id) if int(story.id) % 2 else story.id,
        "CHANNELID": 611,
        "DOCTITLE": story.title,
        "DOCRELTIME": f"{story.at:%Y-%m-%d %H:%M:%S}",
        "DOCPUBTIME": "2026-11-20 23:00:00",
        "DOCSOURCENAME": story.source or "",
        "DOCPUBURL": story.path if is_linked(story) else "",
        "LIKECOUNT": story.counts.get("likes", 0),
        "COMMENTCOUNT": str(story.counts.get("comments", 0)),
    }


async def document(request: web.Request) -> web.Response:
    found = story(request, request.query.get("docId", ""))
    if found is None:
        return _answer(request, None)
    return _answer(request, {**_item(found), "DOCHTMLCON": headed(found, content(found))})


FAMILY = Family(
    name="trs_wcm",
    channels={ours: number for number, ours in _CHANNELS.items()},
    routes=routes,
    listing=f"api/wcm/document/getByChnlId.do?chnlId=611&clientId={_CLIENT}",
    article=lambda s: f"api/wcm/document/getByDocId.do?docId={s.id}&clientId={_CLIENT}",
    platform_options={"client": _CLIENT},
    special=True,
    lacks=frozenset(("views",)),
)
