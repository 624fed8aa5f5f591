"""What a visit may bring, what it leaves to the next, and what the browser offers its page.

One crawl serves all tests, page after page in one tab.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.rendering.launch_options import find_browser
from tests.conftest import fresh_database
from tests.crawling import Crawls, once, toml
from tests.site import Answer, Site, article, listing

pytestmark = pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")

_LINES = (
    "村里的石磨坊昨天重新转了起来，磨出了头一袋面粉。",
    "磨坊主说，水渠修好以后水量大。",
)
#: Bytes that a visit may bring here, and how many a page then asks for at a time.
_MOST, _MUCH = 200_000, 50_000
#: Names of a window, a document and the navigator by which Chromium asks others by itself.
_WINDOW = (
    *("IdentityCredential", "HTMLFencedFrameElement", "FencedFrameConfig", "SharedWorker"),
    *("BackgroundFetchManager", "PaymentRequest", "PushManager", "PeriodicSyncManager"),
    *("DigitalCredential", "PublicKeyCredential", "fetchLater", "sharedStorage", "Notification"),
    *("WebSocketStream",),
)
_ELSEWHERE = (
    *("document.browsingTopics", "document.hasPrivateToken", "navigator.runAdAuction"),
    *("navigator.joinAdInterestGroup", "navigator.usb", "window.RTCPeerConnection"),
    *("window.webkitRTCPeerConnection", "window.WebTransport"),
    *("HTMLImageElement.prototype.attributionSrc",),
)
_OFFERED = (
    f"[...{json.dumps(_WINDOW)}.filter(n => n in window), "
    f"...{json.dumps(_ELSEWHERE)}.filter(n => eval(n) !== undefined)]"
)
_STORED = "[document.cookie, localStorage.a, sessionStorage.a, names.map(d => d.name)]"
_STORE = (
    "document.cookie = 'a=script'; localStorage.a = 1; sessionStorage.a = 1;"
    " indexedDB.open('a'); caches.open('a').then(c => c.put('/x', new Response('x')))"
)


def titled(number: int) -> str:
    return f"石磨坊第{number}号磨盘重新转动"


def says(number: int, expression: str) -> str:
    """A page whose last paragraph is what an expression comes to."""
    script = (
        "(async () => { const names = await indexedDB.databases();"
        " const p = document.createElement('p');"
        f" p.textContent = '磨坊的账上写着：' + JSON.stringify({expression}) + '，共记一笔。';"
        " document.querySelector('.content').append(p) })()"
    )
    return article(titled(number), *_LINES, tail=f"<script>{script}</script>")


@pytest.fixture(scope="module")
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    def make() -> dict[str, Any]:
        greedy = (
            "<script>const more = n => fetch('/much?' + n).then(a => a.text())"
            ".then(() => more(n + 1)); more(0)</script>"
        )
        stores = article(titled(2), *_LINES, tail=f"<script>{_STORE}</script>")
        pages: dict[str, Answer | str | bytes] = {
            "/p/1.html": says(1, _OFFERED),
            "/p/2.html": Answer(
                stores, headers={"Content-Type": "text/html", "Set-Cookie": "b=server"}
            ),
            "/p/3.html": says(3, _STORED),
            "/p/4.html": article(titled(4), *_LINES, tail=greedy),
            "/p/5.html": article(titled(5), *_LINES),
            "/much": Answer(b"x" * _MUCH, headers={"Cache-Control": "no-store"}),
        }
        links = ((f"/p/{n}.html", titled(n)) for n in range(1, 6))
        folder = tmp_path_factory.mktemp("apart")
        dsn = fresh_database(request.getfixturevalue("embedded_server"))
        with Site({**pages, "/list.html": listing(*links)}) as site:
            crawls = Crawls(dsn, folder / "sources")
            crawls.add("mill", toml(site.url, render="always", concurrency=1))
            options = {
                "RENDER_MAX_BYTES": _MOST,
                "RETRY_TIMES": 0,
                "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
            }
            given = [part for name, value in options.items() for part in ("-s", f"{name}={value}")]
            ended = crawls.run("mill", *given)
            hits = dict(site.hits)
        entries = crawls.rows("select e.url, state, reason, a.body from entries e"
                              " left join articles a on a.id = e.article_id")  # fmt: skip
        return {
            "entries": {row["url"].rpartition("/p/")[2]: row for row in entries},
            "receipts": crawls.rows("select requests from host_usage"),
            "hits": hits,
            "log": ended.stderr,
        }

    return once(tmp_path_factory, "apart", make)


def said(crawled: Any, page: str) -> Any:
    """What a page has written of itself."""
    entry = crawled["entries"][page]
    assert entry["state"] == "stored", crawled["log"]
    return json.loads(entry["body"].partition("账上写着：")[2].partition("，共记")[0])


def test_nothing_is_offered_by_which_the_browser_itself_asks_others(crawled: Any) -> None:
    assert said(crawled, "1.html") == []


def test_a_visit_finds_nothing_that_the_one_before_has_stored(crawled: Any) -> None:
    assert crawled["entries"]["2.html"]["state"] == "stored"
    assert said(crawled, "3.html") == ["", None, None, []]


def test_a_page_that_brings_too_much_is_ended_and_costs_itself_alone(crawled: Any) -> None:
    entry = crawled["entries"]["4.html"]
    assert entry["state"] == "pending", entry
    assert "brought more than RENDER_MAX_BYTES lets a page bring" in entry["reason"]
    brought = sum(n for path, n in crawled["hits"].items() if path.startswith("/much"))
    assert 2 <= brought <= _MOST // _MUCH + 1
    assert crawled["entries"]["5.html"]["state"] == "stored"


def test_what_it_asked_for_is_in_the_receipt_all_the_same(crawled: Any) -> None:
    assert [row["requests"] for row in crawled["receipts"]] == [sum(crawled["hits"].values())]
