"""Newaircloud: where an article is asked for, live reports, and answers that are scripts."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.platforms.newair import NewAir
from crawler.platforms.registry import detect_platform
from tests.platforms.founder import AIR, AIR_ARTICLE, AIR_LIST, LIST, channel, page, read, shown

FAMILY = NewAir()
CHANNEL = channel(AIR, "3", sid="qcrm")
_ITEM = {"fileID": 7, "title": "标题一", "publishTime": "2026-11-19 22:49:10"}
_SCRIPT = "https://oss.example.cn/qcrm/article/c3_a7.js"


@pytest.mark.parametrize(
    ("item", "url"),
    [
        pytest.param({"contentUrl": _SCRIPT}, _SCRIPT, id="script"),
        pytest.param({"contentUrl": f"{_SCRIPT}?v=2"}, f"{_SCRIPT}?v=2", id="versioned"),
        pytest.param({"contentUrl": ""}, AIR_ARTICLE, id="none"),
        pytest.param({"contentUrl": "/detailArticle/7_3_qcrm.html"}, AIR_ARTICLE, id="a page"),
        pytest.param({"articleType": "6", "linkID": 9, "contentUrl": _SCRIPT},
                     f"{AIR}/getLiveList?sid=qcrm&id=9&aid=7&lastFileID=0&rowNumber=0", id="live"),
        pytest.param({"articleType": 6, "linkID": 0}, AIR_ARTICLE, id="live without a room"),
        pytest.param({"articleType": 3, "linkID": 50}, f"{AIR}/getColumns?sid=qcrm&cid=50",
                     id="topic"),
    ],
)  # fmt: skip
def test_where_an_item_is_asked_for(item: dict[str, Any], url: str) -> None:
    entry = FAMILY.parse_listing(page([_ITEM | item], AIR_LIST), CHANNEL, 1).entries[0]
    assert entry.request is not None
    assert entry.request.url == url


def test_the_next_page_is_behind_the_last_article_and_all_rows_so_far() -> None:
    items = [{**_ITEM, "fileID": number} for number in (9, 8, 7)]
    following = FAMILY.parse_listing(page({"list": items}, AIR_LIST), CHANNEL, 1).next
    assert following is not None
    assert following.url == f"{AIR}/getArticles?sid=qcrm&cid=3&lastFileID=7&rowNumber=3&version=2"


_TEXT = '"fileID":7,"title":"标题一","content":"<p>一。</p>@@IMG1@@"'
_IMAGE = '"images":[{"imgUrl":"https://x.example.cn/1.jpg","placeholder":"@@IMG1@@"}]'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"var gArticleJson = {{{_TEXT},{_IMAGE}}}", id="script"),
        pytest.param(f"\ngArticleJson={{{_TEXT},{_IMAGE}}};alert('}}')", id="more script behind"),
        pytest.param(f'{{"data":{{{_TEXT},{_IMAGE}}}}}', id="JSON, wrapped"),
    ],
)
def test_an_article_in_each_wrapping(text: str) -> None:
    article = read(FAMILY, text, _SCRIPT)
    assert article.title == "标题一"
    assert shown(article) == ["一。", "[https://x.example.cn/1.jpg ]"]


@pytest.mark.parametrize("text", ["var gArticleJson = ", 'var gArticleJson = {"title":"一'])
def test_a_broken_script_is_no_article(text: str) -> None:
    assert not read(FAMILY, text, _SCRIPT).complete


@pytest.mark.parametrize(
    ("main", "blocks"),
    [
        pytest.param({"attachments": {"pics": ["https://x.example.cn/1.jpg", None, 3]},
                      "liveStream": {"hlsUrl": "", "flvUrl": "https://x.example.cn/1.flv"}},
                     ["<https://x.example.cn/1.flv>", "直播开始。",
                      "[https://x.example.cn/1.jpg ]"],
                     id="stream and pictures"),
        pytest.param({"attachments": {"pics": [{"imageUrl": "https://x.example.cn/1.jpg"}]}},
                     ["直播开始。", "[https://x.example.cn/1.jpg ]"], id="pictures as objects"),
        pytest.param({"attachments": [], "liveStream": None}, ["直播开始。"], id="neither"),
    ],
)  # fmt: skip
def test_a_live_report_is_its_main_part(main: dict[str, Any], blocks: list[str]) -> None:
    posts = [{"title": "现场", "content": "<p>另一条。</p>"}]
    answer = {"list": posts, "main": {"content": "直播开始。", **main}}
    url = f"{AIR}/getLiveList?sid=qcrm&id=9&aid=7"
    entry = FAMILY.parse_listing(page([_ITEM], AIR_LIST), CHANNEL, 1).entries[0]
    article = read(FAMILY, answer, url, entry)
    assert (article.title, article.published_at) == (entry.title, entry.published_at)
    assert shown(article) == blocks


@pytest.mark.parametrize(
    ("value", "url", "name"),
    [
        pytest.param({"list": [_ITEM]}, AIR_LIST, "newair", id="listing"),
        pytest.param(_ITEM, AIR_ARTICLE, "newair", id="article"),
        pytest.param('var gArticleJson = {"title":"一"}', _SCRIPT, "newair", id="script"),
        pytest.param("var gArticleJson = 3", _SCRIPT, "generic", id="a script of nothing"),
        pytest.param({"list": [_ITEM]}, LIST, "founder_app", id="the other interface"),
        pytest.param([{"id": 7, "title": "一"}], AIR_LIST, "generic", id="other keys"),
    ],
)
def test_recognised(value: Any, url: str, name: str) -> None:
    assert detect_platform(page(value, url))[0].name == name


def test_the_outlet_must_be_named() -> None:
    assert [fact.name for fact in FAMILY.options if fact.default is None] == ["sid"]
    where = FAMILY.match_url(AIR_LIST)
    assert where is not None
    ask = FAMILY.channels_request(where)
    assert ask is not None
    assert ask.url == f"{AIR}/getColumns?sid=qcrm&cid=0"
