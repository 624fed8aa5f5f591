"""What stands beside a body and speaks of it: its source, its editor, how often it was read."""

from __future__ import annotations

import pytest

from crawler.models.article import Article
from crawler.models.listing import Entry
from crawler.parsing.article.extract import extract_article
from crawler.parsing.metadata.info_line import parse_counts
from crawler.parsing.page import FetchedPage

ADDRESS = "https://news.example.cn/news/1.html"
TITLE = "会议要求抓好落实"
SENTENCE = "市里今天召开会议，研究部署下一阶段重点工作，要求各区县抓好落实。"
OTHERS = "".join(f"<li><a href='/n/{i}.html'>第{i}期推进会在城东召开</a></li>" for i in range(9))


def read(before: str = "", after: str = "", within: str = "", head: str = "") -> Article:
    body = f"<div class='text'><p>{SENTENCE}</p><p>{SENTENCE[::-1]}</p>{within}</div>"
    page = f"<title>{TITLE}</title>{head}<div class='main'><h1>{TITLE}</h1>{before}{body}{after}"
    return extract_article(FetchedPage(ADDRESS, f"{page}</div>".encode()), Entry(ADDRESS))


def edited(article: Article) -> bool:
    return any("周小雁" in line for line in article.meta_lines)


@pytest.mark.parametrize("named", ["src", "source", "news-from", "infoSource", "laiyuan", "ly"])
def test_an_element_named_source_tells_it_without_a_label(named: str) -> None:
    line = f"<div><span class='{named}'>清川公交</span> <time>2026-11-11 09:00</time></div>"
    assert read(line).source_name == "清川公交"


@pytest.mark.parametrize("text", ["原创", "1234", "2026-11-11", "阅读 12", "图为会场。", "来源："])
def test_not_everything_in_such_an_element_is_a_source(text: str) -> None:
    assert read(f"<div><span class='source'>{text}</span> 09:00</div>").source_name is None


def test_the_sources_of_other_articles_are_not_this_ones() -> None:
    other = "<ul><li>第1期推进会在城东召开<span class='source'>清川公交</span></li></ul>"
    assert read("<div>2026-11-11 09:00</div>", after=other).source_name is None


def test_the_data_of_a_script_tell_the_source_beside_the_title() -> None:
    data = '{"id":7,"title":"%s","media":"清川晚报"}'
    ours = read(head=f"<script>var news = {data % TITLE}</script>")
    others = read(head=f"<script>var news = {data % '第1期推进会在城东召开'}</script>")
    assert (ours.source_name, others.source_name) == ("清川晚报", None)


EDITOR = "[责任编辑：周小雁]"


@pytest.mark.parametrize(
    "place",
    [
        f"<div class='tags'><a href='#'>纠错</a> <span>{EDITOR}</span></div>",
        f"<div class='share-box'><p>{EDITOR}</p><a href='#'>打印</a><a href='#'>转发</a></div>",
        f"<center><a href='2.html'>下一页</a></center><div>{EDITOR}</div>",
        "<div><a href='/'>【纠错】</a> 责任编辑：周小雁</div>",
    ],
)
def test_the_editor_is_found_in_the_chrome_around_the_text(place: str) -> None:
    assert edited(read(after=place))
    inside = read(within=place)
    assert edited(inside) or any("周小雁" in block.text for block in inside.blocks)


def test_the_editor_is_found_behind_other_articles() -> None:
    assert edited(read(after=f"<ul>{OTHERS[:400]}</ul><div>{EDITOR}</div>"))


def test_what_readers_write_names_no_editor() -> None:
    comment = f"<div class='comment-list'><p>小河：{EDITOR}写错了</p></div>"
    assert not edited(read(after=f"<h3>最新评论</h3>{comment}"))


@pytest.mark.parametrize(
    "bar",
    [
        "<div class='share-count'><span>点赞 56</span> <span>评论 7</span></div>",
        "<div class='bottom-bar'><span class='zan'>56赞</span><span class='pl'>7评论</span></div>",
        "<p><a class='zan'>点赞：56</a> <span class='comment'>评论：7</span></p>",
        "<div><a class='app'>打开APP阅读全文</a></div><div>点赞 56　评论 7</div>",
    ],
)
def test_the_bars_beside_the_text_are_counted(bar: str) -> None:
    assert read(after=bar).counts == {"likes": 56, "comments": 7}


def test_the_counts_of_other_articles_and_of_comments_are_not_this_ones() -> None:
    item = "<div class='share'>点赞 56</div>"
    assert read(after=f"<h3>相关阅读</h3><ul>{OTHERS}</ul>{item}").counts == {}
    assert read(after=f"<h3>最新评论</h3><p>写得真好</p>{item}").counts == {}


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("1,234阅读 1.2万赞 10万+评论", {"views": 1234, "likes": 12_000, "comments": 100_000}),
        ("1.2万阅读 点赞 56", {"views": 12_000, "likes": 56}),
        ("收藏 3 转发 4 点赞 5", {"shares": 4, "likes": 5}),
        ("清川日报 12 阅读 3 评论", {"views": 12, "comments": 3}),
        ("👍 12 评论 3", {"comments": 3}),
        ("阅读 评论 3", {"comments": 3}),
        ("2026-11-11 09:00 阅读10w+", {"views": 100_000}),
    ],
)
def test_each_number_goes_with_its_word(line: str, counts: dict[str, int]) -> None:
    assert parse_counts([line]) == counts
