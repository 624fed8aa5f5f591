"""``scrapy render-stats``: what is known of a source's pages, and what a person does with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.crawling import ROOT, Crawls, toml
from tests.media_app import MediaApp
from tests.media_app.bulk_text import bulk_paragraphs


@pytest.fixture
def app() -> Iterator[MediaApp]:
    with MediaApp() as running:
        yield running


def evidence(crawls: Crawls, *args: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"DATABASE_URL": crawls.dsn, "SOURCES_DIR": str(crawls.sources)}
    command = [sys.executable, "-m", "scrapy", "render-stats", *args]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def test_what_was_learned_is_shown_explained_written_down_and_forgotten(
    crawls: Crawls, app: MediaApp
) -> None:
    crawls.add("share", toml(app.url, "/bulk/xhr/list?n=12"))
    assert evidence(crawls, "share").stdout.startswith("Nothing is known of share")
    assert crawls.run("share").returncode == 0

    [row] = map(json.loads, evidence(crawls, "share", "--json").stdout.splitlines())
    assert row["pattern"].endswith("/bulk/xhr/{n}.html")
    assert (row["plain"], row["learned"], row["browser"], row["request"]) == (0, 11, 1, "learned")
    explained = evidence(crawls, "share", f"{app.url}/bulk/xhr/77.html").stdout
    assert "learned: the page's own request was learned" in explained
    assert "/bulk/api/article?id={1}" in explained

    ways = evidence(crawls, "share", "--toml").stdout
    assert evidence(crawls, "share", "--forget").returncode == 0
    assert crawls.rows("select * from render_stats") == []
    crawls.add("share", toml(app.url, "/bulk/xhr/list?n=8&first=13") + ways)
    assert crawls.run("share").returncode == 0
    rows = crawls.rows("select body, fetched_by from articles order by id desc limit 8")
    assert {row["fetched_by"] for row in rows} == {"http"}
    assert {row["body"] for row in rows} == {"\n".join(bulk_paragraphs(n)) for n in range(13, 21)}


def test_wrong_words_are_answered_with_a_sentence(crawls: Crawls) -> None:
    for args in (("nobody",), ("nobody", "https://m.example.cn/p/1.html")):
        ended = evidence(crawls, *args)
        assert ended.returncode == 1
        assert "no source nobody" in ended.stderr
    crawls.add("share", toml("http://127.0.0.1:9"))
    assert "Nothing was known" in evidence(crawls, "share", "--forget").stderr
