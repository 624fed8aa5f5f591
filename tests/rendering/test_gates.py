"""Real Chromium on the outlet's gates, through the handler alone: what it did, and what it cost.

Whether each gate's article reaches the database is told by test_gate_crawl.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html as lxml_html

from crawler.rendering.launch_options import find_browser
from tests.crawling import once
from tests.media_app import MediaApp
from tests.media_app.gates import GATES, STORE, TEXTS, TRAPS, path_of
from tests.rendering.visits import USER_AGENT, Visits, visit

pytestmark = pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")

#: Gates whose pages hold their article, so that an ordinary crawl asks no browser for them.
HELD = [n for n, g in GATES.items() if g.kind in ("pushy", "noisy", "late", "covered")]
#: Some of those whose article is brought.
BROUGHT = [
    *("expand-inline", "expand-fetch", "touchend-only", "xhr-json", "cookie-script", "hash-set"),
    *("library-openinstall", "library-moblink", "library-lkme", "library-wx", "shadow-slots"),
    *("frame-src", "onload-behind-hanging", "bring-then-fallback"),
]
API = "/gates/api"
FIRST = next(iter(TEXTS.values()))
FURNISHED, SHORT = f"{API}/furnished/{FIRST.number}", f"{API}/short/{FIRST.number}"
ANSWERS = [f"{API}/{name}" for name in ("moved", "astray", "inward", "missing", "data", "file")]
HANG, LINKS = f"{API}/hang?visit", f"{API}/more-links"


@pytest.fixture(scope="module")
def app() -> Iterator[MediaApp]:
    with MediaApp() as running:
        yield running


@pytest.fixture(scope="module")
def crawl(app: MediaApp, tmp_path_factory: pytest.TempPathFactory) -> Visits:
    gates = map(path_of, (*HELD, *BROUGHT, "private"))
    orders: dict[str, dict[str, Any]] = {path: {} for path in (*gates, FURNISHED, SHORT, *ANSWERS)}
    orders[LINKS] = {"render_scrolls": 3}
    orders[HANG] = {"download_timeout": 3}
    return Visits(once(tmp_path_factory, "visits", lambda: visit(app, orders)))


@pytest.mark.parametrize("name", HELD)
def test_a_page_that_holds_its_article_is_never_left(crawl: Visits, name: str) -> None:
    path = path_of(name)
    text = crawl.text(path)
    assert [mark for mark in TEXTS[name].marks if mark not in text] == []
    assert STORE not in text
    assert crawl.told[path]["url"].partition("#")[0] == f"{crawl.base}{path}"


@pytest.mark.parametrize("name", BROUGHT)
def test_what_only_a_script_brings_is_brought_once(crawl: Visits, name: str) -> None:
    text = crawl.text(path_of(name))
    assert [text.count(mark) for mark in TEXTS[name].marks] == [1, 1, 1]


def test_neither_store_nor_download_was_ever_asked_for(crawl: Visits) -> None:
    assert [path for path in crawl.asked if path.startswith(TRAPS)] == []
    assert {"/", f"{API}/inside"} & crawl.asked == set()


def test_what_no_text_needs_is_not_fetched_and_stays_in_the_page(crawl: Visits) -> None:
    names = ("page.css", "icon.png", "beacon", "photo.jpg", "default.jpg", "film.mp4", "player")
    assert {f"{API}/{name}" for name in names} & crawl.asked == set()
    tree = lxml_html.document_fromstring(crawl.told[FURNISHED]["text"])
    assert tree.xpath("//img/@src") == [f"{API}/photo.jpg"]
    assert tree.xpath("//video/@src") == [f"{API}/film.mp4"]
    assert tree.xpath("//iframe/@src")[0].endswith("/player")


def test_every_request_says_who_asks(crawl: Visits) -> None:
    (agent,) = crawl.agents
    assert "Android" in agent
    assert agent.endswith(USER_AGENT)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("location-at-load", "scheme qcapp://article/{number}"),
        ("fallback", "aside {base}/gates/download"),
        ("another-article", "leaving {base}/gates/other-4999.html"),
        ("same-site-guide", "aside {base}/gates/h5/guide"),
        ("confirm-app", "confirm 打开APP？"),
        ("overwrite-late", "document.write"),
        ("emptied-late", "emptied"),
        ("library-openinstall", "wake http://res.cdn.openinstall.io/openinstall.js"),
        ("busy-after-load", "halted"),
    ],
)
def test_what_was_refused_is_on_record(crawl: Visits, name: str, refused: str) -> None:
    wanted = refused.format(base=crawl.base, number=TEXTS[name].number)
    assert wanted in crawl.told[path_of(name)]["render_result"]["blocked_actions"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("expand-inline", "展开全文"),
        ("expand-fetch", "点击查看全文↓"),
        ("touchend-only", "继续阅读"),
    ],
)
def test_what_reads_on_is_pressed_and_what_opens_the_app_is_not(
    crawl: Visits, name: str, label: str
) -> None:
    assert set(crawl.told[path_of(name)]["render_result"]["clicked"]) == {label}


def test_the_answer_says_where_the_article_was_in_the_end(crawl: Visits) -> None:
    assert crawl.told[SHORT]["url"] == f"{crawl.base}{FURNISHED}"
    hashed, number = path_of("hash-set"), TEXTS["hash-set"].number
    assert crawl.told[hashed]["url"] == f"{crawl.base}{hashed}#/detail/{number}"
    assert crawl.told[f"{API}/moved"]["redirect_urls"] == [f"{crawl.base}{API}/moved"]
    assert crawl.told[f"{API}/moved"]["url"] == f"{crawl.base}{FURNISHED}"


def test_no_redirect_leads_out_of_reach(crawl: Visits) -> None:
    assert crawl.told[f"{API}/inward"]["error"] == "DownloadCancelledError"
    assert crawl.told[path_of("private")]["url"] == f"{crawl.base}{path_of('private')}"
    assert crawl.told[f"{API}/astray"]["error"] == "DownloadCancelledError"


def test_other_answers_are_handed_on_as_they_are(crawl: Visits) -> None:
    assert crawl.told[f"{API}/missing"]["status"] == 404
    assert json.loads(crawl.told[f"{API}/data"]["text"])["content"] == FIRST.paragraphs[0]
    assert crawl.told[f"{API}/file"]["error"] == "DownloadCancelledError"


def test_a_server_that_never_answers_ends_in_time(crawl: Visits) -> None:
    assert crawl.told[HANG]["error"] == "DownloadTimeoutError"
    assert crawl.told[HANG]["download_latency"] < 5


def test_a_listing_is_unrolled_as_far_as_it_was_asked(crawl: Visits) -> None:
    tree = lxml_html.document_fromstring(crawl.told[LINKS]["text"])
    assert len(tree.xpath("//li/a")) == 40


def test_an_ordinary_page_costs_one_request_and_about_a_second(crawl: Visits) -> None:
    wake = crawl.told[FURNISHED]["render_result"]
    assert wake["requests"] == 1
    assert wake["seconds"] < 4


def test_one_browser_served_all_and_none_is_left(crawl: Visits) -> None:
    assert crawl.stats["playwright/browser_count"] == 1
    assert crawl.stats["playwright/page_count"] == crawl.stats["playwright/page_count/closed"]
    assert crawl.left == []


def test_the_crawl_goes_on_after_a_crash_and_renews_its_browser(app: MediaApp) -> None:
    one_by_one = {"pages": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "RENDER_PAGES_PER_BROWSER": 2}
    crash = path_of("crash")
    crawl = Visits(
        visit(app, {crash: {}, path_of("cookie-script"): {}, FURNISHED: {}}, **one_by_one)
    )
    assert crawl.told[crash]["error"] == "DownloadFailedError"
    assert FIRST.marks[-1] in crawl.text(FURNISHED)
    assert crawl.stats["render/browser_restarts"] == 1
    assert crawl.stats["playwright/browser_count"] == 2
    assert crawl.left == []


def test_a_crawl_without_such_requests_starts_neither_driver_nor_browser(app: MediaApp) -> None:
    crawl = Visits(visit(app, {FURNISHED: {"playwright": False}}))
    assert FIRST.marks[-1] in crawl.text(FURNISHED)
    assert not [key for key in crawl.stats if key.startswith("playwright/")]
    assert "Starting download handler" not in crawl.log
