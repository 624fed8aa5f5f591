"""No script survives the way from an outlet's page into `body_html`, seen by a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from pipelines.body_html import _ALLOWED
from tests.conftest import fresh_database
from tests.crawling import Crawls, toml
from tests.security.xss import vectors
from tests.site import Site, article, listing

_LINES = (
    "水库昨天上午开闸放水，流量由小到大。",
    "下游三个村已经收到通知，河边的水泵全部移走。",
    "闸门今晚关闭，水位预计明早恢复。",
)
_RECORDS = "window.fired = []; window.xss = n => fired.push(n); window.alert = window.xss;"


def page(number: int, vector: str) -> str:
    """An article whose body holds a vector between its paragraphs, and its title another."""
    lines = [f"<p>{line[:-1]}，第{number}次。</p>" for line in _LINES]
    text = article(f"清溪水库第{number}次开闸放水", "占位")
    return text.replace("<p>占位</p>", f"{lines[0]}{lines[1]}{vector}{lines[2]}")


@pytest.fixture(scope="module")
def rows(embedded_server: str, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The articles that the vectors became; the browser, which would run them, is not asked."""
    crawls = Crawls(fresh_database(embedded_server), tmp_path_factory.mktemp("xss") / "sources")
    wanted = vectors()
    links = [(f"/p/{n}.html", f"清溪水库第{n}次开闸放水") for n in range(len(wanted))]
    pages = {f"/p/{n}.html": page(n, vector) for n, vector in enumerate(wanted)}
    with Site({"/list.html": listing(*links), **pages}) as site:
        crawls.add("qx", toml(site.url, render="never", concurrency=8))
        ended = crawls.run("qx")
    assert ended.returncode in (0, 6), ended.stderr[-2000:]
    return crawls.rows("select * from articles order by id")


def test_a_hundred_ways_and_more_are_tried_and_their_articles_kept(
    rows: list[dict[str, Any]],
) -> None:
    assert len(vectors()) >= 100
    assert len(rows) == len(vectors())
    whole = [row for row in rows if "下游三个村" in row["body"]]
    assert len(whole) > 0.9 * len(rows)


def test_none_runs_in_a_browser(rows: list[dict[str, Any]], chromium: str) -> None:
    """All bodies in one document, clicked, focused and waited for; and as a control, one that
    does run."""
    shown = "".join(f"<article>{row['body_html']}</article>" for row in rows)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        tab = browser.new_page()
        tab.route("**/*", lambda route: route.abort())
        control = "<img src=x onerror=xss(-1)>"
        tab.set_content(f"<script>{_RECORDS}</script>{control}{shown}")
        tab.evaluate(
            "() => document.querySelectorAll('article *').forEach(e =>"
            " { e.click(); e.focus && e.focus(); e.dispatchEvent(new Event('mouseover')) })"
        )
        tab.wait_for_function("fired.includes(-1)")
        assert tab.evaluate("fired.filter(n => n !== -1)") == []
        names = tab.evaluate(
            "() => [...new Set([...document.querySelectorAll('article *')].flatMap(e =>"
            " [e.localName, ...[...e.attributes].map(a => `${e.localName}.${a.name}`)]))]"
        )
        addresses = tab.evaluate(
            "() => [...document.querySelectorAll('[src], [poster], [href]')].flatMap(e =>"
            " ['src', 'poster', 'href'].map(n => e.getAttribute(n)).filter(Boolean))"
        )
        browser.close()
    allowed = set(_ALLOWED) | {f"{tag}.{name}" for tag, names in _ALLOWED.items() for name in names}
    assert set(names) <= allowed
    assert [a for a in addresses if not re.match(r"https?://", a) and a != "x"] == []


def test_other_columns_hold_text_and_web_addresses_alone(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for picture in row["images"]:
            assert picture["url"].startswith(("http://", "https://")), row["url"]
        for video in row["videos"]:
            assert all(not v or v.startswith(("http://", "https://")) for v in video.values())
        for name in ("title", "body", "subtitle", "summary", "editor_note"):
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e]", row[name])
