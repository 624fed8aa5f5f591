"""What a page tells beside and before its text: leads, second headlines, counts, data, posts."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawler.models.article import Article
from crawler.models.listing import Entry
from crawler.parsing.article.extract import extract_article
from crawler.parsing.page import FetchedPage

ADDRESS = "https://news.example.cn/news/1.html"
FETCHED = datetime.fromisoformat("2024-06-01T12:00:00+08:00")
TITLE = "东洼村的渡口停摆了"
TEXT = [
    "三月十七日傍晚，东洼渡口的柴油机又响了一次，这是这条渡船的最后一班。",
    "大桥去年九月合龙，全长八百四十米，孩子们上学只要六分钟，再不用等船。",
    "收船那天，三百多人站在岸上，有人带了锣鼓，有人带了刚出锅的米糕。",
]
BODY = "<div id='c'>" + "".join(f"<p>{line}</p>" for line in TEXT) + "</div>"


def read(above: str = "", below: str = "", head: str = "", body: str = BODY) -> Article:
    html = (
        f"<html><head><title>{TITLE}_松屏网</title>{head}</head><body><div><h1>{TITLE}</h1>{above}"
        f"{body}{below}</div></body></html>"
    )
    return extract_article(FetchedPage(ADDRESS, html.encode(), fetched_at=FETCHED), Entry(ADDRESS))


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.text]


LEAD = "东洼渡口运行了二十六年，随着跨河大桥通车，它在昨天傍晚完成了最后一次摆渡。"


@pytest.mark.parametrize(
    "lead",
    [f"<p>核心提示：{LEAD}</p>", f"<div class='article-abstract'><p>{LEAD}</p></div>"],
)
def test_a_lead_of_sentences_is_the_first_paragraph(lead: str) -> None:
    article = read(f"<p>2024-05-31 08:00</p>{lead}")
    assert article.summary == LEAD
    assert [line.removeprefix("核心提示：") for line in texts(article)] == [LEAD, *TEXT]


def test_a_lead_is_told_by_the_pages_own_description() -> None:
    more = "".join(f"<p>{i}号桥墩旁，{line}</p>" for i in range(4) for line in TEXT)
    meta = f"<meta name='description' content='{LEAD}'>"
    article = read(f"<p>{LEAD}</p>", head=meta, body=f"<div>{more}</div>")
    assert (article.summary, texts(article)[0]) == (LEAD, LEAD)


def test_a_lead_that_was_cut_from_the_text_does_not_stand_twice() -> None:
    cut = TEXT[0] + TEXT[1][:12]
    assert texts(read(f"<div class='summary'>{cut}</div>")) == TEXT


def test_a_deck_is_no_sentence_of_the_text() -> None:
    deck = "二十六年，一万三千个黄昏，一条铁皮船"
    article = read(f"<div class='subhead'>{deck}</div>")
    assert texts(article) == TEXT
    assert deck in (article.summary, article.subtitle)


@pytest.mark.parametrize(
    ("line", "subtitle"),
    [
        ("<h2>一座桥和一条船的交接</h2>", "一座桥和一条船的交接"),
        ("<p>——一座桥和一条船的交接</p>", "——一座桥和一条船的交接"),
        ("<p class='futitle'>一座桥和一条船的交接</p>", "一座桥和一条船的交接"),
        ("<p>2024-05-31 08:00</p>", ""),
        ("<h2 class='weibo_user'>云岭晨报</h2>", ""),
    ],
)
def test_a_second_line_of_the_headline_stands_apart(line: str, subtitle: str) -> None:
    article = read(line)
    assert (article.title, article.subtitle, texts(article)) == (TITLE, subtitle, TEXT)


def test_what_the_editors_say_is_text_and_is_known_as_theirs() -> None:
    note = "编者按：渡口停摆，桥头新开，本报今起推出“河上人家”系列报道。"
    article = read(body=BODY.replace("<p>", f"<p>{note}</p><p>", 1))
    assert article.editor_note == note.removeprefix("编者按：")
    assert texts(article) == [note, *TEXT]


@pytest.mark.parametrize(
    ("icons", "counts"),
    [
        ("<i class='icon-eye'></i><span>1843</span>", {"views": 1843}),
        ("<a class='praise'><i></i><b>41</b></a><a class='cmt'><i></i><b>7</b></a>",
         {"likes": 41, "comments": 7}),
        ("<span class='read-num'>1.2万</span>", {"views": 12000}),
        ("<ul>" + "<li><i class='zan'></i><b>9</b></li>" * 3 + "</ul>", {}),
        ("<a href='/n/2.html'>又一篇<i class='icon-eye'></i><span>300</span></a>", {}),
    ],
)  # fmt: skip
def test_a_bare_number_counts_what_its_icon_says(icons: str, counts: dict[str, int]) -> None:
    assert read(below=f"<div class='op'>{icons}</div>").counts == counts


@pytest.mark.parametrize(
    "script",
    [
        f'var msg = {{"title": "{TITLE}", "publishTime": "2024-05-31 08:00:10"}};',
        f'var title = "{TITLE}"; var ct = "1717113610";',
        f'window.__D__ = {{"create_time": 1717113610000, "title": "{TITLE}"}}',
    ],
)
def test_a_time_is_read_from_the_scripts_data_where_the_page_shows_none(script: str) -> None:
    article = read(head=f"<script>{script}</script>")
    assert article.published_at == datetime.fromisoformat("2024-05-31T08:00:10+08:00")


def test_days_of_other_articles_in_the_data_are_not_this_ones() -> None:
    others = '[{"publishTime": "2024-05-01 08:00"}, {"publishTime": "2024-05-02 08:00"}]'
    assert read(head=f"<script>var list = {others}</script>").published_at is None


def test_the_own_address_and_that_of_the_first_print_are_kept() -> None:
    link = "<p>来源：<a href='https://paper.example.com/a/9.html'>江城日报</a> 2024-05-31 08:00</p>"
    article = read(link, head="<link rel='canonical' href='https://news.example.cn/p/1'>")
    assert article.canonical_url == "https://news.example.cn/p/1"
    assert (article.source_name, article.original_url) == (
        "江城日报", "https://paper.example.com/a/9.html",
    )  # fmt: skip


POSTS = "".join(
    f"<div class='it'><b>{name}</b><p>{said}</p><small>{when}</small></div>"
    for name, said, when in [
        ("清风徐来", "小时候坐过这条船，真舍不得。", "3小时前 江西"),
        ("网友7f3a", "桥修得好，给县里点赞，希望路灯也早点装上。", "05-30 18:20"),
        ("momo", "谢师傅辛苦了！", "回复 12"),
    ]
)


def test_readers_posts_behind_the_text_are_told_by_their_form() -> None:
    article = read(below=POSTS, body="".join(f"<p>{line}</p>" for line in TEXT))
    assert texts(article) == TEXT
    assert any(removed.rule == "related_list" for removed in article.removed)


def test_a_text_goes_on_behind_a_list_of_other_articles() -> None:
    links = "".join(f"<li><a href='/n/{i}.html'>第{i}座桥也通车了</a></li>" for i in range(3))
    mid = f"</p><div class='x'><h4>相关阅读</h4><ul>{links}</ul></div><p>"
    article = read(body=BODY.replace("</p><p>", mid, 1))
    assert texts(article) == TEXT


def test_a_picture_that_is_shown_again_stands_once_with_its_caption() -> None:
    picture = "<p><img src='/u/ferry.jpg'></p>"
    captioned = f"{picture}<p class='caption'>渡船靠岸。向远 摄</p>"
    article = read(
        body=BODY.replace("<p>", f"{picture}<p>", 1).replace("</div>", f"{captioned}</div>")
    )
    images = [block.image for block in article.blocks if block.image]
    assert [(image.caption, image.credit) for image in images] == [("渡船靠岸。向远 摄", "向远")]
