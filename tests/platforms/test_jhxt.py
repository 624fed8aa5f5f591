"""99cms: traps of its answers that the media app does not show."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest

from crawler.fetching.page_reader import read_article_page
from crawler.models.listing import Channel, Entry
from crawler.platforms.core.platform import UrlMatch
from crawler.platforms.jhxt import Jhxt
from crawler.platforms.registry import detect_platform
from tests.platforms.saved import FETCHED, RUBBISH, films, lines, pictures, saved

FAMILY = Jhxt()
BASE = "https://yun.example.cn/bt/jhxt"
SCRIPT = f"{BASE}/api.php?s="
LIST, DETAIL = f"{SCRIPT}/News/getNewsListCache", f"{SCRIPT}/News/newsinfo"
TOPIC = f"{SCRIPT}/Subject/getSubjectTypes"
CHANNEL = Channel("要闻", "", BASE, id="12", platform_options={"siteid": "3"})
RECOM = "https://rev.example.org/recom?appkey=UAR-1&adspot=bt"
COLUMN = Channel("党媒", RECOM, BASE, id="dangmei", platform_options={})
ITEM: dict[str, Any] = {
    "nid": "330217",
    "tid": "12",
    "title": "桦原的冰雪夜市今晚开张",
    "copyfrom": "桦原日报",
    "sort_order": "1795000000.0000",
    "update_time": "2026-11-18 10:00:00",
    "newsurl": "https://wap.example.cn/newsinfo/330217.html",
    "imgs": ["/Uploads/News/1.jpg"],
    "comcount": "2",
    "viewcount": "900",
    "praisecount": 11,
    "rtype": "1",
}
TEXT = "夜市沿着江边摆开一百二十个摊位，头一晚卖得最快的是冻梨和烤地瓜，摊主忙到十一点。"
ARTICLE = {**ITEM, "content": f"<p>{TEXT}</p>", "videourl": ""}


def answer(data: Any, code: str = "200", msg: str = "操作成功") -> Any:
    return {"code": code, "msg": msg, "data": data}


def entries(data: Any, channel: Channel = CHANNEL) -> list[Entry]:
    return list(FAMILY.parse_listing(saved(LIST, answer(data)), channel, 1).entries)


def article_of(**facts: Any) -> Any:
    return FAMILY.parse_article(saved(DETAIL, answer({**ARTICLE, **facts})), Entry(DETAIL))


def posted(body: bytes) -> dict[str, str]:
    return {k: v for k, (v,) in parse_qs(body.decode(), keep_blank_values=True).items()}


def test_calls_are_posted_to_the_script_and_named_in_its_query() -> None:
    first = FAMILY.first_request(CHANNEL)
    assert (first.method, first.url) == ("POST", LIST)
    assert posted(first.body) == {
        "siteid": "3", "tid": "12", "Page": "1", "PageSize": "20", "flag": "0",
    }  # fmt: skip
    (entry,) = entries([ITEM])
    assert entry.request is not None
    assert (entry.request.url, posted(entry.request.body)) == (DETAIL, {"nid": "330217"})
    assert entry.url == ITEM["newsurl"]
    following = FAMILY.parse_listing(saved(LIST, answer([ITEM])), CHANNEL, 3).next
    assert following is not None
    assert posted(following.body)["Page"] == "4"


@pytest.mark.parametrize(
    ("sort_order", "at"),
    [
        ("1795000000.0000", datetime.fromtimestamp(1795000000, UTC)),
        ("1795000000", datetime.fromtimestamp(1795000000, UTC)),
        (1795000000.0, datetime.fromtimestamp(1795000000, UTC)),
        ("99.0000", datetime(2026, 11, 18, 2, tzinfo=UTC)),
        ("9999999999.0000", datetime(2026, 11, 18, 2, tzinfo=UTC)),
        ("", datetime(2026, 11, 18, 2, tzinfo=UTC)),
        (None, datetime(2026, 11, 18, 2, tzinfo=UTC)),
    ],
    ids=["decimals", "whole", "number", "a-place", "at-the-top", "empty", "null"],
)
def test_the_time_is_in_the_order_unless_that_only_sorts(sort_order: Any, at: datetime) -> None:
    (entry,) = entries([{**ITEM, "sort_order": sort_order}])
    assert entry.published_at == at


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({}, {"views": 900, "likes": 11, "comments": 2}),
        ({"viewnum": 5, "viewcount": None}, {"views": 5, "likes": 11, "comments": 2}),
        ({"praisenum": "6", "praisecount": ""}, {"views": 900, "likes": 6, "comments": 2}),
        ({"comcount": "很多"}, {"views": 900, "likes": 11}),
    ],
    ids=["count", "viewnum", "praisenum", "words"],
)
def test_counts_by_either_name(facts: dict[str, Any], counts: dict[str, int]) -> None:
    assert entries([{**ITEM, **facts}])[0].counts == counts
    assert article_of(**facts).counts == counts


@pytest.mark.parametrize(
    ("facts", "text", "shown"),
    [
        ({}, [TEXT], []),
        (
            {"content": f'<p>{TEXT}</p><img src="/P/grey.gif" data-original="/Uploads/2.jpg">'},
            [TEXT],
            ["https://yun.example.cn/Uploads/2.jpg"],
        ),
        ({"content": ""}, [], []),
        ({"content": None, "newsurl": ""}, [], ["https://yun.example.cn/Uploads/News/1.jpg"]),
        ({"content": "", "newsurl": None, "imgs": False}, [], []),
        ({"content": "", "newsurl": None, "imgs": [None, {"url": 1}]}, [], []),
    ],
    ids=["covers-are-no-text", "lazy", "on-its-page", "pictures-alone", "false", "no-addresses"],
)
def test_what_an_article_shows(facts: dict[str, Any], text: list[str], shown: list[str]) -> None:
    article = article_of(**facts)
    assert (lines(article), pictures(article)) == (text, shown)


def test_a_film_stands_before_the_text() -> None:
    article = article_of(videourl="/Uploads/v.mp4")
    assert article.blocks[0].video is not None
    assert films(article) == [("https://yun.example.cn/Uploads/v.mp4", "")]


@pytest.mark.parametrize("text", [" ", "<p><br></p>", None])
def test_an_article_whose_text_is_on_its_page_leads_there(text: object) -> None:
    page = saved(DETAIL, answer({**ARTICLE, "content": text, "videourl": "/v.mp4"}))
    article, verdict = read_article_page(page, Entry(DETAIL), "jhxt")
    assert not verdict.complete
    assert article.canonical_url == ITEM["newsurl"]


# --- topics, slides and columns of others ----------------------------------------------------


def test_a_special_topic_names_columns_that_are_asked_for() -> None:
    (entry,) = entries([{**ITEM, "rtype": 4, "newsurl": ""}])
    assert entry.kind == "topic"
    assert entry.request is not None
    assert (entry.request.url, posted(entry.request.body)["sid"]) == (TOPIC, "330217")
    columns = [{"cid": "501"}, {"cid": 502}, {"cid": None}, {}]
    opened = FAMILY.parse_listing(
        saved(TOPIC, answer({"title": "专题", "columns": columns})), CHANNEL, 1
    )
    assert (opened.entries, opened.error) == ((), "")
    assert [posted(ask.body)["cid"] for ask in opened.sub_requests] == ["501", "502"]
    assert {ask.url for ask in opened.sub_requests} == {f"{SCRIPT}/Subject/getColumnNews"}


def test_slides_are_a_channel_of_one_page() -> None:
    slides = Channel("焦点", "", BASE, id="flash:14", platform_options={})
    first = FAMILY.first_request(slides)
    assert first.url == f"{SCRIPT}/Flash/getFlashCache"
    assert posted(first.body) == {"siteid": "1", "tid": "14", "flag": "0"}
    page = saved(first.url, answer({"flash": [ITEM, {"nid": "", "title": "广告位招租"}]}))
    listing = FAMILY.parse_listing(page, slides, 1)
    assert [entry.title for entry in listing.entries] == [ITEM["title"]]
    assert listing.next is None


def test_a_column_of_a_recommender() -> None:
    assert FAMILY.first_request(COLUMN).url == RECOM
    wrapped = json.dumps({"result_list": [{"itemId": "a1", "title": "边关的早操铃响了"}]})
    listing = FAMILY.parse_listing(saved(RECOM, f"load_callback({wrapped})"), COLUMN, 1)
    (entry,) = listing.entries
    assert entry.url == (
        "https://rev.example.org/recom/midmodpage?itemid=a1&appkey=UAR-1&callback=load_callback"
    )
    assert (entry.request.method if entry.request else "", listing.next) == ("GET", None)
    told = {
        "title": "边关的早操铃响了",
        "body": f"<p>{TEXT}</p>",
        "publishTime": "2026-11-18 07:00:00",
        "url": "http://news.example.org/1.html",
        "editor": "曲直",
        "source": "边关报",
        "pic": "/1.jpg",
    }
    page = saved(entry.url, f"load_callback({json.dumps(told)});", "text/javascript")
    article = FAMILY.parse_article(page, entry)
    assert (lines(article), article.source_name) == ([TEXT], "边关报")
    assert article.meta_lines == ["编辑：曲直"]
    assert article.published_at == datetime(2026, 11, 17, 23, tzinfo=UTC) < FETCHED


def test_a_recommender_without_a_key_has_no_articles_to_ask_for() -> None:
    column = Channel(
        "党媒", "https://rev.example.org/recom", BASE, id="dangmei", platform_options={}
    )
    page = saved(column.url, {"result_list": [{"itemId": "a1", "title": "边关的早操铃响了"}]})
    assert FAMILY.parse_listing(page, column, 1).entries == ()


@pytest.mark.parametrize(
    ("url", "following"),
    [("/list/{page}.js", f"{'https://yun.example.cn'}/list/3.js"), ("/list.js", None)],
    ids=["pages", "one-page"],
)
def test_a_channel_with_an_address_of_its_own(url: str, following: str | None) -> None:
    channel = Channel("要闻", url, BASE, id="767", platform_options={})
    page = saved(channel.address(2), f"load_callback({json.dumps(answer([ITEM]))})")
    listing = FAMILY.parse_listing(page, channel, 2)
    assert [entry.title for entry in listing.entries] == [ITEM["title"]]
    assert (listing.next.url if listing.next else None) == following
    assert FAMILY.parse_listing(saved(channel.url, answer([])), channel, 2).next is None


# --- refusals, rubbish, recognition ----------------------------------------------------------


@pytest.mark.parametrize("data", [None, "", [], False], ids=["null", "text", "list", "false"])
def test_a_refusal_with_status_200_is_told(data: Any) -> None:
    refused = answer(data, "404", "新闻不存在")
    assert (
        FAMILY.parse_article(saved(DETAIL, refused), Entry(DETAIL)).rejected_values["answer"]
        == "新闻不存在"
    )
    listing = FAMILY.parse_listing(saved(LIST, answer(data or None, "500", "系统繁忙")), CHANNEL, 1)
    assert listing.error == "not a listing: 系统繁忙"


@pytest.mark.parametrize("text", RUBBISH)
def test_rubbish_is_neither_listing_nor_article(text: str) -> None:
    for channel in (CHANNEL, COLUMN):
        listing = FAMILY.parse_listing(saved(LIST, text), channel, 2)
        assert (listing.entries, listing.sub_requests) == ((), ())
    assert not read_article_page(saved(DETAIL, text), Entry(DETAIL), "jhxt")[1].complete
    assert list(FAMILY.parse_channels(saved(f"{SCRIPT}/Type/getTypeListCache", text))) == []


@pytest.mark.parametrize(
    "data",
    [[{"tid": 12, "cnname": "要闻"}], {"common": [{"tid": "12", "cnname": "要闻"}]}],
    ids=["list", "common"],
)
def test_the_menu_in_both_its_forms(data: Any) -> None:
    menu = FAMILY.channels_request(UrlMatch(BASE, {}))
    assert menu is not None
    assert posted(menu.body) == {"siteid": "1", "flag": "0"}
    assert list(FAMILY.parse_channels(saved(menu.url, answer(data)))) == [("12", "要闻")]


def test_an_address_that_a_person_gives_stands_for_its_call() -> None:
    article = FAMILY.request_for_url(f"{DETAIL}&nid=330217")
    assert article is not None
    assert (article.url, posted(article.body)) == (DETAIL, {"nid": "330217"})
    assert FAMILY.request_for_url(f"{LIST}&tid=12&siteid=3") == FAMILY.first_request(CHANNEL)
    assert FAMILY.request_for_url(DETAIL) is None
    assert FAMILY.request_for_url(f"{SCRIPT}/News/praise&nid=330217") is None


@pytest.mark.parametrize(
    ("url", "value", "known"),
    [
        (LIST, answer([ITEM]), True),
        (DETAIL, answer(ARTICLE), True),
        (f"{SCRIPT}/Flash/getFlashCache", answer({"flash": [ITEM]}), True),
        (LIST, answer([{"nid": 1, "title": "题"}]), False),
        (f"{BASE}/api.php?s=/Index/home", answer([ITEM]), False),
        (f"{BASE}/index.php?app=mobile&controller=content&action=index", answer([ITEM]), False),
        (LIST, answer("", "404", "栏目不存在"), False),
    ],
    ids=["listing", "article", "slides", "other-keys", "another-call", "another-script", "refusal"],
)
def test_what_is_recognised(url: str, value: Any, known: bool) -> None:
    family, evidence = detect_platform(saved(url, value))
    assert (family.name == "jhxt") is known
    assert bool(evidence) is known
