"""From one render to the request that spares the next."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from crawler.fetching.dom_patch import apply_patches, flatten_responses, learn_patches
from crawler.fetching.page_reader import read_article_page
from crawler.fetching.request_learning import (
    learn_request,
    match_captured,
    response_shape,
    same_content,
)
from crawler.models.learned_request import CapturedResponse, LearnedRequest, RequestTemplate
from crawler.models.listing import Entry
from crawler.parsing.page import FetchedPage

HOST = "https://m.example.cn"
LINES = {
    7: ("镇上的老渡口今天重新开航，首班船载着乡亲过江。", "船老大说，往后每天早晚各有三班。"),
    8: ("果园里的冬枣进入采摘期，冷库昼夜不停。", "种植户算了一笔账，今年每亩多收八百元。"),
}
TITLES = {7: "老渡口重新开航", 8: "冬枣采摘忙"}


def url(number: int) -> str:
    return f"{HOST}/p/{number:04}.html"


def html(number: int) -> str:
    return "".join(f"<p>{line}</p>" for line in LINES[number])


def document(inside: str) -> FetchedPage:
    text = f"<html><head><title>融媒</title></head><body>{inside}</body></html>"
    return FetchedPage(url(7), text.encode(), "text/html; charset=utf-8", rendered=False)


def made(
    plain: str, rendered: str, answers: list[FetchedPage], later: list[FetchedPage]
) -> str | None:
    """What the grafts of one render make of later answers."""
    grafts = learn_patches(
        document(plain).tree, document(rendered).tree, flatten_responses(answers)
    )
    return apply_patches(document(plain).tree, grafts, flatten_responses(later))


def answer(value: Any) -> list[FetchedPage]:
    body = value if isinstance(value, str) else json.dumps(value)
    return [FetchedPage(f"{HOST}/api", body.encode())]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda n: html(n),
        lambda n: {"data": {"content": html(n)}},
        lambda n: {"data": json.dumps({"content": html(n)})},
        lambda n: {"c": base64.b64encode(html(n).encode()).decode()},
        lambda n: f"callback({json.dumps({'content': html(n)})})",
    ],
    ids=["markup", "json", "json in json", "base64", "callback"],
)
def test_the_text_of_an_answer_is_found_in_the_page_and_put_there_again(wrap: Any) -> None:
    shell = "<h1>题</h1><div id=content>加载中</div>"
    shown = f"<h1>题</h1><div id=content>{html(7)}</div>"
    page = made(shell, shown, answer(wrap(7)), answer(wrap(8)))
    assert page is not None
    assert html(8) in page
    assert "加载中" not in page


def test_what_is_added_behind_a_preview_is_added_there_again() -> None:
    plain = "<div id=content><p>导语先行，正文在后。</p></div><div id=more>展开全文</div>"
    shown = f"<div id=content><p>导语先行，正文在后。</p>{html(7)}</div>"
    page = made(plain, shown, answer(html(7)), answer(html(8)))
    assert page is not None
    assert f"正文在后。</p>{html(8)}" in page


def test_words_that_the_page_puts_around_a_part_stay_around_it() -> None:
    facts = [
        {"title": TITLES[n], "author": name, "views": views, "content": html(n)}
        for n, name, views in ((7, "周文博", "1204"), (8, "何秀兰", "88"))
    ]
    shown = (
        f"<div id=app><h1>{TITLES[7]}</h1><p class=by>本报记者 周文博　阅读 1204</p>"
        f"<div class=text>{html(7)}</div></div>"
    )
    page = made("<div id=app></div>", shown, answer(facts[0]), answer(facts[1]))
    assert page is not None
    assert f"<h1>{TITLES[8]}</h1>" in page
    assert "本报记者 何秀兰　阅读 88" in page


def test_a_page_of_another_build_is_not_grafted() -> None:
    grafts = learn_patches(
        document("<div id=content></div>").tree,
        document(f"<div id=content>{html(7)}</div>").tree,
        flatten_responses(answer(html(7))),
    )
    assert (
        apply_patches(
            document("<div id=other></div>").tree, grafts, flatten_responses(answer(html(8)))
        )
        is None
    )


# --- the request -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("article", "asked", "template"),
    [
        ("/p/464704.html", "/api/body?id=464704&t=1732500000000", "/api/body?id={1}"),
        ("/p/464704.html", "/data/464704.json", "/data/{1}.json"),
        ("/2024/0506/77881.html", "/json/2024/0506/77881.json", "/json/{1}/{2}/{3}.json"),
        ("/a/new-cold-chain.html", "/api/a/new-cold-chain", "/api/a/{1}"),
        ("/show?id=77881", "/get?callback=jQuery1_2&id=77881", "/get?callback=callback&id={1}"),
        ("/share/YS0yMS01MTY0MTE4.html", "/s/YS0yMS01MTY0MTE4", "/s/{1}"),
    ],
)
def test_the_request_is_told_from_the_article_s_address(
    article: str, asked: str, template: str
) -> None:
    lesson = taught(
        HOST + article, CapturedResponse(HOST + asked, "GET", "", "text/html", html(7).encode())
    )
    assert lesson is not None
    assert lesson.requests == (RequestTemplate(HOST + template),)


def taught(article: str, *heard: CapturedResponse) -> LearnedRequest | None:
    plain = document("<h1>题</h1><div id=content></div>")
    shown = document(f"<h1>题</h1><div id=content>{html(7)}</div>")
    return learn_request(article, plain, shown, heard)


def test_a_post_is_learned_with_its_body() -> None:
    heard = CapturedResponse(f"{HOST}/api", "POST", "id=464704&v=1", "text/html", html(7).encode())
    lesson = taught(f"{HOST}/p/464704.html", heard)
    assert lesson is not None
    [ask] = lesson.requests_for(f"{HOST}/p/99.html")
    assert (ask.method, ask.body) == ("POST", b"id=99&v=1")
    assert ask.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_the_same_answer_for_every_article_teaches_nothing() -> None:
    heard = CapturedResponse(f"{HOST}/api/latest", "GET", "", "text/html", html(7).encode())
    assert taught(f"{HOST}/p/464704.html", heard) is None


def test_an_address_without_the_tokens_asks_for_nothing() -> None:
    lesson = LearnedRequest((RequestTemplate(f"{HOST}/api/{{1}}/{{2}}"),), ())
    assert lesson.requests_for(f"{HOST}/p/1.html") == []
    assert lesson.requests_for("https://elsewhere.example.org/p/1/2.html") == []


def test_a_request_that_varies_otherwise_does_not_fit_the_next_article() -> None:
    heard = CapturedResponse(
        f"{HOST}/api?id=464704&sign=a1", "GET", "", "text/html", html(7).encode()
    )
    lesson = taught(f"{HOST}/p/464704.html", heard)
    assert lesson is not None
    later = CapturedResponse(
        f"{HOST}/api?id=464705&sign=b2", "GET", "", "text/html", html(8).encode()
    )
    assert match_captured(lesson, f"{HOST}/p/464705.html", [later]) is None


def test_a_lesson_survives_its_json() -> None:
    heard = CapturedResponse(f"{HOST}/api?id=464704", "GET", "", "text/html", html(7).encode())
    lesson = taught(f"{HOST}/p/464704.html", heard)
    assert lesson is not None
    lesson = lesson.with_shape("aa", same=True).with_shape("bb", same=False)
    assert LearnedRequest.from_json(json.loads(json.dumps(lesson.as_json()))) == lesson


def test_an_answer_with_parts_that_no_render_has_shown_is_of_another_shape() -> None:
    heard = CapturedResponse(f"{HOST}/api?id=7788", "GET", "", "text/html", html(7).encode())
    lesson = taught(f"{HOST}/p/7788.html", heard)
    assert lesson is not None
    one, two = ({"content": html(7), "id": 5}, {"content": html(8), "id": 6})
    assert response_shape(lesson, answer(one)) == response_shape(lesson, answer(two))
    assert response_shape(lesson, answer(one)) != response_shape(
        lesson, answer({**two, "author": "周文博"})
    )


def test_half_a_character_in_an_answer_has_a_shape_too() -> None:
    lesson = LearnedRequest((), ())
    assert response_shape(lesson, answer('{"\\ud800": "正文"}')) != response_shape(
        lesson, answer('{"a": "正文"}')
    )


def test_readings_are_the_same_though_a_counter_has_moved() -> None:
    def reading(views: int, last: str = "船老大说，往后每天早晚各有三班。") -> Any:
        body = (
            f"<h1>{TITLES[7]}</h1><p>阅读 {views}</p><div><p>{LINES[7][0]}</p><p>{last}</p></div>"
        )
        return read_article_page(document(body), Entry(url(7)))[0]

    assert same_content(reading(1204), reading(1206))
    assert not same_content(reading(1204), reading(9))
    assert not same_content(reading(1204), reading(1204, "船老大说，往后每天只有一班。"))
