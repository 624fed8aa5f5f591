"""cqliving: traps of its answers that the media app does not show."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from crawler.fetching.page_reader import read_article_page
from crawler.models.listing import Channel, Entry
from crawler.platforms.cqliving import Cqliving
from crawler.platforms.registry import detect_platform
from tests.platforms.saved import RUBBISH, films, pictures, saved

FAMILY = Cqliving()
API, EX = "https://api.example.cn", "https://exapi.example.cn"
SHARE = "https://share.example.cn"
LIST, TOPIC = f"{API}/info/news.html", f"{API}/info/getSpecialDetail.html"
DETAIL = f"{EX}/infoDetailNew.html"
CHANNEL = Channel(
    "头条",
    "",
    API,
    id="971",
    platform_options={"app_id": "24", "detail_base": EX, "share_base": SHARE},
)
ITEM: dict[str, Any] = {
    "id": 501,
    "type": 0,
    "title": "河口村的晒场上又添两台烘干机",
    "contextType": 0,
    "contentUrl": "",
    "url": f"{SHARE}/news-detail-pages/501.html?isOpenApp=isOpenApp",
    "infoSource": "石桐县融媒体中心",
    "onlineTime": "2026-11-18 22:49:00",
    "sortNo": 77,
    "images": "https://img.example.cn/1.jpg,https://img.example.cn/2.jpg",
    "viewCount": 124,
    "praiseCount": "3",
    "replyCount": 0,
}
TEXT = "<p>两台烘干机昨天装进河口村的晒场，四百亩晚稻不必再等太阳，村民三天就能把谷子收进仓。</p>"
ARTICLE: dict[str, Any] = {
    "classifyId": 501,
    "title": ITEM["title"],
    "updator": "admin01",
    "infoSource": "石桐县融媒体中心",
    "content": TEXT,
    "contentUrl": "",
    "contextType": 0,
    "appResource": [],
    "listViewImg": "",
}


def entries(data: Any, url: str = LIST) -> list[Entry]:
    return list(FAMILY.parse_listing(saved(url, {"data": data}), CHANNEL, 1).entries)


def posted(body: bytes) -> dict[str, str]:
    return {k: v for k, (v,) in parse_qs(body.decode(), keep_blank_values=True).items()}


def test_an_entry_is_asked_for_as_its_share_page_does() -> None:
    (entry,) = entries([ITEM])
    assert entry.url == ITEM["url"]
    assert entry.counts == {"views": 124, "likes": 3, "comments": 0}
    assert entry.request is not None
    assert (entry.request.url, posted(entry.request.body)) == (DETAIL, {"infoClassifyId": "501"})
    assert entry.request.headers["Origin"] == SHARE
    assert entry.request.headers["Referer"] == f"{SHARE}/news-detail-pages/"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param([ITEM], id="list"),
        pytest.param({"news": [ITEM], "carousels": [ITEM]}, id="news-and-carousels"),
        pytest.param({"news": [ITEM], "carousels": None}, id="no-carousels"),
        pytest.param({"news": [], "carousels": [ITEM]}, id="carousels-alone"),
        pytest.param({"firstPageData": {"dataList": [ITEM]}, "title": "专题"}, id="topic"),
        pytest.param([{**ITEM, "id": "501", "type": "0"}], id="ids-as-text"),
    ],
)
def test_the_forms_of_a_listing(data: Any) -> None:
    assert [entry.title for entry in entries(data)] == [ITEM["title"]]


@pytest.mark.parametrize("kind", [2, "2"])
def test_a_special_topic_is_asked_for_with_the_app(kind: object) -> None:
    (entry,) = entries([{**ITEM, "type": kind, "contentUrl": "https://h5.example.org/topic"}])
    assert entry.kind == "topic"
    assert entry.request is not None
    assert entry.request.url == TOPIC
    assert posted(entry.request.body) == {"appId": "24", "infoClassifyId": "501"}


@pytest.mark.parametrize(
    ("facts", "leads_to"),
    [
        ({"contentUrl": "https://h5.example.org/share/88"}, "https://h5.example.org/share/88"),
        ({"url": "https://m.example.org/2026/11/18/A1.shtml"}, "https://m.example.org/2026/11/18/"),
        ({"contextType": 5, "contentUrl": "https://v.example.org/1.mp4"}, ""),
        ({"contentUrl": "https://h5.example.org/1?isOpenApp=isOpenApp"}, ""),
        ({"contentUrl": f"{SHARE}/activity/7.html"}, ""),
        ({"contentUrl": None, "url": None}, ""),
    ],
    ids=["content-url", "url", "film", "opens-the-app", "own-host", "none"],
)
def test_what_stands_on_another_host_is_external(facts: dict[str, Any], leads_to: str) -> None:
    (entry,) = entries([{**ITEM, **facts}])
    assert entry.kind == ("external" if leads_to else "article")
    assert entry.url.startswith(leads_to) if leads_to else entry.request is not None


def test_the_cursor_is_that_of_the_last_row_and_not_of_a_carousel() -> None:
    first = {
        **ITEM,
        "id": 900,
        "title": "头条轮播",
        "sortNo": 1,
        "onlineTime": "2026-11-19 08:00:00",
    }
    page = saved(LIST, {"data": {"news": [first, ITEM], "carousels": [first]}})
    following = FAMILY.parse_listing(page, CHANNEL, 1).next
    assert following is not None
    assert posted(following.body) == {
        "appId": "24",
        "columnId": "971",
        "isCarousel": "false",
        "lastId": "501",
        "lastSortNo": "77",
        "lastOnlineTime": "2026-11-18 22:49:00",
    }


def test_a_page_of_carousels_alone_is_the_last() -> None:
    page = saved(LIST, {"data": {"news": [], "carousels": [ITEM]}})
    assert FAMILY.parse_listing(page, CHANNEL, 1).next is None


def test_the_first_page_is_asked_for_with_carousels_and_no_cursor() -> None:
    form = posted(FAMILY.first_request(CHANNEL).body)
    assert (form["isCarousel"], form["lastId"], form["columnId"]) == ("true", "", "971")


@pytest.mark.parametrize(
    ("facts", "shown", "films_shown"),
    [
        (
            {
                "contextType": 1,
                "content": "",
                "appResource": [{"fileUrl": "https://img.example.cn/a/1.jpg"}, {"fileUrl": None}],
            },
            ["https://img.example.cn/a/1.jpg"],
            [],
        ),
        (
            {
                "contextType": "1",
                "content": f'{TEXT}<img data-original="http://img.example.cn/a/1.jpg" src="g.png">',
                "appResource": [
                    {"fileUrl": "https://img.example.cn/a/1.jpg"},
                    {"fileUrl": "https://img.example.cn/a/2.jpg"},
                ],
            },
            ["http://img.example.cn/a/1.jpg", "https://img.example.cn/a/2.jpg"],
            [],
        ),
        (
            {
                "contextType": 1,
                "content": None,
                "appResource": False,
                "images": "/a/1.jpg,/a/2.jpg",
            },
            [f"{EX}/a/1.jpg", f"{EX}/a/2.jpg"],
            [],
        ),
        (
            {
                "contextType": 5,
                "contentUrl": "https://v.example.org/1.mp4",
                "listViewImg": "https://img.example.cn/a/3.jpg",
            },
            [],
            [("https://v.example.org/1.mp4", "https://img.example.cn/a/3.jpg")],
        ),
        ({"appResource": [{"fileUrl": "https://img.example.cn/a/1.jpg"}]}, [], []),
    ],
    ids=["album", "album-with-text", "album-joined-by-commas", "film", "text"],
)
def test_what_an_article_shows(facts: dict[str, Any], shown: list[str], films_shown: Any) -> None:
    article = FAMILY.parse_article(saved(DETAIL, {"data": {**ARTICLE, **facts}}), Entry(DETAIL))
    assert pictures(article) == shown
    assert films(article) == films_shown


def test_the_account_that_put_an_article_online_made_nothing_of_it() -> None:
    article = FAMILY.parse_article(saved(DETAIL, {"data": ARTICLE}), Entry(DETAIL))
    assert article.meta_lines == []
    assert article.source_name == "石桐县融媒体中心"


def test_an_article_without_a_time_has_that_of_its_listing() -> None:
    (entry,) = entries([ITEM])
    article = FAMILY.parse_article(saved(DETAIL, {"data": ARTICLE}), entry)
    assert article.published_at == entry.published_at is not None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"code": -1, "message": "内容已被删除或不存在", "data": None}, "内容已被删除或不存在"),
        ({"code": 0, "data": False}, "JSON without an article"),
    ],
)
def test_a_refusal_with_status_200_is_told(value: Any, said: str) -> None:
    assert (
        FAMILY.parse_article(saved(DETAIL, value), Entry(DETAIL)).rejected_values["answer"] == said
    )
    fault = FAMILY.parse_listing(saved(LIST, value), CHANNEL, 1).error
    assert fault.startswith("not a listing")


def test_an_empty_column_is_no_fault() -> None:
    empty = saved(LIST, {"data": {"news": [], "carousels": []}})
    assert FAMILY.parse_listing(empty, CHANNEL, 1).error == ""


@pytest.mark.parametrize("text", RUBBISH)
def test_rubbish_is_neither_listing_nor_article(text: str) -> None:
    assert FAMILY.parse_listing(saved(LIST, text), CHANNEL, 2).entries == ()
    assert not read_article_page(saved(DETAIL, text), Entry(DETAIL), "cqliving")[1].complete


def test_an_address_that_a_person_gives_stands_for_its_call_on_the_same_host() -> None:
    ask = FAMILY.request_for_url("https://ex.example.cn/v2/infoDetailNew.html?infoClassifyId=501")
    assert ask is not None
    assert ask.url == "https://ex.example.cn/v2/infoDetailNew.html"
    assert posted(ask.body) == {"infoClassifyId": "501"}
    listing = FAMILY.request_for_url(f"{LIST}?appId=24&columnId=971")
    assert listing == FAMILY.first_request(CHANNEL)
    assert FAMILY.request_for_url(f"{LIST}?appId=24") is None
    assert FAMILY.request_for_url(f"{LIST}?columnId=971") is None


PAGE = '<html><body><div id="detail"><div class="x detail_content"><p>正文</p></div></div></body>'


@pytest.mark.parametrize(
    ("url", "value", "known"),
    [
        (LIST, {"data": [ITEM]}, True),
        (DETAIL, {"data": ARTICLE}, True),
        (f"{SHARE}/n/501.html?isOpenApp=isOpenApp", PAGE, True),
        (f"{SHARE}/n/501.html?isOpenApp=isOpenApp", "<html><body><p>正文</p></body>", False),
        (f"{SHARE}/n/501.html", PAGE, False),
        (LIST, {"data": [{"contentid": 1, "title": "题", "modelid": 1}]}, False),
        ("https://m.example.cn/api/list", {"data": [ITEM]}, False),
        (LIST, "null", False),
    ],
    ids=["listing", "article", "share", "no-detail", "no-query", "other-keys", "other", "null"],
)
def test_what_is_recognised(url: str, value: Any, known: bool) -> None:
    family, evidence = detect_platform(saved(url, value, ""))
    assert (family.name == "cqliving") is known
    assert bool(evidence) is known
