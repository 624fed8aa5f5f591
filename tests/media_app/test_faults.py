"""Each fault endpoint does what it says, and the bulk mode is as large as it says."""

from __future__ import annotations

import http.client
from collections import Counter

import pytest

from tests.media_app import MediaApp
from tests.media_app.bulk_text import bulk_paragraphs
from tests.media_app.fault_pages import CASES, sentences
from tests.media_app.faults import ARTICLES
from tests.media_app.reader import get


def fault(case: str) -> str:
    return f"/fault/{case}"


def test_the_listing_links_to_the_cases_named_and_hands_on_the_other_site(app: MediaApp) -> None:
    assert get(app, "/fault/list?cases=nul,no-body").links == ["/fault/nul", "/fault/no-body"]
    other = get(app, "/fault/list?cases=elsewhere&to=http://127.0.0.1:1/x").links
    assert get(app, other[0]).headers["location"] == "http://127.0.0.1:1/x"
    assert len(get(app, "/fault/list").links) == len(ARTICLES)


@pytest.mark.parametrize("status", [304, 403, 404, 410, 500, 503])
def test_a_status_is_answered(app: MediaApp, status: int) -> None:
    assert get(app, fault(str(status))).status == status


@pytest.mark.parametrize(
    ("case", "lacks"),
    [("no-title", "<h1>"), ("no-time", "2026-11-18"), ("no-body", sentences("no-body")[0])],
)
def test_a_page_lacks_one_thing_and_only_that(app: MediaApp, case: str, lacks: str) -> None:
    text = get(app, fault(case)).text
    assert lacks not in text
    parts = ("<h1>", "2026-11-18 10:20", "<p>")
    assert sum(part in text for part in parts) == 2


def test_a_sound_article_has_everything(app: MediaApp) -> None:
    text = get(app, fault("sound")).text
    assert all(sentence in text for sentence in [CASES["sound"], *sentences("sound")])


def test_no_two_cases_share_a_sentence() -> None:
    counts = Counter(sentence for case in CASES for sentence in sentences(case))
    assert set(counts.values()) == {1}


def test_bytes_are_garbled_as_named(app: MediaApp) -> None:
    assert b"\x00" in get(app, fault("nul")).body
    assert "&#55357;" in get(app, fault("surrogate")).text
    assert r'"\ud83d"' in get(app, fault("surrogate")).text
    assert get(app, fault("surrogate-list")).json["data"]["list"][0]["title"].endswith("\ud83d")
    assert "</p>" not in get(app, fault("broken")).text


def test_a_huge_article_has_five_megabytes(app: MediaApp) -> None:
    assert 5_000_000 <= len(get(app, fault("huge")).body) < 6_000_000


def test_listings_come_empty_and_answers_without_a_byte(app: MediaApp) -> None:
    assert get(app, fault("empty-list")).links == []
    assert get(app, fault("empty-list")).status == 200
    assert get(app, fault("nothing")).body == b""


def test_a_login_page_and_json_pretend_to_be_pages(app: MediaApp) -> None:
    assert 'type="password"' in get(app, fault("login")).text
    answer = get(app, fault("json"))
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.json["data"] is False


def test_twenty_redirects_lead_to_an_article_and_a_loop_nowhere(app: MediaApp) -> None:
    path, hops = fault("redirects"), 0
    while (answer := get(app, path)).status == 302:
        path, hops = answer.headers["location"], hops + 1
    assert hops == 20
    assert sentences("redirects")[0] in answer.text
    assert get(app, fault("loop")).headers["location"] == fault("loop")


def test_a_stalled_answer_gives_headers_and_then_nothing(app: MediaApp) -> None:
    with pytest.raises(TimeoutError):
        get(app, fault("stalled"), timeout=0.3)


def test_a_truncated_answer_ends_before_its_length(app: MediaApp) -> None:
    with pytest.raises(http.client.IncompleteRead) as error:
        get(app, fault("truncated"))
    assert error.value.partial.startswith(b"<!DOCTYPE html>")


def test_an_unknown_case_is_not_found(app: MediaApp) -> None:
    assert get(app, fault("unheard-of")).status == 404


def test_the_bulk_listing_names_every_article_once(app: MediaApp) -> None:
    path, links = "/bulk/list?n=250", list[str]()
    while path:
        *shown, last = get(app, path).links
        path = last if last.startswith("/bulk/list") else ""
        links += shown if path else [*shown, last]
    assert links == [f"/bulk/article/{number}.html" for number in range(1, 251)]


def test_a_bulk_article_is_large_around_a_text_of_its_own(app: MediaApp) -> None:
    answer = get(app, "/bulk/article/7.html")
    assert 38_000 < len(answer.body) < 42_000
    assert answer.body == get(app, "/bulk/article/7.html").body
    paragraphs = bulk_paragraphs(7)
    assert 1_200 < sum(map(len, paragraphs)) < 1_800
    assert all(f"<p>{paragraph}</p>" in answer.text for paragraph in paragraphs)
    assert len({text for number in range(300) for text in bulk_paragraphs(number)}) == 300 * 8
