"""华栖云: lists that are pages, articles that are answers with HTTP status 200 whatever happens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.platforms.chinamcloud import ChinamCloud
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
    markup,
    reads_nothing,
)

BASE = "https://web.cmc.example.cn"
API = "http://api.cmc.example.cn"
LIST = f"{BASE}/cms/rmt0336/19/yw/index.shtml"
DETAIL = f"{API}/cmsback/api/article/getMyArticleDetail?tenantId=t9&articleId=925194"
FAMILY = ChinamCloud()
CHANNEL = channel(BASE, "", "/cms/rmt0336/19/yw/index.shtml", tenant_id="t9", api=API)
DATA: dict[str, Any] = {
    "Id": 925194,
    "title": "清川河滨步道开放",
    "status": "30",
    "type": 1,
    "publishDate": "2026-11-19 18:30:00",
    "source": "清川台",
    "content": "",
}
SHELL = "<html><body><div id=app></div><script>var tenantid = 't9';</script></body></html>"


def envelope(**data: Any) -> dict[str, Any]:
    return {"state": 200, "success": True, "message": "", "data": DATA | data}


def page_of(*hrefs: str) -> str:
    items = "".join(
        f'<li><a href="{href}">清川县第{n}号通告今天起施行</a><span>2026-11-1{n}</span></li>'
        for n, href in enumerate(hrefs)
    )
    return f"<html><body><ul>{items}</ul></body></html>"


def test_each_article_of_a_list_page_is_asked_for_at_the_interface() -> None:
    hrefs = [f"/cms/rmt0336/19/yw/92519{n}.shtml" for n in range(4)]
    entries = listed(FAMILY, markup(LIST, page_of(*hrefs)), CHANNEL).entries
    assert [entry.url for entry in entries] == [BASE + href for href in hrefs]
    asked = [entry.request.url for entry in entries if entry.request]
    assert asked == [f"{DETAIL[:-1]}{n}" for n in range(4)]


def test_an_article_of_another_system_is_asked_for_by_its_page() -> None:
    hrefs = [f"/cms/rmt0336/19/{n}00194.shtml" for n in range(1, 4)] + ["/news/2026/11/8811.shtml"]
    entries = listed(FAMILY, markup(LIST, page_of(*hrefs)), CHANNEL).entries
    assert [bool(entry.request) for entry in entries] == [True, True, True, False]


def test_the_first_page_is_the_channels_address() -> None:
    assert FAMILY.first_request(CHANNEL).url == LIST


@pytest.mark.parametrize(
    ("data", "want"),
    [
        pytest.param({"articleContentDto": {"htmlContent": TEXT}}, [LINE], id="in the DTO"),
        pytest.param({"content": TEXT}, [LINE], id="in the old field"),
        pytest.param({"content": TEXT, "articleContentDto": None}, [LINE], id="no DTO"),
        pytest.param({"content": TEXT, "articleContentDto": {"htmlContent": 0}}, [LINE], id="odd"),
        pytest.param({"status": "60", "content": TEXT}, [], id="rejected"),
        pytest.param({"status": 60, "content": TEXT}, [], id="rejected, as a number"),
    ],
)  # fmt: skip
def test_where_the_text_is(data: dict[str, Any], want: list[str]) -> None:
    assert lines(article(FAMILY, answer(DETAIL, envelope(**data)))) == want


def test_fields() -> None:
    read = article(FAMILY, answer(DETAIL, envelope(content=TEXT, author="记者 荀月")))
    assert read.published_at == datetime(2026, 11, 19, 10, 30, tzinfo=UTC)
    assert (read.title, read.source_name) == (DATA["title"], "清川台")
    assert read.meta_lines == ["记者 荀月"]


def test_an_album_and_a_film() -> None:
    dto = {
        "htmlContent": None,
        "imageDtoList": [{"imageUrl": "/1.jpg", "description": "步道一角"}, {"imageUrl": "/2.jpg"}],
        "videoDtoList": [{"poster": "/p.jpg", "formats": [{"url": "/a.mp4"}, {"url": "/b.mp4"}]}],
    }
    read = article(FAMILY, answer(DETAIL, envelope(type=2, articleContentDto=dto)))
    assert images(read) == [(f"{API}/1.jpg", "步道一角"), (f"{API}/2.jpg", "")]
    assert films(read) == [f"{API}/a.mp4"]


def test_pictures_that_the_text_shows_are_not_shown_again() -> None:
    dto = {"htmlContent": f"{TEXT}<img src='/1.jpg'>", "imageDtoList": [{"imageUrl": "/1.jpg"}]}
    read = article(FAMILY, answer(DETAIL, envelope(articleContentDto=dto)))
    assert images(read) == [(f"{API}/1.jpg", "")]


def test_an_error_has_status_200_and_is_no_article() -> None:
    error = {"state": 500, "success": False, "message": "文章不存在", "data": None}
    assert article(FAMILY, answer(DETAIL, error)).rejected_values["answer"] == "文章不存在"


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_answers(body: str) -> None:
    reads_nothing(FAMILY, answer(DETAIL, body), CHANNEL)


class TestRecognition:
    def test_by_an_article_and_by_the_page_of_one(self) -> None:
        assert detect_platform(answer(DETAIL, envelope(content=TEXT)))[0].name == "chinamcloud"
        page = markup(f"{BASE}/cms/rmt0336/19/925194.shtml", SHELL)
        assert detect_platform(page)[0].name == "chinamcloud"

    @pytest.mark.parametrize(
        ("url", "body"),
        [
            pytest.param(f"{BASE}/news/925194.shtml", SHELL, id="another's address"),
            pytest.param(f"{BASE}/cms/rmt0336/19/925194.shtml", "<p>正文</p>", id="no tenant"),
            pytest.param(LIST, page_of("/a.shtml"), id="a list page"),
        ],
    )
    def test_not_by_others(self, url: str, body: str) -> None:
        assert FAMILY.detect(markup(url, body)) == ""

    def test_not_by_anothers_answer(self) -> None:
        assert FAMILY.detect(answer(DETAIL, {"data": {"contentid": 1, "title": "题"}})) == ""
