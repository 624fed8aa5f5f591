"""Saved answers of our own writing, as the tests of single families give them to a platform."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.models.article import Article
from crawler.models.listing import Channel, Entry, ListingPage
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.platform import Platform

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TEXT = "<p>清川县昨天开放了新修的河滨步道，全长四公里，市民走完一圈约需一个小时。</p>"
LINE = "清川县昨天开放了新修的河滨步道，全长四公里，市民走完一圈约需一个小时。"


def answer(url: str, value: Any) -> FetchedPage:
    """An answer of an interface; a text stands as it is."""
    body = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return FetchedPage(url, body.encode(), "application/json", url, NOW)


def markup(url: str, body: str) -> FetchedPage:
    return FetchedPage(url, body.encode(), "text/html; charset=utf-8", url, NOW)


def channel(base_url: str, ident: str = "3", url: str = "", **tenant: str) -> Channel:
    return Channel("要闻", url, base_url, id=ident, platform_options=tenant)


def listed(family: Platform, page: FetchedPage, where: Channel, number: int = 1) -> ListingPage:
    return family.parse_listing(page, where, number)


def article(family: Platform, page: FetchedPage, entry: Entry | None = None) -> Article:
    return family.parse_article(page, entry or Entry(page.url))


def lines(read: Article) -> list[str]:
    return [block.text for block in read.blocks if block.text]


def images(read: Article) -> list[tuple[str, str]]:
    return [(b.image.url, b.image.caption) for b in read.blocks if b.image]


def films(read: Article) -> list[str]:
    return [b.video.url for b in read.blocks if b.video]


#: What no interface should answer, and some do.
HOSTILE = [
    pytest.param("", id="nothing"),
    pytest.param("null", id="null"),
    pytest.param("false", id="false"),
    pytest.param('{"data": false}', id="data is false"),
    pytest.param('{"data": null, "item": null, "Data": null}', id="data is null"),
    pytest.param('{"item": [], "data": 7, "Data": "x"}', id="data of another kind"),
    pytest.param('{"item": {"list": [null, 1, "x", [], {}]}}', id="items that are none"),
    pytest.param('{"data": {"title": {}, "text": [1], "id": true}}', id="fields of other kinds"),
    pytest.param('[{"title": "题", "content": {"a": 1}, "articleId": []}]', id="a bare array"),
    pytest.param('{"data": {"contentList": [{"title": "题目", "cont', id="broken off"),
    pytest.param('var XinhuammNews ={"topic": "题", "content": "<p>', id="a broken script"),
    pytest.param('var ContentDetail = "<p>清川', id="a broken text"),
    pytest.param("[" * 5000, id="nested without end"),
    pytest.param('{"item": {"medias": [{"resources": "x"}], "title": "题", "id": 1}}', id="media"),
]


def reads_nothing(family: Platform, page: FetchedPage, where: Channel) -> None:
    """A family says of a hostile answer that it is no listing and no article, and goes on."""
    assert listed(family, page, where).entries == ()
    assert lines(article(family, page)) == []
    assert list(family.parse_channels(page)) == []
    assert isinstance(family.detect(page), str)
