"""Founder's app interface: the shapes of its answers that the outlet's server does not show."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.models.listing import Entry
from crawler.platforms.founder_app import FounderApp
from crawler.platforms.founder_nodes import FounderNodes
from crawler.platforms.registry import detect_platform
from tests.platforms.founder import APP, ARTICLE, LIST, channel, page, read, shown

FAMILY = FounderApp()
_ITEM = {"fileId": 7, "title": "标题一", "publishtime": "2026-11-19 22:49:10.0"}
_NODES = "https://app.example.cn/app_if/jy/getArticles?nodeid=5&pagesize=20"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([_ITEM], id="bare array"),
        pytest.param({"list": [_ITEM]}, id="list"),
        pytest.param({"data": {"list": [_ITEM]}}, id="list in data"),
        pytest.param({"artiles": [_ITEM]}, id="misspelt"),
        pytest.param({"LIST": [{k.upper(): v for k, v in _ITEM.items()}]}, id="upper case"),
        pytest.param('angular.callbacks._6({"list":[{"fileId":7,"title":"标题一"}]})', id="JSONP"),
        pytest.param('cb([{"fileId":"7","title":"标题\t一"}]);', id="raw control character"),
        pytest.param([None, 3, {"title": "广告"}, _ITEM, _ITEM], id="rubbish, and twice"),
    ],
)
def test_a_listing_in_each_wrapping(value: Any) -> None:
    listing = FAMILY.parse_listing(page(value, LIST), channel(), 1)
    assert listing.error == ""
    assert [entry.title.replace(" ", "") for entry in listing.entries] == ["标题一"]
    assert [entry.url for entry in listing.entries] == [ARTICLE]


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        pytest.param({"list": []}, "", id="an empty column"),
        pytest.param([], "", id="an empty array"),
        pytest.param({"list": None}, "JSON without entries", id="null"),
        pytest.param({"data": False, "msg": "栏目不存在"}, "栏目不存在", id="false"),
        pytest.param('cb({"list":[{"fileId":7,"tit', "no JSON", id="broken in the middle"),
        pytest.param("<html>维护中</html>", "no JSON", id="a page"),
        pytest.param("", "no JSON", id="nothing"),
    ],
)
def test_a_listing_without_entries(value: Any, fault: str) -> None:
    listing = FAMILY.parse_listing(page(value, LIST), channel(), 1)
    assert listing.entries == ()
    assert fault in listing.error
    assert bool(listing.error) == bool(fault)


def test_the_next_page_is_behind_the_last_article_and_all_rows_so_far() -> None:
    items = [{**_ITEM, "fileId": number} for number in (9, 8, 7)]
    second = LIST.replace("lastFileId=0&page=0&rowNumber=0", "lastFileId=10&page=1&rowNumber=20")
    following = FAMILY.parse_listing(page(items, second), channel(), 2).next
    assert following is not None
    assert following.url.endswith("columnId=102&version=0&lastFileId=7&page=2&rowNumber=23&adv=1")
    assert FAMILY.parse_listing(page([], second), channel(), 2).next is None


@pytest.mark.parametrize(
    ("item", "kind", "url", "ask"),
    [
        pytest.param({"articleType": 0, "shareUrl": "https://m.example.cn/d/7.html"}, "article",
                     "https://m.example.cn/d/7.html", ARTICLE, id="shared"),
        pytest.param({"articleType": "1", "urlPad": "/d/7.html"}, "article",
                     "https://app.example.cn/d/7.html", ARTICLE, id="gallery, a page in urlPad"),
        pytest.param({"articleType": "3", "linkID": "50"}, "topic", "", "parentColumnId=50&",
                     id="topic"),
        pytest.param({"articleType": 3, "linkID": 0, "subColumnID": 51}, "topic", "",
                     "parentColumnId=51&", id="topic by subColumnID"),
        pytest.param({"articleType": 3, "shareUrl": "/zt/5.html"}, "topic",
                     "https://app.example.cn/zt/5.html", None, id="topic without columns"),
        pytest.param({"articleType": 4, "contentUrl": "https://www.example.com/a/1.html"},
                     "external", "https://www.example.com/a/1.html", None, id="link"),
        pytest.param({"articleType": 6, "linkID": 3}, "article", ARTICLE, ARTICLE, id="live"),
    ],
)  # fmt: skip
def test_kinds_of_items(item: dict[str, Any], kind: str, url: str, ask: str | None) -> None:
    entry = FAMILY.parse_listing(page([_ITEM | item], LIST), channel(), 1).entries[0]
    assert entry.kind == kind
    assert entry.url == url or (
        url == "" and entry.request is not None and entry.url == entry.request.url
    )
    assert (entry.request is None) if ask is None else (entry.request and ask in entry.request.url)


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        pytest.param({"columns": [{"columnId": 11, "columnName": "一"},
                                  {"columnId": "12", "columnName": "二"}]}, ["11", "12"],
                     id="its columns"),
        pytest.param({"columns": []}, ["50"], id="none: the topic is one itself"),
        pytest.param({"columns": None}, [], id="no answer"),
    ],
)  # fmt: skip
def test_a_topic_names_its_columns(value: Any, columns: list[str]) -> None:
    asked = f"{APP}/getColumns?siteId=1&parentColumnId=50&version=0&columnType=-1"
    sections = FAMILY.parse_listing(page(value, asked), channel(), 1).sub_requests
    assert [ask.url.split("columnId=")[1].split("&")[0] for ask in sections] == columns


def _detail(**facts: Any) -> dict[str, Any]:
    return {"fileId": 7, "title": "标题一", "content": "", **facts}


@pytest.mark.parametrize(
    ("detail", "blocks"),
    [
        pytest.param(
            _detail(content="<p>一。</p><!--IMAGEARRAY#1--><p>二。</p><!--IMAGEARRAY#0-->",
                    images=[{"imagearray": [{"imageUrl": "/1.jpg"}, {"imageUrl": "/2.jpg"}]}]),
            ["一。", "[/2.jpg ]", "二。", "[/1.jpg ]"], id="by number"),
        pytest.param(
            _detail(content="<p>一。</p><!--X#5--><p>二。</p>",
                    images=[{"imagearray": [{"imageUrl": "/1.jpg", "ref": "<!--X#5-->"}]}]),
            ["一。", "[/1.jpg ]", "二。"], id="by ref"),
        pytest.param(
            _detail(content="<!--IMAGES#1--><p>说明。</p>", images=[{"imagearray": [
                {"imageUrl": "https://x.example.cn/1.jpg", "ref": "https://x.example.cn/1.jpg",
                 "summary": "塔影"}]}]),
            ["[https://x.example.cn/1.jpg 塔影]", "说明。"], id="gallery"),
        pytest.param(
            _detail(content="<figure><!--IMAGEARRAY#0--><figcaption>塔影</figcaption></figure>",
                    images=[{"imagearray": [{"imageUrl": "/1.jpg", "summary": "塔影"}]}]),
            ["[/1.jpg 塔影]"], id="a caption once"),
        pytest.param(
            _detail(content="<p>一。</p><!--VIDEOARRAY#0--><!--VIDEOARRAY#9-->",
                    videos=[{"videoarray": [{"videoUrl": "/1.mp4", "imageUrl": "/1.jpg"}]}]),
            ["一。", "</1.mp4>"], id="a film, and one that is not there"),
        pytest.param(
            _detail(content="<p>一。</p>", images=[{"imagearray": [{"imageUrl": "/1.jpg"}]}],
                    videos={"videoarray": {"videoUrl": "/1.mp4"}}),
            ["</1.mp4>", "一。", "[/1.jpg ]"], id="media without a place"),
        pytest.param(
            _detail(content='<p>一。</p><img src="/1.jpg">',
                    images=[{"imagearray": [{"imageUrl": "/1.jpg"}]}]),
            ["一。", "[/1.jpg ]"], id="a picture that stands there"),
        pytest.param(
            _detail(content="<p>一。</p>", images="none", videos=[None, {"videoarray": [3]}]),
            ["一。"], id="rubbish for media"),
    ],
)  # fmt: skip
def test_media_stand_in_their_places(detail: dict[str, Any], blocks: list[str]) -> None:
    article = read(FAMILY, detail, ARTICLE)
    assert shown(article) == [
        b.replace("[/", f"[{_HOST}/").replace("</", f"<{_HOST}/") for b in blocks
    ]


_HOST = "https://app.example.cn"


@pytest.mark.parametrize(
    ("fields", "minute"),
    [
        pytest.param({"publishtime": "2026-11-19 22:49:10.0"}, "22:49:10", id="point"),
        pytest.param({"publishtime": "2026-11-19 22:49:10:882"}, "22:49:10", id="colon"),
        pytest.param({"realPubTime": "2026-11-19 22:49:10.0"}, "22:49:10", id="realPubTime"),
        pytest.param({"PUBTIME": "2026-11-19 22:49"}, "22:49:00", id="upper case"),
        pytest.param({"publishtime": "10小时前"}, "23:00:00", id="relative"),
    ],
)
def test_times(fields: dict[str, str], minute: str) -> None:
    article = read(FAMILY, _detail(content="<p>一。</p>", **fields), ARTICLE)
    assert f"{article.published_at:%m-%d %H:%M:%S}" == f"11-19 {minute}"


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        pytest.param({"author": "林夏"}, ["作者：林夏"], id="name"),
        pytest.param({"author": {"id": 3, "name": "林夏", "url": ""}}, ["记者：林夏"], id="card"),
        pytest.param({"arthorName": "林夏"}, ["作者：林夏"], id="misspelt"),
        pytest.param({"editor": "安婧", "liability": "谈笑"}, ["编辑：安婧", "责任编辑：谈笑"],
                     id="editors"),
        pytest.param({"author": None, "editor": {}, "liability": []}, [], id="nobody"),
    ],
)  # fmt: skip
def test_people(fields: dict[str, Any], lines: list[str]) -> None:
    assert read(FAMILY, _detail(**fields), ARTICLE).meta_lines == lines


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"error": "稿件不存在"}, id="envelope"),
        pytest.param({"data": False}, id="false"),
        pytest.param([], id="nothing"),
        pytest.param({"content": "<p>一。</p>"}, id="a text without a title"),
    ],
)
def test_what_is_no_article_says_so(value: Any) -> None:
    article = read(FAMILY, value, ARTICLE, Entry(ARTICLE, "标题一"))
    assert article.rejected_values["answer"]
    assert not article.blocks


@pytest.mark.parametrize(
    ("value", "url", "name"),
    [
        pytest.param([_ITEM], LIST, "founder_app", id="listing"),
        pytest.param(_detail(), ARTICLE, "founder_app", id="article"),
        pytest.param([_ITEM], LIST.replace("columnId", "cid"), "generic", id="other words"),
        pytest.param([{"id": 1, "title": "一"}], LIST, "generic", id="other keys"),
        pytest.param([{"TITLE": "一", "PUBURL": "/1.html"}], _NODES, "founder_nodes", id="nodes"),
    ],
)
def test_recognised(value: Any, url: str, name: str) -> None:
    assert detect_platform(page(value, url))[0].name == name


def test_the_menu() -> None:
    where = FAMILY.match_url(LIST)
    assert where is not None
    ask = FAMILY.channels_request(where)
    assert ask is not None
    assert ask.url == f"{APP}/getColumns?siteId=1&parentColumnId=0&version=0&columnType=-1"
    menu = {"columns": [{"columnId": 102, "columnName": "要闻"}, {"columnName": "无号"}]}
    assert FAMILY.parse_channels(page(menu, ask.url)) == [("102", "要闻")]


def test_a_listing_by_nodes_links_public_pages() -> None:
    item = {
        "TITLE": "标题一",
        "PUBTIME": "2026-11-19 22:49",
        "PUBURL": "https://n.example.cn/7.htm",
    }
    answer = page({"artiles": [item]}, _NODES)
    where = channel("https://app.example.cn/app_if/jy", "5")
    family = FounderNodes()
    listing = family.parse_listing(answer, where, 1)
    assert family.first_request(where).url == _NODES
    assert [(e.url, e.title, e.request) for e in listing.entries] == [
        ("https://n.example.cn/7.htm", "标题一", None)
    ]
    assert f"{listing.entries[0].published_at:%m-%d %H:%M}" == "11-19 22:49"
    assert listing.next is None
