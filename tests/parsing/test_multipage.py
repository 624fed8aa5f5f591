"""Where a body goes on, and where it does not."""

from __future__ import annotations

import pytest

from crawler.models.article import Article, Block
from crawler.parsing.article.multipage import find_next_part, merge_parts
from crawler.parsing.page import FetchedPage

URL = "https://m.example.cn/p/464704.html"
NUMBERS = "<b>1</b><a href='/p/464704_2.html'>2</a><a href='464704_3.html'>3</a>"
BUTTON = "<button onclick=\"location.href='464704_2.html'\">下一页</button>"
FORM = "<form><input type=hidden name=full value=1><button>阅读全文</button></form>"


def part(markup: str, url: str = URL, known: tuple[str, ...] = ()) -> tuple[str, str] | None:
    page = FetchedPage(url, f"<html><body><p>渔船靠岸。</p>{markup}</body></html>".encode())
    found = find_next_part(page, {url, *known})
    return found and (found.kind, found.url.removeprefix("https://m.example.cn"))


@pytest.mark.parametrize(
    ("markup", "kind", "address"),
    [
        ("<a href='464704_2.html'>下一页</a>", "next", "/p/464704_2.html"),
        ("<a href='?page=2'>下一页 &gt;</a>", "next", "/p/464704.html?page=2"),
        (NUMBERS, "next", "/p/464704_2.html"),
        (BUTTON, "next", "/p/464704_2.html"),
        ("<a href='464704_all.html'>查看全文</a>", "full", "/p/464704_all.html"),
        ("<a href='?all=1'>余下全文</a>", "full", "/p/464704.html?all=1"),
        ("<a href='/full/464704.html'>阅读全文&gt;</a>", "full", "/full/464704.html"),
        (FORM, "full", "/p/464704.html?full=1"),
    ],
)
def test_a_link_on_the_page_says_where_its_body_goes_on(
    markup: str, kind: str, address: str
) -> None:
    assert part(markup) == (kind, address)


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='464705.html'>下一篇</a>",
        "<a href='464705.html'>下一页</a>",
        "<a href='https://other.example.com/p/464704_2.html'>下一页</a>",
        "<a href='/download'>打开APP阅读全文</a>",
        "<a href='javascript:void(0)'>展开全文</a>",
        "<a href='464704.html'>查看全文</a>",
        "<a href='/p/2024.html'>2024</a>",
        "<form method=post action='/p/464704.html'><button>阅读全文</button></form>",
    ],
)
def test_what_leads_to_another_article_is_no_part(markup: str) -> None:
    assert part(markup) is None


def test_a_part_is_read_once() -> None:
    markup = "<a href='464704.html'>1</a><a href='464704_3.html'>3</a>"
    second = "https://m.example.cn/p/464704_2.html"
    assert part(markup, second, (URL,)) == ("next", "/p/464704_3.html")
    assert part(markup, second, (URL, "https://m.example.cn/p/464704_3.html")) is None


def test_parts_become_one_article_and_what_each_repeats_stands_once() -> None:
    one = Article(URL, "题", blocks=[Block("paragraph", "导语"), Block("paragraph", "一")])
    two = Article(URL, "题", blocks=[Block("paragraph", "导语"), Block("paragraph", "二")])
    two.meta_lines = ["编辑：林晓"]
    whole = merge_parts([one, two])
    assert [block.text for block in whole.blocks] == ["导语", "一", "二"]
    assert whole.meta_lines == ["编辑：林晓"]
