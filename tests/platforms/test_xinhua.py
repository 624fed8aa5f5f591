"""新华社: the party client's calls, and the script and the page of its own app on any host."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.models.listing import Entry
from crawler.platforms.registry import detect_platform, parser_for
from crawler.platforms.xinhua import Xinhua
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
    markup,
    reads_nothing,
)

BASE = "https://party.example.cn"
SERVICE = f"{BASE}/Service/ContentSvr.svc"
OUTLET = "appId=132&appKey=k1&projectId=1"
LIST = f"{SERVICE}/GetContentList?modilarId=801&pageNo=1&styleId=364&{OUTLET}"
DETAIL = f"{SERVICE}/GetContentDetail?contentId=55&template=3&{OUTLET}"
SCRIPT = "https://api.example.cn/v600/news/55.js?ts=0&share=1"
SHARED = "https://h.example.cn/vh512/share/55?docid=55"
FAMILY = Xinhua()
CHANNEL = channel(BASE, "801", style_id="364", app_id="132", app_key="k1")
AT = datetime(2026, 11, 19, 10, 30, tzinfo=UTC)
ITEM = {
    "Id": 55,
    "Title": "清川河滨步道开放",
    "Source": "清川台",
    "IssueTime": "2026-11-19 18:30:00",
    "ContentType": 1,
    "Template": 3,
    "AppId": 132,
    "ProjectId": "1",
}
NEWS = {
    "id": 55,
    "topic": "清川河滨步道开放",
    "content": TEXT,
    "docSource": "清川台",
    "releasedate": "2026-11-19",
    "relaseDateTimeStamp": "1795084200000",
}
PAGE = (
    "<html><body><header><h1>清川河滨步道开放</h1><p class='hender-info-source-v7'>来源：清川台 "
    "2026-11-19 18:30</p></header><section class='main-text-container'>"
    f"{TEXT}<p><img data-src='/1.jpg' src='data:image/gif;base64,R0'></p>"
    "<p>二期从步道下游接着修，明年春天动工，沿途再添六处遮雨的长椅。</p>"
    "</section></body></html>"
)


def listing(*items: dict[str, Any], **beside: Any) -> dict[str, Any]:
    return {"State": 1, "Data": {"Contents": list(items), **beside}}


def script(**changes: Any) -> str:
    return f"var XinhuammNews ={json.dumps(NEWS | changes, ensure_ascii=False)}"


class TestTheList:
    def test_headers_are_sent_only_where_the_source_gives_them(self) -> None:
        assert FAMILY.first_request(CHANNEL).headers == {}
        facts = {**CHANNEL.platform_options, "token": "ours", "random": "7"}
        asked = FAMILY.first_request(channel(BASE, "801", **facts))
        assert asked.headers == {"token": "ours", "random": "7"}
        assert asked.url == LIST

    @pytest.mark.parametrize(
        ("changes", "kind", "call"),
        [
            pytest.param({"ContentType": 0}, "article", "GetContentDetail?", id="0"),
            pytest.param({"ContentType": "2"}, "article", "GetContentDetail?", id="film"),
            pytest.param({"ContentType": 4}, "article", "GetContentAtlas?", id="album"),
            pytest.param({"ContentType": "64"}, "topic", "GetContentTheme?", id="special"),
        ],
    )
    def test_each_type_has_its_call(self, changes: dict[str, Any], kind: str, call: str) -> None:
        entry = listed(FAMILY, answer(LIST, listing(ITEM | changes)), CHANNEL).entries[0]
        assert entry.kind == kind
        assert entry.request
        assert entry.request.url.startswith(f"{SERVICE}/{call}contentId=55&")

    def test_a_link_leads_out(self) -> None:
        item = ITEM | {"ContentType": 8, "LinkUrl": SHARED}
        entry = listed(FAMILY, answer(LIST, listing(item)), CHANNEL).entries[0]
        assert (entry.kind, entry.url, entry.request) == ("external", SHARED, None)

    def test_an_item_of_another_outlet_is_asked_for_there(self) -> None:
        item = ITEM | {"AppId": "140", "ProjectId": 2}
        entry = listed(FAMILY, answer(LIST, listing(item)), CHANNEL).entries[0]
        assert entry.request
        assert "&appId=140&appKey=k1&projectId=2" in entry.request.url

    def test_modules_that_a_list_recommends_are_no_articles(self) -> None:
        modules = [{"Id": 7, "Title": "应急管理局的订阅号", "ProjectId": "1"}]
        page = answer(LIST, listing(ITEM, Recommend=modules))
        assert [entry.title for entry in listed(FAMILY, page, CHANNEL).entries] == [ITEM["Title"]]

    @pytest.mark.parametrize("name", ["ModliarId", "ModilarId", "modilarId"])
    def test_the_menu_is_misspelt_in_two_ways(self, name: str) -> None:
        value = {"Data": {"Fixeds": [{name: 801, "Title": "要闻"}], "Modilars": None}}
        assert FAMILY.parse_channels(
            answer(f"{BASE}/Service/IndexSvr.svc/GetNavigation", value)
        ) == [("801", "要闻")]

    def test_a_refusal_is_a_fault(self) -> None:
        refusal = {"State": 0, "Message": "参数错误", "Data": None}
        assert "参数错误" in listed(FAMILY, answer(LIST, refusal), CHANNEL).error


class TestTheArticle:
    def test_its_text_is_a_script_elsewhere(self) -> None:
        url = "https://file.example.cn/55.js"
        read = article(
            FAMILY, answer(DETAIL, {"Data": ITEM | {"DetailUrl": url, "VodUrl": "/a.mp4"}})
        )
        assert (read.original_url, films(read)) == (url, [f"{BASE}/a.mp4"])
        assert read.rejected_values["answer"]

    @pytest.mark.parametrize(
        "written",
        [
            'var ContentDetail = "<p>清川<\\/p>";',
            'var ContentDetail="\\u003cp\\u003e清川\\u003c/p\\u003e"',
        ],
        ids=["escaped slashes", "escaped tags"],
    )
    def test_the_script_of_a_text(self, written: str) -> None:
        entry = Entry(DETAIL, "清川河滨步道开放", AT)
        read = article(FAMILY, answer("https://file.example.cn/55.js", written), entry)
        assert (lines(read), read.title, read.published_at) == (["清川"], entry.title, AT)

    def test_an_album(self) -> None:
        pictures = [{"ImgUrl": "/1.jpg", "Description": "步道一角"}, "/2.jpg"]
        read = article(FAMILY, answer(DETAIL, {"Data": ITEM | {"ContentImage": pictures}}))
        assert images(read) == [(f"{BASE}/1.jpg", "步道一角"), (f"{BASE}/2.jpg", "")]


class TestTheScriptOfTheApp:
    def test_its_stamp_tells_more_than_its_day(self) -> None:
        read = article(FAMILY, answer(SCRIPT, script()))
        assert (read.title, read.published_at, lines(read)) == (NEWS["topic"], AT, [LINE])
        assert read.source_name == "清川台"

    def test_a_day_is_better_than_nothing(self) -> None:
        read = article(FAMILY, answer(SCRIPT, script(relaseDateTimeStamp=0)))
        assert read.published_at
        assert read.published_at.astimezone(AT.tzinfo).date().isoformat() == "2026-11-18"

    def test_pictures_and_film_of_a_text_that_shows_none(self) -> None:
        body = script(imglist=["/1.jpg"], videourl="/a.mp4", videoImageurl="/p.jpg")
        read = article(FAMILY, answer(SCRIPT, body))
        assert images(read) == [("https://api.example.cn/1.jpg", "")]
        assert films(read) == ["https://api.example.cn/a.mp4"]

    def test_raw_line_ends_in_its_strings(self) -> None:
        read = article(FAMILY, answer(SCRIPT, script().replace("步道，", "步道，\n")))
        assert len(lines(read)) == 1

    @pytest.mark.parametrize(
        "body", ["var XinhuammNews =null", "var XinhuammNews ={}", script()[:80]],
        ids=["null", "empty", "broken off"],
    )  # fmt: skip
    def test_no_article(self, body: str) -> None:
        assert lines(article(FAMILY, answer(SCRIPT, body))) == []


class TestTheSharePage:
    def test_it_is_read_whole(self) -> None:
        read = article(FAMILY, markup(SHARED, PAGE))
        assert (read.title, read.source_name) == ("清川河滨步道开放", "清川台")
        assert read.published_at == AT
        assert lines(read)[0] == LINE
        assert images(read) == [("https://h.example.cn/1.jpg", "")]
        assert read.platform == "xinhua"


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_answers(body: str) -> None:
    reads_nothing(FAMILY, answer(LIST, body), CHANNEL)


class TestRecognition:
    @pytest.mark.parametrize(
        "page",
        [
            pytest.param(answer(LIST, listing(ITEM)), id="a listing"),
            pytest.param(answer(DETAIL, {"Data": ITEM}), id="an article"),
            pytest.param(answer("https://cdn.example.cn/55", script()), id="the script, anywhere"),
            pytest.param(markup("https://m.example.cn/s/55", PAGE), id="the page, anywhere"),
            pytest.param(markup(SHARED, "<div id=app></div>"), id="the address of the page"),
        ],
    )
    def test_known(self, page: Any) -> None:
        assert detect_platform(page)[0].name == "xinhua"

    @pytest.mark.parametrize("named", ["peopletech", "amc", None])
    def test_a_share_page_is_handed_over_by_other_families(self, named: str | None) -> None:
        assert parser_for(markup(SHARED, PAGE), named).name == "xinhua"

    @pytest.mark.parametrize(
        "page",
        [
            pytest.param(answer(LIST, {"data": [{"contentid": 1, "title": "题"}]}), id="answer"),
            pytest.param(answer(f"{BASE}/list.json", listing(ITEM)), id="address"),
            pytest.param(markup("https://m.example.cn/share/55", "<p>正文</p>"), id="a page"),
            pytest.param(answer(SCRIPT, '{"data": 1}'), id="another's script"),
        ],
    )
    def test_not_by_others(self, page: Any) -> None:
        assert FAMILY.detect(page) == ""
