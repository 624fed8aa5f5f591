"""A browser that somebody else started: crawled through, left running, and left clean."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.rendering.launch_options import find_browser
from tests.crawling import Crawls
from tests.media_app import MediaApp
from tests.media_app.gates import TEXTS

pytestmark = pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")


@pytest.fixture
def remote(tmp_path: Path) -> Iterator[str]:
    """The DevTools address of a browser of its own."""
    arguments = ("--headless", "--no-sandbox", "--remote-debugging-port=0", "--no-first-run")
    command = [str(find_browser()), *arguments, f"--user-data-dir={tmp_path / 'profile'}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as browser:
        assert browser.stderr is not None
        said = next(line for line in browser.stderr if "DevTools listening" in line)
        found = re.search(r"ws://([\d.:]+)/", said)
        assert found is not None
        yield f"http://{found[1]}"
        browser.terminate()


def pages(address: str) -> list[str]:
    """The ids of the pages that the browser has open."""
    with urllib.request.urlopen(f"{address}/json/list") as answer:
        return [target["id"] for target in json.load(answer) if target["type"] == "page"]


def test_a_browser_on_another_machine_renders_and_is_left_as_it_was(
    crawls: Crawls, remote: str
) -> None:
    before = pages(remote)
    crawls = Crawls(crawls.dsn, crawls.sources, {"PLAYWRIGHT_CDP_URL": remote})
    with MediaApp() as app:
        listing = "/gates/?only=xhr-json,expand-fetch,delayed-4s"
        crawls.add("gates", app.source_toml(channels=[{"name": "门", "url": listing}]))
        ended = crawls.run("gates")
    assert ended.returncode == 0, ended.stderr[-3000:]
    rows = crawls.rows("select title, body, fetched_by from articles")
    assert {row["fetched_by"] for row in rows} == {"browser"}
    wanted = {TEXTS[name].title: TEXTS[name] for name in ("xhr-json", "expand-fetch", "delayed-4s")}
    assert {row["title"]: row["body"].splitlines() for row in rows} == {
        title: list(text.paragraphs) for title, text in wanted.items()
    }
    assert pages(remote) == before
