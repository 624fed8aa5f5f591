"""AMC: a call for each type, two spellings of the share page, pages counted from 0."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.models.listing import Entry
from crawler.platforms.amc import Amc
from crawler.platforms.registry import detect_platform
from tests.platforms.answers import (
    HOSTILE,
    LINE,
    TEXT,
    answer,
    article,
    channel,
    films,
    images,
    lines,
    listed,
    reads_nothing,
)

BASE = "https://api.example.cn"
CLIENT = f"{BASE}/amc/client"
LIST = f"{CLIENT}/listContentByColumn?column=1091&publishFlag=1&focusNo=5&pageNo=0&pageSize=20"
DETAIL = f"{CLIENT}/getImageTextContentById?contentId=55&fromFlag=0"
FAMILY, CHANNEL = Amc(), channel(BASE, "1091")
ITEM = {
    "id": 70055,
    "contentId": 55,
    "contentType": 5,
    "title": "清川河滨步道开放",
    "shareUlr": "https://m.example.cn/h5/55.html",
}


def listing(*items: dict[str, Any]) -> dict[str, Any]:
    return {"suc": 1, "data": {"focusList": [], "contentList": list(items)}}


def first_entry(**changes: Any) -> Entry:
    return listed(FAMILY, answer(LIST, listing(ITEM | changes)), CHANNEL).entries[0]


@pytest.mark.parametrize(
    ("changes", "kind", "call"),
    [
        pytest.param({}, "article", "getImageTextContentById?contentId=55&", id="text"),
        pytest.param({"contentType": None}, "article", "getImageTextContentById?", id="no type"),
        pytest.param({"contentType": "6"}, "article", "getAtlasContentById?", id="album"),
        pytest.param({"contentType": 9}, "article", "getVideoContentById?", id="film"),
        pytest.param(
            {"contentType": 4}, "article", "getLiveroomInfo?cId=55&liveroomId=70055", id="live"
        ),
        pytest.param({"contentType": 7}, "topic", "getSpecialContentById?", id="special"),
        pytest.param({"isSpecialContent": 1}, "topic", "getSpecialContentById?", id="marked"),
    ],
)  # fmt: skip
def test_each_type_has_its_call(changes: dict[str, Any], kind: str, call: str) -> None:
    entry = first_entry(**changes)
    assert (entry.kind, entry.url) == (kind, ITEM["shareUlr"])
    assert entry.request
    assert entry.request.url.startswith(f"{CLIENT}/{call}")


@pytest.mark.parametrize("number", [1, 3, 8, "12", 16])
def test_what_no_call_shows_is_asked_for_by_its_page(number: int | str) -> None:
    entry = first_entry(contentType=number)
    assert (entry.kind, entry.url, entry.request) == ("external", ITEM["shareUlr"], None)


def test_a_link_without_a_page_is_asked_where_it_leads() -> None:
    entry = first_entry(contentType=12, shareUlr="")
    assert entry.kind == "external"
    assert entry.request
    assert entry.request.url.startswith(f"{CLIENT}/getOuterLinkById?contentId=55")
    data = {"contentId": 55, "title": "题目", "outerLink": "https://h.example.cn/vh512/share/5"}
    read = article(FAMILY, answer(entry.request.url, {"suc": 1, "data": data}))
    assert read.original_url == data["outerLink"]


def test_a_campaign_without_a_page_is_no_entry() -> None:
    page = answer(LIST, listing(ITEM, ITEM | {"contentId": 56, "contentType": 2, "shareUlr": ""}))
    assert [entry.title for entry in listed(FAMILY, page, CHANNEL).entries] == [ITEM["title"]]


def test_pages_are_counted_from_0_and_the_outlet_may_list_by_another_call() -> None:
    other = channel(BASE, "1091", list="getColumnHomePageData")
    assert f"{CLIENT}/getColumnHomePageData?column=1091&" in FAMILY.first_request(other).url
    assert "pageNo=0" in FAMILY.first_request(other).url
    following = listed(FAMILY, answer(LIST, listing(ITEM)), other).next
    assert following
    assert "getColumnHomePageData?" in following.url
    assert "pageNo=1&" in following.url


def test_a_banner_that_stands_in_the_list_too_is_one_entry() -> None:
    value = {"suc": 1, "data": {"focusList": [ITEM], "contentList": [ITEM]}}
    assert len(listed(FAMILY, answer(LIST, value), CHANNEL).entries) == 1


def test_a_text() -> None:
    data = ITEM | {"publishTime": "2026-11-19 18:30:00", "text": TEXT, "editor": "谈笑"}
    read = article(FAMILY, answer(DETAIL, {"suc": 1, "data": data | {"relatedVideo": ""}}))
    assert (lines(read), read.canonical_url) == ([LINE], ITEM["shareUlr"])
    assert read.meta_lines == ["编辑：谈笑"]


def test_an_album_and_a_film_and_a_live_room() -> None:
    album = {"pictureList": [{"imagePath": "/1.jpg"}, {"imagePath": "/2.jpg"}]}
    film = {"videoList": [{"playUrls": [{"playUrl": "/hd.mp4"}, {"playUrl": "/sd.mp4"}]}]}
    live = {"playUrl": "/live.m3u8", "startTime": "2026-11-19 18:30:00"}
    made = [article(FAMILY, answer(DETAIL, {"data": ITEM | data})) for data in (album, film, live)]
    assert images(made[0]) == [(f"{BASE}/1.jpg", ""), (f"{BASE}/2.jpg", "")]
    assert [films(read) for read in made[1:]] == [[f"{BASE}/hd.mp4"], [f"{BASE}/live.m3u8"]]
    assert made[2].published_at is not None


def test_a_refusal_with_status_200() -> None:
    error = {"suc": 0, "msg": "内容不存在", "data": None}
    assert article(FAMILY, answer(DETAIL, error)).rejected_values["answer"] == "内容不存在"
    assert "内容不存在" in listed(FAMILY, answer(LIST, error), CHANNEL).error


def test_the_menu() -> None:
    value = {"data": {"list": [{"columnId": 1091, "columnName": "要闻"}, {"columnId": 2}]}}
    assert FAMILY.parse_channels(answer(f"{CLIENT}/listSubscribeColumn", value)) == [
        ("1091", "要闻")
    ]


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_answers(body: str) -> None:
    reads_nothing(FAMILY, answer(LIST, body), CHANNEL)


class TestRecognition:
    def test_by_a_listing_and_by_an_article(self) -> None:
        assert detect_platform(answer(LIST, listing(ITEM)))[0].name == "amc"
        assert (
            detect_platform(answer(DETAIL, {"suc": 1, "data": ITEM | {"text": TEXT}}))[0].name
            == "amc"
        )

    def test_where_an_address_stands(self) -> None:
        where = FAMILY.match_url(LIST)
        assert where
        assert where.base_url == f"{BASE}/"
        assert where.values["channel"] == "1091"
        assert where.values["list"] == "listContentByColumn"
        detail = FAMILY.match_url(DETAIL)
        assert detail
        assert "list" not in detail.values

    @pytest.mark.parametrize(
        ("url", "value"),
        [
            pytest.param(LIST, {"list": [{"fileId": 3, "title": "题"}]}, id="another's answer"),
            pytest.param(f"{BASE}/list.json", listing(ITEM), id="another's address"),
        ],
    )
    def test_not_by_others(self, url: str, value: Any) -> None:
        assert FAMILY.detect(answer(url, value)) == ""
