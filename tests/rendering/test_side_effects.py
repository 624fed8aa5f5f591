"""Which of a page's requests may be sent again without the page: those that are reads."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from crawler.fetching.attempts import LearnedAttempt
from crawler.fetching.page_reader import read_article_page
from crawler.fetching.render_stats import TRUST_AFTER, RenderStats, stats_from_row, stats_to_row
from crawler.fetching.request_verifier import RequestVerifier, same_responses
from crawler.gates.rules.side_effects import find_side_effect
from crawler.models.article import Article
from crawler.models.learned_request import CapturedResponse, LearnedRequest, RequestTemplate
from crawler.models.listing import Entry, RequestSpec
from crawler.parsing.page import FetchedPage
from crawler.source_config.parser import parse_source
from tests.rendering.test_request_learning import HOST, document, html, taught, url

DOES = (
    *(
        "/api/like?id=1",
        "/api/vote/1",
        "/news/praise?id=1",
        "/zan.php?id=1",
        "/api/dianzan",
        "/a/LIKE/1",
    ),
    *("/share/detail/1", "/api/report?id=1", "/pay/1", "/api/delete?id=1", "/logout?id=1"),
    *("/api/comment/1", "/collect/1", "/follow/1", "/subscribe/1", "/login?id=1", "/bind/1"),
    *("/api/addLike?id=1", "/api/doVote", "/api/unfollow", "/api/article_like/1", "/api/uservote"),
    *("/api/articlelike?id=1", "/user/setFavorite", "/api?action=zan&id=1", "/api?m=addComment"),
    *("/a?do=toupiao", "/x/dashang", "/api/signIn", "/api/sign_up", "/article/digg", "/x/zanNum"),
    *(f"/api/{quote('点赞')}?id=1", f"/api?op={quote('投票'.encode('gb18030'))}"),
    *(f"/api?op={quote(quote('支付'))}", "/api?op=举报"),
)
READS = (
    *("/api/body?id=1", "/data/1.json", "/json/2024/0506/1.json", "/get?callback=callback&id=1"),
    *("/gates/api/post-rest/4001", "/api/article/detail?id=1", "/infoDetailNew.html", "/dispatch"),
    *("/v2/article?contentid=1&sharesiteid=0", "/api/v2/articles/detail/1", "/posts/1", "/s/YS0y"),
    *("/amc/client/getImageTextContentById?contentId=1&fromFlag=0&deviceId=1", "/api/reporter/1"),
    *("/document/getByDocId.do", "/v3/api/getArticleInfo/1", "/api/display?address=1"),
    *("/api/content?updateTime=1", "/api/list?start=0&sort=asc&orderby=time", "/alike/zanzibar"),
)


def _learned(path: str) -> tuple[LearnedRequest | None, list[RequestSpec]]:
    """What is learned of an answer from an address, and what would be asked if it were known."""
    mark = "&" if "?" in path else "?"
    known = LearnedRequest((RequestTemplate(f"{HOST}{path}{mark}n={{1}}"),), ())
    article = f"{HOST}/p/7788.html"
    return taught(article, _heard(f"{path}{mark}n=7788", "GET")), known.requests_for(article)


@pytest.mark.parametrize("path", DOES)
def test_an_address_that_does_something_is_neither_learned_nor_asked(path: str) -> None:
    assert find_side_effect(f"{HOST}{path}")
    assert _learned(path) == (None, [])


@pytest.mark.parametrize("path", READS)
def test_an_address_that_reads_is(path: str) -> None:
    assert find_side_effect(f"https://share.example.cn{path}") == ""
    lesson, asked = _learned(path)
    assert lesson is not None
    assert len(asked) == 1


@pytest.mark.parametrize(
    "posted",
    ["id=7788&type=like", '{"id": "7788", "action": "addVote"}',
     '{"id": 7788, "op": "\\u70b9\\u8d5e"}', f"id=7788&do={quote('收藏')}"],
)  # fmt: skip
def test_nor_is_a_body_that_does(posted: str) -> None:
    assert taught(f"{HOST}/p/7788.html", _heard("/api", "POST", posted)) is None
    assert taught(f"{HOST}/p/7788.html", _heard("/api", "POST", "id=7788")) is not None


def _heard(path: str, method: str, posted: str = "", body: str = html(7)) -> CapturedResponse:
    return CapturedResponse(HOST + path, method, posted, "text/html", body.encode())


@pytest.mark.parametrize(("path", "kept"), [("/api/vote/{1}", False), ("/api/body/{1}", True)])
def test_one_that_an_older_version_learned_is_forgotten(path: str, kept: bool) -> None:
    known = RenderStats("m.example.cn/p/{n}.html", "00000000", confirmations=TRUST_AFTER)
    known.learned_request = LearnedRequest((RequestTemplate(HOST + path),), ())
    stored = stats_from_row(stats_to_row(known))
    assert (stored.is_trusted, stored.is_learning) == (kept, not kept)


@pytest.mark.parametrize("ask", [{"url": "/vote/{1}"}, {"url": "/{1}", "body": "do=点赞"}])
def test_nor_does_a_source_file_hold_one(ask: dict[str, str]) -> None:
    asked = [{**ask, "url": HOST + ask["url"]}]
    way = {"pattern": "a.cn/{n}", "requests": asked, "patches": [{"xpath": "//p", "markup": ""}]}
    outlet = {"name": "试", "base_url": HOST, "channels": [{"url": "/"}], "learned_requests": [way]}
    found = parse_source("a", "a.toml", outlet)
    assert isinstance(found, list)
    assert [fault.key.rpartition(".")[2] for fault in found] == [list(ask)[-1]]


# --- a POST must be proven -----------------------------------------------------------------------


def _answer(**parts: Any) -> str:
    return json.dumps({"content": html(7), **parts})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True),
        ({"views": 8, "time": 1732500000}, {"views": 9, "time": 1732500003}, True),
        ({"likes": 8}, {"likes": 9}, False),
        ({"state": "ok"}, {"state": "done before"}, False),
        ({}, {"gift": 1}, False),
    ],
)
def test_a_read_says_the_same_when_it_is_sent_twice(
    one: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    first, second = (
        FetchedPage(f"{HOST}/api", _answer(**parts).encode()) for parts in (one, other)
    )
    assert same_responses([first], [second]) is same


def _reading() -> Article:
    shown = document(f"<h1>题</h1><p>2026-11-30 08:00</p><div id=content>{html(7)}</div>")
    return read_article_page(shown, Entry(url(7)))[0]


@pytest.mark.parametrize(
    ("method", "again", "trusted"),
    [
        ("GET", _answer(likes=9), True),
        ("POST", _answer(likes=8), True),
        ("POST", _answer(likes=9), False),
        ("POST", None, False),
    ],
)
def test_a_post_is_trusted_only_where_the_page_was_told_the_same(
    method: str, again: str | None, trusted: bool
) -> None:
    """``again`` is what the page was answered, which sends each request once more than we do."""
    posted = "id=0007" if method == "POST" else ""
    path = "/api" if posted else "/api?id=0007"
    lesson = taught(url(7), _heard(path, method, posted, _answer(likes=7)))
    assert lesson is not None
    known = RenderStats("m.example.cn/p/{n}.html", "00000000")
    known.record_attempt(lesson)
    for _ in range(TRUST_AFTER - 1):
        responses = (FetchedPage(HOST, _answer(likes=8).encode()),)
        requests = tuple(lesson.requests_for(url(7)))
        attempt = LearnedAttempt(requests, responses, "s", _reading())
        heard = [] if again is None else [_heard(path, method, posted, again)]
        assert RequestVerifier(None).compare_or_learn(
            Entry(url(7)), document(""), attempt, known, _reading(), document(html(7)), heard
        )
    assert known.is_trusted is trusted
    assert known.is_learning is False
