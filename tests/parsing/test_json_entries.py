"""What a JSON listing gives, whatever family wrote it."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.models.listing import Channel, ListingPage, RequestSpec
from tests.parsing.reader import HOME, TITLES, paths, read, read_json, times


class TestJson:
    """Objects with a title and an address, at any depth, are entries."""

    @pytest.mark.parametrize(
        ("value", "url", "time"),
        [
            (
                {
                    "list": [
                        {
                            "fileId": 9,
                            "articleType": 0,
                            "title": "雨后",
                            "publishtime": "2024-05-13 22:49:10.0",
                            "shareUrl": f"{HOME}/newsDetail/24/32809.html",
                        }
                    ]
                },
                "/newsDetail/24/32809.html",
                "2024-05-13 22:49",
            ),
            (
                {
                    "slide": [],
                    "list": [
                        {
                            "id": "5",
                            "title": "雨后",
                            "content_url": f"{HOME}/f/2024-05-13/592357.html",
                            "publish_time_stamp": "1715612400",
                            "indexpic": {"host": "http://i/"},
                        }
                    ],
                },
                "/f/2024-05-13/592357.html",
                "2024-05-13 23:00",
            ),
            (
                {
                    "data": {
                        "carousels": [],
                        "news": [
                            {
                                "id": 5,
                                "title": "雨后",
                                "url": f"{HOME}/x?id=7&isOpenApp=1",
                                "onlineTime": "2024-05-13 22:49:00",
                                "images": "a,b",
                            }
                        ],
                    }
                },
                "/x?id=7&isOpenApp=1",
                "2024-05-13 22:49",
            ),
            (
                {
                    "item": {
                        "head": [],
                        "list": [
                            {
                                "articleId": "7",
                                "title": "雨后",
                                "type": "normal",
                                "date": "2024-05-13T22:49:00+0800",
                                "shareUrl": f"{HOME}/#/detail/normal/7906",
                            }
                        ],
                    }
                },
                "/#/detail/normal/7906",
                "2024-05-13 22:49",
            ),
            (
                {
                    "code": 0,
                    "data": {
                        "article_list": [
                            {
                                "id": 3,
                                "doc_title": "雨后",
                                "published_at": 1715612400000,
                                "url": f"{HOME}/webDetails/news?id=3123994",
                            }
                        ]
                    },
                },
                "/webDetails/news?id=3123994",
                "2024-05-13 23:00",
            ),
            (
                {
                    "state": True,
                    "data": [
                        {
                            "contentid": 12,
                            "title": "雨后",
                            "sorttime": 1715612400,
                            "shareurl": f"{HOME}/article/1201",
                        }
                    ],
                },
                "/article/1201",
                "2024-05-13 23:00",
            ),
            (
                {
                    "artiles": [
                        {
                            "TITLE": "雨后",
                            "PUBTIME": "2024-05-13 22:49",
                            "PUBURL": f"{HOME}/c/9_1.html",
                        }
                    ]
                },
                "/c/9_1.html",
                "2024-05-13 22:49",
            ),
            (
                [{"name": "雨后", "pubTimeLong": 1715612400000, "link": "/detail/2345678"}],
                "/detail/2345678",
                "2024-05-13 23:00",
            ),
            (
                {
                    "data": [
                        {
                            "title": "雨后",
                            "url": "1376/x/925194.shtml",
                            "publishDate": "2024-05-13 22:49:00",
                        }
                    ]
                },
                "/1376/x/925194.shtml",
                "2024-05-13 22:49",
            ),
            (
                {
                    "code": "200",
                    "data": [
                        {
                            "title": "<b>雨后</b>",
                            "newsurl": f"{HOME}/news/1",
                            "sort_order": "1715612400.0000",
                        }
                    ],
                },
                "/news/1",
                "2024-05-13 23:00",
            ),
            (
                {
                    "data": {
                        "lists": [
                            {
                                "appid": 800003,
                                "lists": [{"title": "雨后", "shareUlr": f"{HOME}/p/465.html"}],
                            }
                        ]
                    }
                },
                "/p/465.html",
                "",
            ),
        ],
    )
    def test_shapes(self, value: Any, url: str, time: str) -> None:
        listing = read_json(value)
        assert [(e.title, e.kind) for e in listing.entries] == [("雨后", "article")]
        assert paths(listing) == [url]
        assert times(listing) == [time]

    def test_wrapped_answers(self) -> None:
        value = '{"list":[{"title":"雨后的江城街头","url":"/p/801.html"}]}'
        for body in (f"callback({value});", f"var news = {value};", f"\ufeff{value}"):
            assert paths(read(body, content_type="text/javascript")) == ["/p/801.html"]

    def test_topics_and_pages_of_others(self) -> None:
        listing = read_json(
            [
                {"title": "专题一则", "modelid": "10", "url": "/special/456"},
                {"title": "新春走基层", "type": "subject", "shareUrl": "/p/2001.html"},
                {"title": "外部链接稿件", "url": "https://www.example.com/2024/0513/1.html"},
                {"title": "本地稿件", "url": "/p/1.html"},
                {"title": "本地稿件", "url": "/p/2.html"},
            ]
        )
        assert [e.kind for e in listing.entries] == [
            "topic",
            "topic",
            "external",
            "article",
            "article",
        ]

    def test_a_share_host_is_no_other_outlet(self) -> None:
        items = [
            {"title": t, "url": f"https://share.example.com/p/80{n}.html"}
            for n, t in enumerate(TITLES)
        ]
        assert {e.kind for e in read_json({"data": items}).entries} == {"article"}

    def test_counts(self) -> None:
        item = {
            "title": TITLES[0],
            "url": "/p/801.html",
            "viewCount": "124",
            "praise_count": 3,
            "comments": None,
        }
        assert read_json([item]).entries[0].counts == {"views": 124, "likes": 3}

    def test_menus_and_pictures_are_no_entries(self) -> None:
        value = {
            "menu": [
                {"name": "时政", "url": "/list/12.html"},
                {"name": "视频", "linkUrl": "/channel/3"},
            ],
            "images": [{"title": "图为现场", "url": "/2024/0513/1.jpg"}],
        }
        assert read_json(value).error == "not a listing: JSON without entries"

    @pytest.mark.parametrize(
        ("facts", "address"),
        [
            ({"next": "/api/list?page=2"}, "/api/list?page=2"),
            ({"data": {"next_url": f"{HOME}/api/list?cursor=ab"}}, "/api/list?cursor=ab"),
            ({"paging": {"nextPage": 2}}, "/api/list?page=2"),
            ({"nextPage": "2"}, "/api/list?page=2"),
            ({"nextPage": 0}, None),
            ({"next": None}, None),
            ({"next": "/api/list?page=2", "has_more": False}, None),
            ({"next": "/api/list?page=1"}, None),
            ({}, None),
        ],
    )
    def test_next_page(self, facts: dict[str, Any], address: str | None) -> None:
        listing = read_json({"list": [{"title": TITLES[0], "url": "/p/801.html"}], **facts})
        assert listing.next == (address and RequestSpec(f"{HOME}{address}"))

    def test_numbered_pages_go_on_while_entries_come(self) -> None:
        channel = Channel("要闻", "/api?p={page}", HOME)
        full = {"data": [{"title": TITLES[0], "url": "/p/801.html"}]}
        assert read_json(full, channel=channel, number=4).next == RequestSpec(f"{HOME}/api?p=5")
        assert read_json({"data": []}, channel=channel, number=5) == ListingPage()
        assert read_json({"data": False}, channel=channel, number=5) == ListingPage()
        assert read_json({"has_more": 0, **full}, channel=channel).next is None

    def test_snippets_of_html(self) -> None:
        html = "".join(f"<li><a href='/p/80{n}.html'>{t}</a></li>" for n, t in enumerate(TITLES))
        for value in ({"html": html}, {"data": [{"html": html}]}, [html]):
            assert [e.title for e in read_json(value).entries] == list(TITLES)
