"""The gates, crawled by the ordinary command into PostgreSQL: each article whole, and nothing else.

One crawl serves all tests. Its browser and its downloader have a proxy that counts, so that it is
known whom they asked outside this machine.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.rendering.launch_options import find_browser
from tests.conftest import fresh_database
from tests.crawling import Crawls, balanced, once
from tests.media_app import MediaApp
from tests.media_app.gates import GATES, TEXTS, TRAPS, path_of
from tests.rendering.counting_proxy import counting_proxy

pytestmark = pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")

LISTED = [name for name, gate in GATES.items() if gate.listed]
STATIC = [name for name, gate in GATES.items() if gate.kind == "static"]
_WRAPPER = '#!/bin/sh\nexec "{browser}" "$@" --proxy-server={proxy} --proxy-bypass-list=127.0.0.1\n'
_ENTRIES = (
    "select e.url as asked, e.state, e.reason, e.tries, a.title, a.body, a.gate, a.gate_detail,"
    " a.fetched_by, to_char(a.published_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')"
    " as minute from entries e left join articles a on a.id = e.article_id order by e.id"
)
Facts = dict[str, Any]


def gates_toml(app: MediaApp, query: str = "") -> str:
    return app.source_toml(channels=[{"name": "门", "url": f"/gates/{query}"}])


def crawl(crawls: Crawls, query: str = "", timeout: float = 900) -> Facts:
    """What a crawl of the gates came to: its entries by address, its books, the app's counts."""
    with MediaApp() as app:
        crawls.add("gates", gates_toml(app, query))
        ended = crawls.run("gates", timeout=timeout)
        counts = app.counts()
    return {
        "entries": {address(row["asked"]): row for row in crawls.rows(_ENTRIES)},
        "run": crawls.books("gates"),
        "counts": counts,
        "returncode": ended.returncode,
        "log": ended.stderr,
    }


def address(url: str) -> str:
    """An address without scheme and host."""
    return urlsplit(url)._replace(scheme="", netloc="").geturl()


def behind_the_proxy(folder: Path, proxy: str) -> dict[str, str]:
    """The environment in which browser and downloader have the proxy for all but this machine."""
    program = folder / "browser"
    program.write_text(_WRAPPER.format(browser=find_browser(), proxy=proxy), "utf-8")
    program.chmod(0o755)
    proxies = dict.fromkeys(("http_proxy", "https_proxy"), proxy)
    return {"CHROMIUM_PATH": str(program), "no_proxy": "127.0.0.1,localhost", **proxies}


@pytest.fixture(scope="module")
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    def make() -> Facts:
        folder = tmp_path_factory.mktemp("gates")
        dsn = fresh_database(request.getfixturevalue("embedded_server"))
        with counting_proxy() as proxy:
            env = behind_the_proxy(folder, proxy.url)
            return crawl(Crawls(dsn, folder / "sources", env)) | {"asked": proxy.asked}

    facts: Facts = once(tmp_path_factory, "gates", make)
    return facts


@pytest.fixture
def stored(crawled: Facts) -> Callable[[str], Facts]:
    """The row of a gate's article, by the gate's name; there must be one."""

    def row(name: str) -> Facts:
        entry: Facts = crawled["entries"][path_of(name)]
        assert entry["state"] == "stored", entry["reason"]
        return entry

    return row


@pytest.mark.parametrize("name", LISTED)
def test_head_middle_and_tail_are_stored_once(stored: Any, name: str) -> None:
    row = stored(name)
    found = [row["body"].count(mark) for mark in TEXTS[name].marks]
    assert found == [1, 1, 1], row["gate_detail"]


@pytest.mark.parametrize("name", LISTED)
def test_the_body_is_the_article_and_nothing_of_the_gate(stored: Any, name: str) -> None:
    assert stored(name)["body"].splitlines() == list(TEXTS[name].paragraphs)


@pytest.mark.parametrize("name", LISTED)
def test_title_and_minute_are_the_article_s(stored: Any, name: str) -> None:
    row, text = stored(name), TEXTS[name]
    assert (row["title"], row["minute"]) == (text.title, f"{text.at:%Y-%m-%d %H:%M}")


@pytest.mark.parametrize("name", LISTED)
def test_gate_and_fetching_are_as_they_must_be(stored: Any, name: str) -> None:
    row, gate = stored(name), GATES[name]
    learned = row["gate_detail"].get("learned_requests")
    by_browser = row["fetched_by"] == "browser" or bool(learned)
    needs = by_browser if gate.browser is None else gate.browser
    state = gate.state or row["gate"]
    assert (by_browser, row["gate"]) == (needs, state), row["gate_detail"]


def test_the_crawl_ends_well_and_its_books_balance(crawled: Facts) -> None:
    assert crawled["returncode"] == 0, crawled["log"][-3000:]
    assert "Traceback" not in crawled["log"]
    assert balanced(crawled["run"])
    assert crawled["run"]["found"] == len(LISTED)


def test_no_trap_was_ever_asked_for(crawled: Facts) -> None:
    led = [path for path in crawled["counts"] if path.startswith(TRAPS) or path == "/"]
    assert led == []


def test_whole_pages_with_inert_scripts_use_no_browser(crawled: Facts) -> None:
    assert len(STATIC) >= 10
    rows = {name: crawled["entries"][path_of(name)]["fetched_by"] for name in STATIC}
    assert set(rows.values()) == {"http"}, rows
    assert [crawled["counts"][path_of(name)] for name in STATIC] == [1] * len(STATIC)


def test_nobody_outside_this_machine_was_asked(crawled: Facts) -> None:
    assert crawled["asked"] == []


def test_an_article_is_brought_though_its_page_crashed_once(crawls: Crawls) -> None:
    facts = crawl(crawls, "?only=crash", timeout=120)
    row = facts["entries"][path_of("crash")]
    assert (row["state"], row["body"]) == ("stored", "\n".join(TEXTS["crash"].paragraphs))
    kills = [n for path, n in facts["counts"].items() if path.startswith("/gates/api/kill/")]
    assert kills == [2]
