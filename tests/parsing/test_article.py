"""An article is read whole from short pages, long pages and pages that are hardly pages."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from crawler.models.article import Article
from crawler.models.listing import Entry
from crawler.parsing.article.extract import extract_article
from crawler.parsing.page import FetchedPage

ADDRESS = "https://news.example.cn/news/1.html"
STAMP = "2024-05-31 08:00:10"
FETCHED = datetime.fromisoformat("2024-06-01T12:00:00+08:00")
SENTENCE = "市里今天召开会议，研究部署下一阶段重点工作，要求各区县抓好落实。"
OTHERS = "".join(
    f"<div><a href='/n/{i}.html'>第{i}期推进会在城东召开</a>"
    f"<div>记者从会上获悉，第{i}期工程进展顺利，累计完成投资{i}亿元，同比增长明显。</div></div>"
    for i in range(9)
)


def read(html: str | bytes, entry: Entry | None = None) -> Article:
    body = html if isinstance(html, bytes) else html.encode("utf-8", "surrogatepass")
    return extract_article(FetchedPage(ADDRESS, body, fetched_at=FETCHED), entry or Entry(ADDRESS))


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.text]


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00", b"<", b"false", b"null", b"{}", b"<html>", b"<frameset><frame src=a>",
     b"\xff\xfe<\x00p\x00>\x00\x00\xd8", b"<p>&#xD800;&#0;", b"<meta property='' content=x>",
     b"<script type='application/ld+json'>[1,{\"datePublished\":5},null]</script>",
     b"<img src='http://[::1'>", "<p>\ud800</p>".encode("utf-8", "surrogatepass")],
)  # fmt: skip
def test_what_is_hardly_a_page_is_an_empty_article(body: bytes) -> None:
    article = read(body)
    assert (article.title, article.published_at, article.url) == ("", None, ADDRESS)
    "".join(texts(article)).encode("utf-8")


@pytest.mark.parametrize("unit", ["<p>{}</p>", "{}<br>"])
def test_a_body_of_five_megabytes_is_read_in_seconds(unit: str) -> None:
    lines = [f"第{i}条，{SENTENCE}" for i in range(50_000)]
    started = time.process_time()
    article = read(f"<h1>会议要求抓好落实</h1><div>{''.join(map(unit.format, lines))}</div>")
    assert texts(article) == lines
    assert time.process_time() - started < 15


def test_a_short_article_is_not_lost_among_summaries_of_others() -> None:
    page = f"<h1>会议要求抓好落实</h1><div><p>{SENTENCE}</p></div><div>{OTHERS}</div>"
    assert texts(read(page)) == [SENTENCE]


def test_comments_are_not_the_article_however_long_they_are() -> None:
    comments = "".join(f"<div>第{i}位读者说，{SENTENCE}，点个赞。</div>" for i in range(20))
    page = f"<h1>会议</h1><div><p>{SENTENCE}</p></div><div><b>最新评论</b>{comments}</div>"
    assert texts(read(page)) == [SENTENCE]


def test_pages_of_one_article_are_joined() -> None:
    one, two = (f"<p>第{n}页，{SENTENCE}</p>" * 1 for n in "一二")
    page = f"<h1>会议</h1><div><div class=pg>{one}</div><div class=pg hidden>{two}</div></div>"
    assert texts(read(page)) == [f"第一页，{SENTENCE}", f"第二页，{SENTENCE}"]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>会议要求抓好落实_某某新闻网</title><h1>会议要求抓好落实</h1>", "会议要求抓好落实"),
        ("<title>会议要求抓好落实 - 某某日报</title>", "会议要求抓好落实"),
        ("<title>某某网</title><h1>会议要求抓好落实</h1>", "会议要求抓好落实"),
        ("<title>会议要求抓好…</title><div>会议要求抓好落实</div>", "会议要求抓好落实"),
        ("<title>会议要求抓好落实</title><h1>某某日报数字版</h1>", "会议要求抓好落实"),
        ("<title>某某网</title><h1>会议要求<br>抓好落实</h1>", "会议要求抓好落实"),
    ],
)
def test_the_headline_is_read_as_shown_and_without_the_site(head: str, title: str) -> None:
    assert read(f"{head}<div>2024-05-31 08:00</div><div><p>{SENTENCE}</p></div>").title == title


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("<div>2024-05-31 08:15:30</div>", "2024-05-31T08:15:30"),
        ("<div>更新：2024-05-31 09:00 发布：2024-05-31 08:00</div>", "2024-05-31T08:00"),
        ("<div>05-31 08:00</div>", "2024-05-31T08:00"),
        ("<div>2小时前</div>", "2024-06-01T10:00"),
        (f"<time datetime='{STAMP}'>3天前</time>", STAMP),
        (f"<p>江城日报 <time datetime='{STAMP}'><b>20小时前</b></time></p>", STAMP),
        (f"<p>江城日报 <span title='{STAMP}'>5月31日</span></p>", STAMP),
        (f"<time datetime='false' title='{STAMP}'>昨天</time>", STAMP),
        (f"<time datetime='{STAMP}'>2024-05-31 07:00</time>", "2024-05-31T07:00"),
        (f"<span title='{STAMP}'>5月30日</span>", "2024-05-30T00:00"),
        ("<time datetime='2024-05-29'>2小时前</time>", "2024-06-01T10:00"),
        (f"<meta name=publishdate content='{STAMP}'><div>1天前</div>", STAMP),
        (f"<meta name=PubDate content='{STAMP}'>", STAMP),
        (f"<!--<enpproperty><date>{STAMP}.0</date></enpproperty>-->", STAMP),
        (f'<script type="application/ld+json">{{"datePublished":"{STAMP}"}}</script>', STAMP),
        (f"<meta name=publishdate content='{STAMP}'><div>2024-05-31</div>", STAMP),
        (
            f"<meta name=publishdate content='{STAMP}'><div>2024-05-30 07:00</div>",
            "2024-05-30T07:00",
        ),
    ],
)
def test_the_time_of_publication_is_read(head: str, published: str) -> None:
    page = f"<h1>会议要求抓好落实</h1>{head}<div><p>{SENTENCE}</p></div>"
    assert read(page).published_at == datetime.fromisoformat(f"{published}+08:00")


@pytest.mark.parametrize(
    "line",
    [f"<time datetime='{STAMP}'>1天前</time>", f"<p><i title='{STAMP}'>5月31日</i> 江城</p>"],
)
def test_a_time_above_the_headline_is_read_as_its_element_spells_it_out(line: str) -> None:
    page = f"<div>{line}<h1>会议要求抓好落实</h1><div><p>{SENTENCE}</p></div></div>"
    assert read(page).published_at == datetime.fromisoformat(f"{STAMP}+08:00")


def test_the_listing_gives_what_the_page_does_not() -> None:
    listed = Entry(ADDRESS, "会议要求抓好落实", FETCHED)
    article = read(f"<div><p>{SENTENCE}</p></div>", listed)
    assert (article.title, article.published_at) == (listed.title, FETCHED)


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源：某某县融媒体中心", "某某县融媒体中心"),
        ("2024-05-31 08:00 来源： 人民网－人民日报 作者：张三", "人民网－人民日报"),
        ("稿源：新华社 | 编辑：李四", "新华社"),
        ("来源：清河发布 阅读：12", "清河发布"),
        ("某某日报 2024-05-31 08:00", "某某日报"),
        ("2024-05-31 08:00 张三", None),
    ],
)
def test_the_source_is_what_the_page_claims(line: str, source: str | None) -> None:
    page = f"<h1>会议要求抓好落实</h1><div>{line}</div><div><p>{SENTENCE}</p></div>"
    assert read(page).source_name == source


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("阅读 356 点赞 12 评论 3", {"views": 356, "likes": 12, "comments": 3}),
        ("2024-05-31 08:00 1164次阅读 0条评论", {"views": 1164, "comments": 0}),
        ("浏览量：1.2万", {"views": 12_000}),
        ("已有0人参与,点击查看更多精彩评论", {"participants": 0}),
        ("转发（5）", {"shares": 5}),
        ("第3次评论员会议", {}),
    ],
)
def test_labelled_numbers_are_counts(line: str, counts: dict[str, int]) -> None:
    page = f"<h1>会议要求抓好落实</h1><div>{line}</div><div><p>{SENTENCE}</p></div>"
    assert read(page).counts == counts


def test_a_first_paragraph_that_repeats_the_title_behind_its_dateline_is_not_the_headline() -> None:
    title = "综述：高山茶园里的新工艺走出国门"
    page = f"""<html><head><title>{title}-清川网</title></head><body><div class="top">{title}</div>
    <div class="meta">2026-11-03 09:30 来源：清川网</div><div class="text">
    <p>清川社金坪１１月３日电　{title}</p>
    <p>立冬前后，金坪乡的茶农把最后一批秋茶送进新建的加工车间，机器的声音从清晨响到傍晚。</p>
    <p>车间负责人说，新工艺把烘干时间缩短了一半，茶叶的香气也留得更久，订单排到了明年春天。</p>
    </div></body></html>"""
    article = read(page, Entry("http://a.example/1.html", title=title))
    assert article.title == title
