"""红网云: traps of its answers that the media app does not show."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.fetching.page_reader import read_article_page
from crawler.models.listing import Channel, Entry, RequestSpec
from crawler.platforms.core.platform import UrlMatch
from crawler.platforms.rednet import Rednet
from crawler.platforms.registry import detect_platform
from crawler.request_fingerprinter import HeaderAwareFingerprinter, build_request
from tests.platforms.saved import RUBBISH, lines, saved

FAMILY = Rednet()
BASE = "https://f.example.cn"
DISPATCH = f"{BASE}/dispatch"
TENANT = {"site_id": "31", "area_code": "1018"}
CHANNEL = Channel("要闻", "", BASE, id="2001", platform_options=TENANT)
ITEM: dict[str, Any] = {
    "contentId": 646849,
    "title": "青岚四中的显微镜课开到了田埂上",
    "contentType": 1,
    "shareUrl": "https://moment.example.cn/content/646849.html",
    "showDate": "2026-11-18 09:30:00",
    "h5Link": None,
    "titleImg": "",
}
TEXT = "青岚四中的四十名学生昨天带着显微镜走进油菜田，辨认了十一种土壤里的小生命。"
ARTICLE: dict[str, Any] = {
    "contentId": "646849",
    "title": ITEM["title"],
    "author": "傅思齐",
    "brand": "红色网",
    "contentTex": f"<p>{TEXT}</p>",
    "commentCount": "4",
    "shareUrl": ITEM["shareUrl"],
}


def listing(**data: Any) -> Any:
    return {"code": "0000", "data": data}


def entries(**data: Any) -> list[Entry]:
    return list(FAMILY.parse_listing(saved(DISPATCH, listing(**data)), CHANNEL, 1).entries)


def operation(ask: RequestSpec | None) -> str:
    return ask.headers["bizOp"] if ask else ""


def test_each_call_names_its_operation_in_the_headers() -> None:
    (entry,) = entries(digestList=[ITEM])
    menu = FAMILY.channels_request(UrlMatch(BASE, TENANT))
    asks = [FAMILY.first_request(CHANNEL), entry.request, menu]
    assert [operation(ask) for ask in asks] == [
        "queryIndexList",
        "queryContentDetail",
        "queryAllChannelByGroup",
    ]
    assert {ask.url for ask in asks if ask} == {DISPATCH}
    assert entry.request is not None
    assert json.loads(entry.request.body) == {"contentId": "646849", "siteId": "31"}
    assert (entry.request.headers["terminal"], entry.request.headers["version"]) == ("3", "3.0")
    assert entry.request.headers["Content-Type"] == "application/json"


def test_requests_to_the_one_address_are_not_taken_for_each_other() -> None:
    asks = [FAMILY.first_request(CHANNEL), *(e.request for e in entries(digestList=[ITEM]))]
    menu = FAMILY.channels_request(UrlMatch(BASE, TENANT))
    # The bodies of two calls may be equal: then the headers alone tell them apart.
    same = [RequestSpec(DISPATCH, "POST", b"{}", ask.headers) for ask in (*asks, menu) if ask]
    prints = {HeaderAwareFingerprinter().fingerprint(build_request(ask, {})) for ask in same}
    assert len(prints) == 3


def test_the_cursor_is_the_time_of_the_last_row_and_not_of_a_banner() -> None:
    older = {**ITEM, "contentId": 2, "showDate": "2026-11-10 08:00:00"}
    page = saved(DISPATCH, listing(digestList=[ITEM], bannerList=[older]))
    following = FAMILY.parse_listing(page, CHANNEL, 1).next
    assert following is not None
    assert json.loads(following.body)["datetime"] == "2026-11-18 09:30:00"
    assert json.loads(FAMILY.first_request(CHANNEL).body)["datetime"] == ""


@pytest.mark.parametrize(
    ("data", "titles", "goes_on"),
    [
        ({"digestList": [ITEM], "bannerList": None}, [ITEM["title"]], True),
        ({"digestList": [], "bannerList": [ITEM]}, [ITEM["title"]], False),
        ({"digestList": [{**ITEM, "showDate": None}]}, [ITEM["title"]], False),
        ({"digestList": [{**ITEM, "contentId": None}, ITEM]}, [ITEM["title"]], True),
        ({"digestList": []}, [], False),
    ],
    ids=["no-banners", "banners-alone", "no-time", "no-id", "empty"],
)
def test_the_forms_of_a_listing(data: dict[str, Any], titles: list[str], goes_on: bool) -> None:
    read_ = FAMILY.parse_listing(saved(DISPATCH, listing(**data)), CHANNEL, 1)
    assert [entry.title for entry in read_.entries] == titles
    assert (read_.next is not None) is goes_on
    assert read_.error == ""


@pytest.mark.parametrize("kind", [4, "4"])
def test_a_special_topic_is_opened_by_its_page(kind: object) -> None:
    topic = {**ITEM, "contentType": kind, "h5Link": "https://h5.example.cn/topic/88/index.html"}
    (entry,) = entries(digestList=[topic])
    assert (entry.kind, entry.url, entry.request) == ("topic", topic["h5Link"], None)


def test_a_special_topic_without_a_page_is_none() -> None:
    assert entries(digestList=[{**ITEM, "contentType": 4, "shareUrl": ""}]) == []


@pytest.mark.parametrize("key", ["contentTex", "contenttex", "contentText", "CONTENT_TEX"])
def test_the_text_however_its_key_is_spelt(key: str) -> None:
    facts = {k: v for k, v in ARTICLE.items() if k != "contentTex"} | {key: ARTICLE["contentTex"]}
    page = saved(DISPATCH, listing(contentDetailVo=facts, recommendList=[ITEM]))
    article = FAMILY.parse_article(page, Entry(DISPATCH))
    assert (article.title, lines(article)) == (ITEM["title"], [TEXT])
    assert (article.source_name, article.meta_lines) == ("红色网", ["作者：傅思齐"])
    assert article.counts == {"comments": 4}
    assert article.canonical_url == ITEM["shareUrl"]


def test_raw_line_breaks_inside_a_text_are_no_fault() -> None:
    text = json.dumps(listing(contentDetailVo=ARTICLE)).replace("<p>", "<p>\n\t")
    article = FAMILY.parse_article(saved(DISPATCH, text), Entry(DISPATCH))
    assert lines(article) == [TEXT]


@pytest.mark.parametrize(
    "value",
    [
        {"code": "9999", "message": "内容不存在或已下架", "data": None},
        {"code": "9999", "msg": "内容不存在或已下架"},
        {"code": "9999", "message": "内容不存在或已下架", "data": {"contentDetailVo": False}},
    ],
    ids=["null", "msg", "false"],
)
def test_a_refusal_with_status_200_is_told(value: Any) -> None:
    article = FAMILY.parse_article(saved(DISPATCH, value), Entry(DISPATCH))
    assert article.rejected_values["answer"] == "内容不存在或已下架"
    fault = FAMILY.parse_listing(saved(DISPATCH, value), CHANNEL, 1).error
    assert fault == "not a listing: 内容不存在或已下架"


@pytest.mark.parametrize("text", RUBBISH)
def test_rubbish_is_neither_listing_nor_article(text: str) -> None:
    assert FAMILY.parse_listing(saved(DISPATCH, text), CHANNEL, 2).entries == ()
    assert not read_article_page(saved(DISPATCH, text), Entry(DISPATCH), "rednet")[1].complete
    assert list(FAMILY.parse_channels(saved(DISPATCH, text))) == []


def test_the_menu() -> None:
    groups = [{"channelInfoVoList": [{"channelId": 2001, "channelName": "要闻"}, {"channelId": 7}]}]
    page = saved(DISPATCH, listing(momentChannel=groups))
    assert list(FAMILY.parse_channels(page)) == [("2001", "要闻")]


def test_an_address_that_a_person_gives_stands_for_the_call_whose_id_it_names() -> None:
    article = FAMILY.request_for_url(f"{DISPATCH}?contentId=646849&siteId=31")
    assert operation(article) == "queryContentDetail"
    listing_ = FAMILY.request_for_url(f"{DISPATCH}?channelId=2001&siteId=31&areaCode=1018")
    assert listing_ == FAMILY.first_request(CHANNEL)
    assert FAMILY.request_for_url(DISPATCH) is None
    assert FAMILY.request_for_url(f"{DISPATCH}?siteId=31") is None


@pytest.mark.parametrize(
    ("url", "value", "known"),
    [
        (DISPATCH, listing(digestList=[ITEM]), True),
        (DISPATCH, listing(contentDetailVo=ARTICLE), True),
        (f"{BASE}/mobile/index.php?app=mobile&controller=content&action=index", [ITEM], False),
        (DISPATCH, {"data": [{"contentid": 7, "title": "题", "modelid": 1}]}, False),
        (DISPATCH, {"code": "9999", "data": None}, False),
        (DISPATCH, "<html><body><p>正文</p></body></html>", False),
    ],
    ids=["listing", "article", "another-address", "other-keys", "refusal", "html"],
)
def test_what_is_recognised(url: str, value: Any, known: bool) -> None:
    family, evidence = detect_platform(saved(url, value))
    assert (family.name == "rednet") is known
    assert ("dispatch" in url and bool(evidence)) is known
