"""Which platform reads an answer, and what becomes of one that is data and cannot be read."""

from __future__ import annotations

import pytest

from crawler.fetching.article_fetcher import fill_missing_fields
from crawler.fetching.failure_outcomes import non_article_reason
from crawler.models.article import Article, Block, Video
from crawler.models.listing import Entry
from crawler.platforms.registry import parser_for
from tests.platforms.answers import TEXT, answer, channel, listed, markup

URL = "https://api.example.cn/api/v2/articles/detail/1"
BROKEN = [
    pytest.param('{"data": {"title": "清川", "content": "<p>河滨', id="an object"),
    pytest.param('[{"title": "清川", "cont', id="an array"),
    pytest.param('cb({"title": "清川", "cont', id="a callback"),
    pytest.param('var ContentDetail = "<p>河滨', id="a script"),
    pytest.param("var XinhuammNews =null;", id="a script of nothing"),
    pytest.param("false", id="false"),
]


@pytest.mark.parametrize("body", BROKEN)
def test_data_that_cannot_be_read_is_no_article(body: str) -> None:
    assert non_article_reason(Entry(URL), answer(URL, body)) == "data that cannot be read"


@pytest.mark.parametrize("body", BROKEN)
def test_data_that_cannot_be_read_is_no_empty_listing(body: str) -> None:
    page = answer(URL, body)
    assert listed(parser_for(page, "peopletech"), page, channel(URL)).error


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<html><body>{TEXT}</body></html>", id="a page"),
        pytest.param(f"[图集] 清川{TEXT}", id="text in brackets"),
        pytest.param(f"var 与 let 之争{TEXT}", id="text that begins as a script"),
        pytest.param("false alarm", id="text that begins as a word"),
    ],
)
def test_text_is_no_broken_data(body: str) -> None:
    assert non_article_reason(Entry(URL), markup(URL, body)) == ""


def test_what_an_interface_said_completes_a_text_from_elsewhere() -> None:
    film = Block("video", video=Video("https://example.cn/a.mp4"))
    told = Article(
        URL, "清川", counts={"views": 3, "likes": 2}, source_name="清川台", blocks=[film]
    )
    read = Article(URL, "河滨", counts={"views": 9}, blocks=[Block("paragraph", "步道开放。")])
    fill_missing_fields(read, told)
    assert (read.title, read.source_name) == ("河滨", "清川台")
    assert read.counts == {"views": 9, "likes": 2}
    assert [block.kind for block in read.blocks] == ["video", "paragraph"]
