"""The scripts of Hoge m2o: what the media app does not show of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.fetching.page_reader import read_article_page
from crawler.models.listing import Channel, Entry, RequestSpec
from crawler.parsing.page import FetchedPage
from crawler.platforms.hoge import Hoge
from crawler.platforms.registry import detect_platform

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BASE = "http://mobile.example.cn/qc"
LIST = f"{BASE}/news.php?column_id=11&count=20&offset=0"
ITEM = f"{BASE}/item.php?id=592357"
CHANNEL = Channel("要闻", "", BASE, id="11")
LINES = ["渡口的灯昨晚又亮了，摆渡的老陈说，桥修好了，船也还在。", "渡口今天改作候船亭。"]
TEXT = "".join(f"<p>{line}</p>" for line in LINES)
PLACE = '<div m2o_mark="pic_{}" style="display:none"></div>'
FAMILY = Hoge()


def answer(value: Any, url: str = ITEM) -> FetchedPage:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return FetchedPage(url, body, requested_url=url, fetched_at=NOW)


def parts(name: str) -> dict[str, str]:
    return {"host": "http://img.example.cn/", "dir": "material/", "filepath": "2026/11/",
            "filename": name}  # fmt: skip


def address(name: str) -> str:
    return f"http://img.example.cn/material/2026/11/{name}"


def item(number: int, **more: Any) -> dict[str, Any]:
    return {"id": str(number), "content_id": "5", "title": f"第{number}号渡口",
            "content_url": f"http://m.example.cn/{number}.html", **more}  # fmt: skip


def detail(**more: Any) -> dict[str, Any]:
    return {"id": "592357", "title": "渡口", "content": TEXT, "content_url": "", **more}


def media(value: dict[str, Any]) -> list[str]:
    told = FAMILY.parse_article(answer(value), Entry(ITEM))
    held = (block.image or block.video for block in told.blocks)
    return [medium.url for medium in held if medium]


@pytest.mark.parametrize(
    "value",
    [
        [item(1), item(2)],
        {"slide": [item(1)], "list": [item(1), item(2)]},
        {"list": [item(1)], "top": [], "hot": [item(2)], "shortVideo": None},
        {"slide": [], "list": [item(1, column=[{"id": "11", "name": "要闻"}]), item(2)]},
    ],
    ids=["bare", "slide", "hot", "columns-inside"],
)
def test_a_listing_in_any_form(value: Any) -> None:
    listing = FAMILY.parse_listing(answer(value, LIST), CHANNEL, 1)
    assert [entry.title for entry in listing.entries] == ["第1号渡口", "第2号渡口"]
    assert listing.next is not None
    assert "offset=20" in listing.next.url


@pytest.mark.parametrize("value", [[], {"slide": [], "list": []}])
def test_a_listing_ends_empty(value: Any) -> None:
    listing = FAMILY.parse_listing(answer(value, LIST), CHANNEL, 3)
    assert (listing.entries, listing.next, listing.error) == ((), None, "")


@pytest.mark.parametrize(
    ("facts", "kind", "asked", "url"),
    [
        ({"module_id": "news"}, "article", f"{BASE}/item.php?id=7", "http://m.example.cn/7.html"),
        ({"type": "VOD"}, "article", f"{BASE}/item.php?id=7", "http://m.example.cn/7.html"),
        ({"id": ""}, "article", f"{BASE}/item.php?id=5", "http://m.example.cn/7.html"),
        ({"content_url": ""}, "article", f"{BASE}/item.php?id=7", f"{BASE}/item.php?id=7"),
        ({"module_id": "link"}, "external", None, "http://m.example.cn/7.html"),
        ({"module_id": "link", "content_url": "", "m2o_href": "http://x.example.cn/a"},
         "external", None, "http://x.example.cn/a"),
        ({"module_id": "special", "content_fromid": "80"}, "topic",
         f"{BASE}/special_content.php?column_id=80&offset=0&new_style=2",
         "http://m.example.cn/7.html"),
        ({"struct_id": "special"}, "topic",
         f"{BASE}/special_content.php?column_id=7&offset=0&new_style=2",
         "http://m.example.cn/7.html"),
        ({"type": "topic", "content_fromid": 80}, "topic",
         f"{BASE}/special_content.php?column_id=80&offset=0&new_style=2",
         "http://m.example.cn/7.html"),
    ],
)  # fmt: skip
def test_what_an_item_is(facts: dict[str, Any], kind: str, asked: str | None, url: str) -> None:
    [entry] = FAMILY.parse_listing(answer([{**item(7), **facts}], LIST), CHANNEL, 1).entries
    assert (entry.kind, entry.url) == (kind, url)
    assert entry.request == (RequestSpec(asked) if asked else None)


@pytest.mark.parametrize(
    ("facts", "at"),
    [
        ({"publish_time_stamp": "1795104000"}, datetime(2026, 11, 19, 16, 0, tzinfo=UTC)),
        ({"publish_time_stamp": 1795104000, "publish_time": "11-20"},
         datetime(2026, 11, 19, 16, 0, tzinfo=UTC)),
        ({"publish_time": "2026-11-20 08:30:00", "publish_time_stamp": "0"},
         datetime(2026, 11, 20, 0, 30, tzinfo=UTC)),
        ({"publish_time": "", "publish_time_stamp": ""}, None),
    ],
    ids=["stamp", "stamp-before-day", "no-stamp", "none"],
)  # fmt: skip
def test_times(facts: dict[str, Any], at: datetime | None) -> None:
    [entry] = FAMILY.parse_listing(answer([item(7, **facts)], LIST), CHANNEL, 1).entries
    assert entry.published_at == at
    assert FAMILY.parse_article(answer(detail(**facts)), Entry(ITEM)).published_at == at


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({"click_num": "124", "comment_num": 0, "share_num": "3"},
         {"views": 124, "comments": 0, "shares": 3}),
        ({"clicks": 9, "comments": "1", "praise_num": 4}, {"views": 9, "comments": 1, "likes": 4}),
        ({"column_click_num": 7, "column_comment_num": 1, "column_share_num": 2,
          "column_praise_num": "5"}, {"views": 7, "comments": 1, "shares": 2, "likes": 5}),
        ({"click_num": "1.2万", "clicks": -1}, {}),
    ],
)  # fmt: skip
def test_counts_in_their_spellings(facts: dict[str, Any], counts: dict[str, int]) -> None:
    assert FAMILY.parse_article(answer(detail(**facts)), Entry(ITEM)).counts == counts


def test_the_keys_are_sent_and_stand_in_no_address() -> None:
    tenant = {"appid": "12", "appkey": "own"}
    channel = Channel("要闻", "", BASE, id="11", platform_options=tenant)
    value = [item(7, content_url="")]
    [entry] = FAMILY.parse_listing(answer(value, LIST), channel, 1).entries
    assert entry.request == RequestSpec(f"{BASE}/item.php?id=7&appid=12&appkey=own")
    assert entry.url == f"{BASE}/item.php?id=7"
    assert FAMILY.first_request(channel).url.endswith("&count=20&offset=0&appid=12&appkey=own")
    assert "appid" not in FAMILY.first_request(CHANNEL).url


@pytest.mark.parametrize(
    ("url", "values"),
    [
        (LIST, {"list": "news.php", "channel": "11"}),
        (f"{BASE}/news_copy.php?column_id=11", {"list": "news_copy.php", "channel": "11"}),
        (f"{BASE}/contents.php?column_id=11&site_id=3",
         {"list": "contents.php", "channel": "11", "site_id": "3"}),
        (f"{BASE}/home_news_recomend_column.php", {"columns": "home_news_recomend_column.php"}),
        (f"{BASE}/news_recommend_column.php", {"columns": "news_recommend_column.php"}),
    ],
)  # fmt: skip
def test_an_address_says_which_script_serves(url: str, values: dict[str, str]) -> None:
    where = FAMILY.match_url(url)
    assert where is not None
    named = {name: where.values[name] for name in values}
    assert (where.base_url, named) == (f"{BASE}/", values)
    menu = FAMILY.channels_request(where)
    assert menu is not None
    assert values.get("columns", "news_recomend_column.php") in menu.url


def test_columns_are_a_bare_array() -> None:
    value = [{"id": 11, "name": "要闻", "column_url": ""}, {"id": "24", "name": "民生"}, {"id": 3}]
    assert FAMILY.parse_channels(answer(value)) == [("11", "要闻"), ("24", "民生")]


@pytest.mark.parametrize(
    ("content", "material", "urls"),
    [
        (PLACE.format(0) + PLACE.format(1), [{"pic": parts("a.jpg")}, {"pic": parts("b.jpg")}],
         [address("a.jpg"), address("b.jpg")]),
        (PLACE.format(1), [None, {"pic": parts("b.jpg")}], [address("b.jpg")]),
        (PLACE.format(0), [{"pic": "//img.example.cn/c.jpg"}], ["http://img.example.cn/c.jpg"]),
        (PLACE.format("x") + PLACE.format("9" * 5000), {"x": {"pic": parts("d.jpg")}},
         [address("d.jpg")]),
        ("<div style='display:none' m2o_mark='pic_0'> </div>",
         [{"pic": {**parts("e.jpg"), "host": "http://img.example.cn", "dir": "/material"}}],
         [address("e.jpg")]),
        (PLACE.format(0), [{"pic": {**parts("a.jpg"), "filename": ""}}], []),
        (PLACE.format(0), [{"pic": {**parts("a.jpg"), "host": None}}], []),
        (PLACE.format(0), [{"pic": {"host": "javascript:", "filename": "a"}}], []),
        (PLACE.format(0), False, []),
        (PLACE.format(0), "none", []),
        (PLACE.format(2), [{"pic": parts("a.jpg")}], []),
    ],
    ids=["in-order", "by-number", "whole-address", "an-object", "slashes", "no-name", "no-host",
         "no-address", "false", "a-text", "no-such"],
)  # fmt: skip
def test_pictures_stand_at_their_marks(content: str, material: Any, urls: list[str]) -> None:
    value = detail(content=f"<p>{LINES[0]}</p>{content}<p>{LINES[1]}</p>", material=material)
    told = FAMILY.parse_article(answer(value), Entry(ITEM))
    shown = [block.image.url if block.image else block.text for block in told.blocks]
    assert shown == [LINES[0], *urls, LINES[1]]


@pytest.mark.parametrize(
    ("facts", "urls"),
    [
        ({"video": parts("a.mp4"), "indexpic": parts("a.jpg")}, [address("a.mp4")]),
        ({"video": "http://v.example.cn/a.m3u8"}, ["http://v.example.cn/a.m3u8"]),
        ({"hostwork": "http://v.example.cn", "video_path": "2026/", "video_filename": "a.mp4"},
         ["http://v.example.cn/2026/a.mp4"]),
        ({"video": [], "hostwork": "", "video_filename": "a.mp4"}, []),
        ({"video": {"duration": 9}}, []),
        ({"content": f'{TEXT}<div m2o_mark="video_0"></div>',
          "content_material_list": {"video_0": {"video_url": "http://v.example.cn/b.mp4"}}},
         ["http://v.example.cn/b.mp4"]),
        ({"content": "", "childs_data": [parts("a.jpg"), parts("b.jpg")]},
         [address("a.jpg"), address("b.jpg")]),
        ({"childs_data": [parts("cover.jpg")]}, []),
    ],
    ids=["parts", "whole", "older-parts", "no-host", "duration-only", "in-the-text", "gallery",
         "cover"],
)  # fmt: skip
def test_films_and_galleries(facts: dict[str, Any], urls: list[str]) -> None:
    assert media(detail(**facts)) == urls


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"ErrorCode": "0x0001", "ErrorText": "内容不存在"},
         "the interface says that it is gone: 内容不存在"),
        ({"ErrorCode": "0x0001"}, "the interface gives no article: 0x0001"),
        ({}, "the interface gives no article: JSON without an article"),
        ({"id": "7", "title": "渡口", "content": None}, "no body"),
        (b'callback({"id": "7", "title": "\xe6\xb8\xa1\xe5\x8f\xa3", "content": "<p>', "no title"),
    ],
    ids=["gone", "refused", "empty", "no-content", "broken-off"],
)  # fmt: skip
def test_what_is_no_article(value: Any, reason: str) -> None:
    _, verdict = read_article_page(answer(value), Entry(ITEM), "hoge")
    assert (verdict.complete, verdict.reason) == (False, reason)


def test_a_callback_is_unwrapped() -> None:
    wrapped = f"jQuery19_1({json.dumps(detail())})".encode()
    told, verdict = read_article_page(answer(wrapped), Entry(ITEM), "hoge")
    assert verdict.complete
    assert [block.text for block in told.blocks] == LINES


def test_who_put_it_online_is_no_author() -> None:
    value = detail(author="记者 邝野", publish_user_name="admin")
    told = FAMILY.parse_article(answer(value), Entry(ITEM))
    assert (told.meta_lines, told.meta_authors) == (["记者 邝野"], ["admin"])


@pytest.mark.parametrize(
    ("page", "family"),
    [
        (answer({"slide": [], "list": [item(1)]}, LIST), "hoge"),
        (answer([item(1)], f"{BASE}/contents.php?offset=0&count=20&column_id=11"), "hoge"),
        (answer(detail()), "hoge"),
        (answer([item(1)], f"{BASE}/list.php?column_id=11"), "generic"),
        (answer({"state": True, "data": [{"contentid": 1, "title": "渡口"}]}, LIST), "generic"),
        (answer({"ErrorCode": "0x0001"}, LIST), "generic"),
    ],
    ids=["listing", "public-listing", "article", "other-script", "other-keys", "refusal"],
)
def test_it_is_known(page: FetchedPage, family: str) -> None:
    assert detect_platform(page)[0].name == family
