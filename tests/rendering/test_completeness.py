"""When is an article whole, and what stands before it?"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest

from crawler.gates.completeness import Completeness, judge_completeness
from crawler.models.article import Article, Block, GateState, Image, Video
from crawler.parsing.page import FetchedPage
from tests.rendering.texts import LEAD, MIDDLE, PARAGRAPHS, PREVIEW, TAIL, TITLE, html

CUT = "镇里的老渔民说，过去卖鱼要起大早，如今手机上一点，车子就开到码头边上，省下来的时间可以"
LONG = PARAGRAPHS * 5
BAR = "<div class='bar'><a href='qsnews://a/1'>打开APP</a></div>"
MORE = "<div class='more'>展开全文</div>"


def verdict(
    markup: str,
    texts: tuple[str, ...] = PARAGRAPHS,
    *,
    title: str = TITLE,
    rendered: bool = False,
    timed: bool = True,
) -> Completeness:
    """The verdict on a page of this markup, of which title and texts were read."""
    time = datetime(2024, 5, 6, tzinfo=UTC) if timed else None
    blocks = [Block("paragraph", text) for text in texts]
    article = Article("https://n.example.cn/a/1.html", title, published_at=time, blocks=blocks)
    page = FetchedPage(article.url, markup.encode(), "text/html; charset=utf-8", rendered=rendered)
    return judge_completeness(article, page)


def body(texts: tuple[str, ...] = PARAGRAPHS, attributes: str = "") -> str:
    return f"<h1>{TITLE}</h1><div {attributes}>{html(texts)}</div>"


# --- whole ---------------------------------------------------------------------------------------


def test_a_plain_page_is_whole_and_has_no_gate() -> None:
    assert verdict(body()) == Completeness(True, "none", [], "")


def test_a_bar_that_opens_the_app_hides_nothing() -> None:
    seen = verdict(body() + BAR)
    assert (seen.complete, seen.gate) == (True, "harmless")
    assert "打开APP" in seen.signals


@pytest.mark.parametrize(
    ("style", "attributes"),
    [
        ("", "style='max-height:500px;overflow:hidden'"),
        ("<style>.text{max-height:700px;overflow:hidden}</style>", "class=text"),
        ("", "class='article-content fold'"),
        ("", "class='content limit'"),
    ],
)
def test_a_folded_body_is_whole_under_its_cover(style: str, attributes: str) -> None:
    seen = verdict(style + body(attributes=attributes) + MORE + "<script src=/a.js></script>")
    assert (seen.complete, seen.gate) == (True, "overlay")


def test_a_fold_that_a_script_only_toggles_is_whole() -> None:
    script = "<script>$('.more').click(function(){$('.t').removeClass('x')})</script>"
    assert verdict(body(attributes="class=t") + MORE + script).complete


def test_a_layer_over_the_whole_page_covers() -> None:
    layer = "<div style='position:fixed;top:0;left:0;height:100%'>打开APP阅读全文</div>"
    seen = verdict(body() + layer)
    assert (seen.complete, seen.gate) == (True, "overlay")


def test_a_layer_that_is_not_shown_covers_nothing() -> None:
    layer = "<div style='position:fixed;top:0;height:100%;display:none'>打开APP</div>"
    assert verdict(body() + layer).gate == "harmless"


def test_a_long_body_or_a_signed_one_needs_no_button_pressed() -> None:
    script = "<script>fetch('/count')</script>"
    assert verdict(body(LONG) + MORE + script, LONG).complete
    signed = (*PARAGRAPHS, "责任编辑：周小禾")
    assert verdict(body(signed) + MORE + script, signed).complete


def test_dots_at_the_end_of_a_body_are_its_own_without_a_label() -> None:
    texts = (*PARAGRAPHS, "船还在来，灯还亮着……")
    assert verdict(body(texts), texts).complete


def test_a_sentence_that_names_an_app_is_no_gate() -> None:
    texts = (
        *PARAGRAPHS,
        "市民可以打开APP查询班车的到站时间，也可以在站台查看电子屏上的提示信息，出行更方便。",
    )
    assert verdict(body(texts), texts).gate == "none"


@pytest.mark.parametrize(
    "block", [Block("image", image=Image("u")), Block("video", video=Video("u"))]
)
def test_a_page_of_pictures_or_a_video_is_whole_with_a_title(block: Block) -> None:
    article = Article("https://n.example.cn/a", TITLE, blocks=[block])
    assert judge_completeness(article, FetchedPage(article.url, b"<h1>t</h1>")).complete


def test_a_missing_time_is_said_but_keeps_nothing_back() -> None:
    assert verdict(body(), timed=False) == Completeness(True, "none", [], "no time")


def test_an_answer_in_json_is_judged_by_its_parts() -> None:
    assert verdict(json.dumps({"content": html()})) == Completeness(True, "none", [], "")


# --- not whole -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<div id=app></div><script src=/app.js></script>", ()),
        ("<div id=c>正文加载中…</div><script>fetch('/b')</script>", ("正文加载中…",)),
        (body((LEAD, CUT)) + MORE + "<script>$.ajax('/rest')</script>", (LEAD, CUT)),
        (body((LEAD, MIDDLE + "……")) + MORE + "<script src=/a.js></script>", (LEAD, MIDDLE + "……")),
        (body((LEAD, MIDDLE)) + MORE + "<script>fetch('/rest')</script>", (LEAD, MIDDLE)),
        (body((LEAD, CUT)) + "<p>打开APP阅读全文</p><script></script>", (LEAD, CUT)),
        (body((LEAD, CUT), "class=fold") + MORE + "<script>fetch('/r')</script>", (LEAD, CUT)),
    ],
)
def test_a_body_that_only_a_script_brings_is_blocked(markup: str, texts: tuple[str, ...]) -> None:
    seen = verdict(markup, texts)
    assert (seen.complete, seen.gate) == (False, "blocking")
    assert seen.reason


def test_a_longer_body_that_waits_in_a_script_is_found() -> None:
    kept = base64.b64encode(html(LONG).encode()).decode()
    assert not verdict(PREVIEW + f"<script>var c='{kept}'</script>", PARAGRAPHS[:2]).complete
    assert not verdict(
        PREVIEW + f"<div data-c='{kept}'></div><script></script>", PARAGRAPHS[:2]
    ).complete
    escaped = json.dumps({"content": html(LONG)})
    assert not verdict(PREVIEW + f"<script>var c={escaped}</script>", PARAGRAPHS[:2]).complete


def test_the_same_body_once_more_in_a_script_is_no_longer_one() -> None:
    twin = json.dumps({"content": html(), "title": TITLE})
    assert verdict(body() + f"<script>var data={twin}</script>").complete


@pytest.mark.parametrize(
    ("markup", "title", "texts", "word"),
    [
        (body(), "", PARAGRAPHS, "no title"),
        ("<h1>x</h1>", TITLE, (), "no body"),
        ("<h1>x</h1><p>短讯。</p>", TITLE, ("短讯。",), "a body of 3 characters"),
        ("<p>抱歉，您访问的页面不存在</p>", "提示", ("抱歉，您访问的页面不存在",), "gone"),
        ("<p>请完成验证后继续</p>", "安全验证", ("请完成验证后继续",), "check"),
    ],
)
def test_where_no_script_could_help_the_gate_is_not_blamed(
    markup: str, title: str, texts: tuple[str, ...], word: str
) -> None:
    seen = verdict(markup, texts, title=title)
    assert (seen.complete, seen.gate) == (False, "none")
    assert word in seen.reason


# --- rendered ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "texts", "whole", "gate"),
    [
        (body() + MORE + "<script>fetch('/rest')</script>", PARAGRAPHS, True, "harmless"),
        (body((TAIL[:20],)) + "<script></script>", (TAIL[:20],), True, "none"),
        (body((LEAD, CUT)) + "<p>打开APP阅读全文</p>", (LEAD, CUT), False, "blocking"),
        ("<div id=app></div><script src=/app.js></script>", (), False, "none"),
    ],
)
def test_a_settled_page_is_whole_unless_it_still_promises_more(
    markup: str, texts: tuple[str, ...], whole: bool, gate: GateState
) -> None:
    seen = verdict(markup, texts, rendered=True)
    assert (seen.complete, seen.gate) == (whole, gate)


@pytest.mark.parametrize(
    "rubbish",
    [b"", b"\x00\xff", b"<", b"false", b"{", "<p>\ud800".encode("utf-8", "surrogatepass")],
)
@pytest.mark.parametrize("rendered", [True, False])
def test_rubbish_is_not_whole_and_nothing_is_raised(rubbish: bytes, rendered: bool) -> None:
    page = FetchedPage("https://n.example.cn/", rubbish, rendered=rendered)
    assert not judge_completeness(Article(page.url), page).complete
