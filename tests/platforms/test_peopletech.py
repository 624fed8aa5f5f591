"""peopletech: its three menus, its token, its types, its share pages behind ``#``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.models.listing import Entry
from crawler.platforms.peopletech import PeopleTech
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

BASE = "https://app.example.cn"
LIST = f"{BASE}/api/v2/articles/21?pageToken=&size=20&headPageSize=&pjCode=qc"
DETAIL = f"{BASE}/api/v2/articles/detail/7906?pjCode=qc"
FAMILY, CHANNEL = PeopleTech(), channel(BASE, "21", project="qc")
ITEM = {
    "articleId": 7906,
    "type": "normal",
    "title": "清川河滨步道开放",
    "date": "2026-11-19T18:30:00+0800",
    "shareUrl": "https://h5.example.cn/#/detail/normal/7906",
    "hits": "124",
}


def listing(*items: dict[str, Any], **beside: Any) -> dict[str, Any]:
    return {"item": {"head": [], "list": list(items), **beside}}


@pytest.mark.parametrize(
    "menu",
    [
        pytest.param(
            {"items": [{"id": 900, "categoryId": 21, "name": "要闻"}]}, id="items"
        ),
        pytest.param(
            {"item": {"categories": [
                {"id": 1, "name": "首页", "children": [{"id": "21", "name": "要闻"}]}
            ]}}, id="categories with children"
        ),
        pytest.param({"item": {"menus": [{"categoryId": "21", "name": "要闻"}]}}, id="menus"),
    ],
)  # fmt: skip
def test_the_menu_has_three_shapes(menu: dict[str, Any]) -> None:
    assert FAMILY.parse_channels(answer(f"{BASE}/api/v2/menus/", menu)) == [("21", "要闻")]


def test_the_first_page_is_asked_for_with_an_empty_token() -> None:
    asked = f"{BASE}/api/v2/articles/21?pageToken=&size=20&headPageSize=&pjCode=qc"
    assert FAMILY.first_request(CHANNEL).url == asked


@pytest.mark.parametrize(
    ("beside", "token"),
    [
        pytest.param({"pageToken": "eyJ+/="}, "eyJ%2B%2F%3D", id="beside the list"),
        pytest.param({"nextPageToken": 77}, "77", id="a number under another name"),
        pytest.param({"pageToken": ""}, None, id="empty at the end"),
        pytest.param({}, None, id="none"),
    ],
)
def test_the_next_page_is_asked_for_with_the_token_of_this_one(
    beside: dict[str, Any], token: str | None
) -> None:
    following = listed(FAMILY, answer(LIST, listing(ITEM, **beside)), CHANNEL).next
    assert (following and f"pageToken={token}&" in following.url) == (token and True)


def test_a_token_that_was_asked_with_already_ends_the_listing() -> None:
    here = LIST.replace("pageToken=", "pageToken=a1")
    assert listed(FAMILY, answer(here, listing(ITEM, pageToken="a1")), CHANNEL, 2).next is None


def test_share_pages_that_differ_behind_the_hash_are_articles_of_their_own() -> None:
    second = ITEM | {"articleId": "7907", "shareUrl": "https://h5.example.cn/#/detail/normal/7907"}
    entries = listed(FAMILY, answer(LIST, listing(ITEM, second)), CHANNEL).entries
    assert [entry.url for entry in entries] == [ITEM["shareUrl"], second["shareUrl"]]
    assert [e.request.url.partition("?")[0][-4:] for e in entries if e.request] == ["7906", "7907"]


@pytest.mark.parametrize(
    ("item", "kind", "asked"),
    [
        pytest.param({"type": "video"}, "article", "/api/v2/articles/detail/7906", id="video"),
        pytest.param({"type": "Subject"}, "topic", "/api/v2/subjects/7906", id="subject"),
        pytest.param({"type": "web"}, "external", "/api/v2/articles/detail/7906", id="web"),
        pytest.param(
            {"type": "web", "link": "https://h.example.cn/vh512/share/5"}, "external", "",
            id="web with its link",
        ),
    ],
)  # fmt: skip
def test_types(item: dict[str, str], kind: str, asked: str) -> None:
    entry = listed(FAMILY, answer(LIST, listing(ITEM | item)), CHANNEL).entries[0]
    assert entry.kind == kind
    assert (entry.request.url if entry.request else "").startswith(BASE + asked if asked else "")
    assert entry.url == item["link"] if "link" in item else entry.request is not None


def test_a_special_topic_lists_the_articles_of_its_blocks_and_not_the_blocks() -> None:
    blocks = [{"id": 1, "name": "最新进展", "type": "list", "articles": [ITEM]}]
    page = answer(f"{BASE}/api/v2/subjects/9?size=20&pjCode=qc", {"item": {"blocks": blocks}})
    assert [entry.title for entry in listed(FAMILY, page, CHANNEL).entries] == [ITEM["title"]]


@pytest.mark.parametrize(
    "date",
    ["2026-11-19T18:30:00+0800", "2026-11-19T18:30:00", "2026-11-19T10:30:00Z", 1795084200000],
    ids=["zone", "no zone", "UTC", "stamp"],
)
def test_dates(date: Any) -> None:
    read = article(FAMILY, answer(DETAIL, {"item": ITEM | {"date": date, "content": TEXT}}))
    assert read.published_at == datetime(2026, 11, 19, 10, 30, tzinfo=UTC)


def test_an_article_of_type_video_is_its_film_in_the_first_quality() -> None:
    media = {
        "type": "video",
        "image": "/a.jpg",
        "resources": [{"url": "/hd.mp4"}, {"url": "/sd.mp4"}],
    }
    item = ITEM | {"type": "video", "content": "", "medias": [media], "images": ["/cover.jpg"]}
    read = article(FAMILY, answer(DETAIL, {"item": item}))
    assert films(read) == [f"{BASE}/hd.mp4"]
    assert images(read) == []


def test_an_album_is_its_pictures_and_a_text_has_no_covers() -> None:
    album = article(
        FAMILY, answer(DETAIL, {"item": ITEM | {"images": ["/1.jpg", {"url": "/2.jpg"}]}})
    )
    text = article(FAMILY, answer(DETAIL, {"item": ITEM | {"images": ["/1.jpg"], "content": TEXT}}))
    assert images(album) == [(f"{BASE}/1.jpg", ""), (f"{BASE}/2.jpg", "")]
    assert (images(text), lines(text)) == ([], [LINE])


def test_the_answer_about_a_link_says_where_it_leads() -> None:
    read = article(FAMILY, answer(DETAIL, {"item": ITEM | {"type": "web", "link": "/p/1.html"}}))
    assert (read.original_url, lines(read)) == (f"{BASE}/p/1.html", [])


def test_what_the_interface_says_in_place_of_an_article_is_kept() -> None:
    read = article(FAMILY, answer(DETAIL, {"code": 404, "message": "稿件已删除", "item": None}))
    assert read.rejected_values["answer"] == "稿件已删除"


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_answers(body: str) -> None:
    reads_nothing(FAMILY, answer(LIST, body), CHANNEL)


class TestRecognition:
    def test_by_a_listing_and_by_an_article(self) -> None:
        assert detect_platform(answer(LIST, listing(ITEM)))[0].name == "peopletech"
        assert (
            detect_platform(answer(DETAIL, {"item": ITEM | {"content": TEXT}}))[0].name
            == "peopletech"
        )

    @pytest.mark.parametrize(
        ("url", "value"),
        [
            pytest.param(LIST, {"data": [{"contentid": 3, "title": "题"}]}, id="another's answer"),
            pytest.param(f"{BASE}/list.json", listing(ITEM), id="another's address"),
            pytest.param(LIST, "<html></html>", id="a page"),
        ],
    )
    def test_not_by_others(self, url: str, value: Any) -> None:
        assert FAMILY.detect(answer(url, value)) == ""

    def test_a_page_of_another_family_is_read_by_that(self) -> None:
        page = markup("https://h.example.cn/vh512/share/5", "<html><body><p>正文</p></body></html>")
        assert isinstance(parser_for(page, "peopletech"), Xinhua)
        assert article(parser_for(page, "peopletech"), page, Entry(page.url)).platform == "xinhua"
