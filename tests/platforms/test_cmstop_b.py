"""The interface /v2 of the CmsTop 媒体云: what the media app does not show of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from crawler.fetching.page_reader import read_article_page
from crawler.models.listing import Channel, Entry, RequestSpec
from crawler.parsing.page import FetchedPage
from crawler.platforms.cmstop_b import CmsTopB
from crawler.platforms.registry import detect_platform

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=8)))
BASE = "https://m-api.example.cn"
LIST = f"{BASE}/v2/menudata?menuid=21&page=1&siteid=10003&modules=common:3"
ARTICLE = f"{BASE}/v2/article?contentid=464704&siteid=10001"
PAGE = "https://www.example.cn/p/464704.html"
CHANNEL = Channel("要闻", "", BASE, id="21")
TEXT = "<p>渡口的灯昨晚又亮了，摆渡的老陈说，桥修好了，船也还在。</p><p>渡口今天改作候船亭。</p>"
SCRIPT = "<script src='//v.example.cn/player?id=9' class='cmstopVideo'></script>"
FAMILY = CmsTopB()


def answer(value: Any, url: str = ARTICLE) -> FetchedPage:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return FetchedPage(url, body, requested_url=url, fetched_at=NOW)


def listing(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    slide, lists = {"lists": more.get("slide", [])}, {"lists": list(items)}
    return {"state": True, "data": {"common": {"slide": slide, "list": lists}}}


def item(number: int, **more: Any) -> dict[str, Any]:
    return {"contentid": str(number), "appid": 1, "title": f"第{number}号渡口", **more}


def article(**common: Any) -> dict[str, Any]:
    facts = {"contentid": "464704", "title": "渡口", "published": "2026-11-19 22:49:00"}
    return {"state": True, "data": {"common": {**facts, **common}}}


def html(body: str) -> bytes:
    told = "<h1>渡口的灯</h1><p><span>2026-11-19 22:49</span><span>来源：清川</span></p>"
    return f"<html><body>{told}{body}</body></html>".encode()


def titles(value: dict[str, Any]) -> list[str]:
    return [e.title for e in FAMILY.parse_listing(answer(value, LIST), CHANNEL, 1).entries]


def test_blocks_are_opened_where_they_stand() -> None:
    block = {"appid": "800005", "contentid": "9", "title": "推荐", "lists": [item(3), item(4)]}
    empty = {"appid": 800003, "contentid": "8", "title": "空", "lists": []}
    value = listing(item(2), block, empty, item(5), slide=[item(1), item(2)])
    assert titles(value) == [f"第{n}号渡口" for n in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize(
    ("facts", "call", "kind"),
    [
        ({"appid": 1}, "v2/article", "article"),
        ({}, "v2/article", "article"),
        ({"appid": 2}, "v2/gallery", "article"),
        ({"appid": "2"}, "v2/gallery", "article"),
        ({"appid": "4"}, "v2/video", "article"),
        ({"appid": 10}, "v2/special", "topic"),
        ({"appid": "10"}, "v2/special", "topic"),
    ],
)
def test_an_item_is_asked_for_by_the_call_for_its_kind(
    facts: dict[str, Any], call: str, kind: str
) -> None:
    value = listing({"contentid": 7, "title": "渡口", **facts})
    [entry] = FAMILY.parse_listing(answer(value, LIST), CHANNEL, 1).entries
    assert entry.request is not None
    assert entry.request.url.startswith(f"{BASE}/{call}?")
    assert entry.kind == kind
    posted = b"contentid=7&thumbrate=2&sharesiteid=10001" if kind == "topic" else b""
    assert entry.request.body == posted


def test_a_link_is_an_external_entry() -> None:
    value = listing(item(7, appid="3", url="https://www.example.cn/yw/p/7.html"))
    [entry] = FAMILY.parse_listing(answer(value, LIST), CHANNEL, 1).entries
    assert (entry.kind, entry.url) == ("external", "https://www.example.cn/yw/p/7.html")


@pytest.mark.parametrize(
    ("published", "hours"),
    [
        ("3小时前", 3),
        ("2天前", 48),
        ("2026-11-20 07:00:00", 2),
        ("刚刚", 0),
        ("", None),
        (None, None),
    ],
)
def test_times_of_a_listing(published: Any, hours: int | None) -> None:
    value = listing(item(7, published=published, created="08:3"))
    [entry] = FAMILY.parse_listing(answer(value, LIST), CHANNEL, 1).entries
    assert entry.published_at == (None if hours is None else NOW - timedelta(hours=hours))


@pytest.mark.parametrize(
    "damaged",
    [
        {"contentid": None, "title": "无号"},
        {"contentid": "8", "title": None},
        {"contentid": ["8"], "title": {"a": 1}},
        {"appid": {"a": 1}, "contentid": "", "title": "", "lists": "none"},
    ],
    ids=["no-id", "no-title", "other-types", "odd-block"],
)
def test_a_damaged_item_costs_no_other(damaged: dict[str, Any]) -> None:
    assert titles(listing(item(1), damaged, item(2))) == ["第1号渡口", "第2号渡口"]


def test_unsigned_unless_the_source_file_says_otherwise() -> None:
    signed = Channel("要闻", "", BASE, id="21", platform_options={"sign": "abc", "time": "1"})
    assert "sign=" not in FAMILY.first_request(CHANNEL).url
    assert "&sign=abc&time=1&" in FAMILY.first_request(signed).url


def test_the_menu_holds_menus() -> None:
    inner = [{"menuid": 21, "name": "要闻"}, {"menuid": "22", "name": "民生"}]
    menu = [{"menuid": 1, "name": "新闻", "submenu": inner}, {"menuid": 2, "name": "直播"}]
    value = {"state": True, "data": {"common": {"menu": menu}}}
    where = FAMILY.match_url(LIST)
    assert where is not None
    assert FAMILY.channels_request(where) == RequestSpec(
        f"{BASE}/v2/start?siteid=10003&clientid=1&modules=common:4"
    )
    assert FAMILY.parse_channels(answer(value)) == [
        ("1", "新闻"), ("21", "要闻"), ("22", "民生"), ("2", "直播"),
    ]  # fmt: skip


def test_a_gallery_has_notes() -> None:
    images = [{"image": "/a/1.jpg", "note": "灯亮了"}, {"image": "", "note": "无图"}, "x"]
    told, verdict = read_article_page(
        answer(article(images=images, content=None)), Entry(ARTICLE), "cmstop_b"
    )
    assert verdict.complete
    [block] = told.blocks
    assert block.image is not None
    assert (block.image.url, block.image.caption) == (f"{BASE}/a/1.jpg", "灯亮了")


def test_another_articles_summary_is_not_the_text() -> None:
    others = {"related": {"lists": [{"contentid": 5, "title": "别处", "content": TEXT}]}}
    value = article(content="", share_url=PAGE)
    value["data"] |= others
    told, verdict = read_article_page(answer(value), Entry(ARTICLE), "cmstop_b")
    assert (told.title, told.canonical_url, verdict.reason) == ("渡口", PAGE, "no body")


@pytest.mark.parametrize(
    ("property_", "said"),
    [
        ({"propertyName": "记者 沈若川"}, ["记者 沈若川"]),
        ({"propertyName": ""}, []),
        ([], []),
        (None, []),
    ],
)
def test_who_made_it(property_: Any, said: list[str]) -> None:
    value = article(content=TEXT, property=property_)
    assert FAMILY.parse_article(answer(value), Entry(ARTICLE)).meta_lines == said


@pytest.mark.parametrize("data", [False, None, [], {"common": False}, {"common": []}, ""])
def test_nothing_is_there(data: Any) -> None:
    value = {"state": False, "error": "稿件不存在", "data": data}
    _, verdict = read_article_page(answer(value), Entry(ARTICLE), "cmstop_b")
    assert verdict.reason == "the interface says that it is gone: 稿件不存在"
    fault = FAMILY.parse_listing(answer(value, LIST), CHANNEL, 1).error
    assert fault == "not a listing: 稿件不存在"


@pytest.mark.parametrize(
    ("markup", "films"),
    [
        (SCRIPT, ["https://v.example.cn/player?id=9"]),
        ('<iframe data-mce-role="cmstopVideo" src="https://v.example.cn/x/9"></iframe>',
         ["https://v.example.cn/x/9"]),
        ('<div class="box cmstopVideo" src="//v.example.cn/9.html"><b>播放</b></div>',
         ["https://v.example.cn/9.html"]),
        ('<video class="cmstopVideo" src="//v.example.cn/9.mp4"></video>',
         ["https://v.example.cn/9.mp4"]),
        ('<script src="/js/cmstopVideo.js"></script>', []),
        ('<div class="cmstopVideo" data-src="//v.example.cn/9"></div>', []),
        ('<script class="cmstopVideo" src="javascript:play()"></script>', []),
        ('<script class="cmstopVideo" src=', []),
    ],
    ids=["script", "frame", "div", "video", "library", "no-src", "no-address", "broken-off"],
)  # fmt: skip
@pytest.mark.parametrize("as_page", [True, False], ids=["page", "answer"])
def test_films_stand_where_their_players_do(markup: str, films: list[str], as_page: bool) -> None:
    content = f"{TEXT}<p>{markup}</p>"
    page = answer(html(content), PAGE) if as_page else answer(article(content=content))
    told = FAMILY.parse_article(page, Entry(PAGE))
    assert [block.video.url for block in told.blocks if block.video] == films
    assert [block.text for block in told.blocks][:2] == TEXT[3:-4].split("</p><p>")


@pytest.mark.parametrize(
    ("page", "family"),
    [
        (answer(listing(item(1)), LIST), "cmstop_b"),
        (answer(article(content=TEXT)), "cmstop_b"),
        (answer(html(TEXT + SCRIPT), PAGE), "cmstop_b"),
        (answer(html(f"<div class='BSHARE_POP'>{TEXT}</div>"),
                "https://www.example.cn/yw/p/9.html?from=x"), "cmstop_b"),
        (answer(html(TEXT), PAGE), "generic"),
        (answer(html(TEXT + SCRIPT), "https://www.example.cn/a/9.html"), "generic"),
        (answer(html(f"{TEXT}{SCRIPT}template 'mobile_v5/common/wake'"), PAGE), "mobile_v5"),
        (answer({"data": [{"articleId": 1, "title": "渡口"}]}, f"{BASE}/api/v2/articles/9"),
         "generic"),
        (answer(article(content=TEXT), f"{BASE}/v2/other?contentid=7"), "generic"),
        (answer(listing(item(1)), f"{BASE}/list"), "generic"),
    ],
    ids=["listing", "article", "page", "page-of-channel", "unmarked", "elsewhere", "mobile-v5",
         "api-v2", "other-call", "other-address"],
)  # fmt: skip
def test_it_is_known(page: FetchedPage, family: str) -> None:
    assert detect_platform(page)[0].name == family
