"""The bulk share pages hold what the static bulk articles hold, where their scripts look for it."""

from __future__ import annotations

import pytest

from tests.media_app import MediaApp
from tests.media_app.bulk_text import bulk_paragraphs, bulk_title
from tests.media_app.bulk_wake import PREVIEW
from tests.media_app.reader import get, squeeze

API = "/bulk/api/article"


def signature(number: int, clock: int) -> int:
    return (number * 7919 + clock) % 1_000_003


def is_whole(number: int, html: str) -> bool:
    return all(squeeze(text) in squeeze(html) for text in bulk_paragraphs(number))


@pytest.mark.parametrize("kind", ["xhr", "wake", "half"])
def test_a_listing_begins_where_it_is_told_and_is_paged(app: MediaApp, kind: str) -> None:
    page = get(app, f"/bulk/{kind}/list?n=120&first=31")
    links = [link for link in page.links if link.endswith(".html")]
    assert links == [f"/bulk/{kind}/{n}.html" for n in range(31, 131)]
    rest = get(app, page.links[-1])
    assert rest.links == [f"/bulk/{kind}/{n}.html" for n in range(131, 151)]


def test_a_listing_leads_to_spoilt_pages_where_told(app: MediaApp) -> None:
    links = get(app, "/bulk/xhr/list?n=4&busy=2&crash=3").links
    assert links == [
        f"/bulk/{k}/{n}.html" for n, k in enumerate(["xhr", "busy", "crash", "xhr"], 1)
    ]


@pytest.mark.parametrize("kind", ["xhr", "wake", "busy", "crash"])
def test_a_shell_holds_nothing_of_its_article(app: MediaApp, kind: str) -> None:
    words = get(app, f"/bulk/{kind}/5.html").words
    assert squeeze(bulk_title(5)) not in words
    assert not any(squeeze(text) in words for text in bulk_paragraphs(5))


def test_the_api_and_the_static_page_hold_the_same_text(app: MediaApp) -> None:
    data = get(app, f"{API}?id=5&t=1").json["data"]
    assert data["title"] == bulk_title(5)
    assert is_whole(5, data["content"])
    assert is_whole(5, get(app, "/bulk/article/5.html").text)


def test_two_halves_make_a_whole(app: MediaApp) -> None:
    half = get(app, "/bulk/half/5.html").text
    there = [squeeze(text) in squeeze(half) for text in bulk_paragraphs(5)]
    assert there == [True] * PREVIEW + [False] * (len(there) - PREVIEW)
    assert is_whole(5, half + get(app, "/bulk/half/rest/5").text)


def test_a_lying_api_is_honest_to_who_signs_and_before_its_time(app: MediaApp) -> None:
    app.set_api("lie", since=6)
    assert is_whole(5, get(app, f"{API}?id=5&t=1").json["data"]["content"])
    lie = get(app, f"{API}?id=6&t=1").json["data"]
    assert lie["title"] == bulk_title(6)
    assert not is_whole(6, lie["content"])
    signed = get(app, f"{API}?id=6&t=1&sign={signature(6, 1)}").json["data"]
    assert is_whole(6, signed["content"])
    assert "sign=" in get(app, "/bulk/xhr/6.html").text
    assert "sign=" not in get(app, "/bulk/xhr/5.html").text


def test_an_api_that_has_gone_says_404(app: MediaApp) -> None:
    app.set_api("404")
    assert get(app, f"{API}?id=6&t=1").status == 404
    app.reset()
    assert get(app, f"{API}?id=6&t=1").status == 200


def test_what_a_page_loads_is_there_and_api_requests_are_counted(app: MediaApp) -> None:
    for name in ("photo0.jpg", "share.css", "share.woff2", "library.js"):
        assert get(app, f"/bulk/asset/{name}").status == 200
    get(app, f"{API}?id=6&t=1")
    get(app, f"{API}?id=6&t=2")
    assert app.hits(API) == 2
