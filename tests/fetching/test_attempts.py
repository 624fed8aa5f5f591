"""What each attempt at an article brings, and the parts of one that goes on over several pages."""

from __future__ import annotations

from crawler.fetching.attempts import ArticleFetch, Parts
from crawler.fetching.results import outcome_of_page
from crawler.models.article import Article
from crawler.models.listing import Entry, RequestSpec
from crawler.parsing.page import FetchedPage

URL = "https://m.example.cn/p/1.html"


def page(html: str, url: str = URL, content_type: str = "text/html; charset=utf-8") -> FetchedPage:
    body = html if isinstance(html, bytes) else html.encode()
    return FetchedPage(url, body, content_type, url)


def test_an_entry_with_a_request_of_its_own_uses_an_api() -> None:
    api = RequestSpec("https://api.example.cn/article?id=1")
    assert ArticleFetch(Entry(URL, request=api), 1, "").uses_api
    assert ArticleFetch(Entry(URL, request=RequestSpec(URL, "POST", b"id=1")), 1, "").uses_api
    assert not ArticleFetch(Entry(URL), 1, "").uses_api


def test_parts_are_followed_once_each() -> None:
    second = "https://m.example.cn/p/1_2.html"
    link = (
        '<div class="content"><p>第一页。</p></div><div class="page"><a href="{}">下一页</a></div>'
    )
    parts = Parts()
    assert parts.add(Article(URL), page(link.format(second))) == RequestSpec(second)
    assert parts.add(Article(URL), page(link.format(URL), second)) is None
    assert len(parts.articles) == 2


def test_a_picture_in_an_article_s_place_is_no_last_word() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(40)

    def outcome(url: str, content_type: str) -> str:
        return outcome_of_page(FetchedPage(url, picture, content_type, url))

    assert outcome(URL, "text/html") == "failed"
    assert outcome("https://m.example.cn/p/1.png", "text/html") == "rejected"
    assert outcome(URL, "image/png") == "rejected"
    assert outcome_of_page(page("<p>维护中</p>")) == "failed"
