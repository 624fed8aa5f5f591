"""No frame, worker or pop-up of a page asks anybody but the outlet, by any way of asking.

Sockets are counted, in a network where all of it could succeed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from crawler.rendering.launch_options import find_browser
from tests.conftest import fresh_database
from tests.crawling import ROOT
from tests.security.apart import APART, may_be_apart
from tests.security.asking import HOME, INNER, KINDS, Pages

pytestmark = [
    pytest.mark.attack,
    pytest.mark.skipif(not may_be_apart(), reason="needs a network namespace of its own"),
    pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine"),
]
Facts = dict[str, Any]
#: Addresses of others that a browser without guards asks for, at the least.
_ENOUGH = 300


def apart(folder: Path, *arguments: str) -> Facts:
    command = [*APART, sys.executable, "-m", "tests.security.outlet", str(folder), *arguments]
    ended = subprocess.run(
        command, cwd=ROOT, text=True, capture_output=True, timeout=500, check=False
    )
    assert ended.returncode == 0, ended.stderr
    found: Facts = json.loads(ended.stdout)
    return found


@pytest.fixture(scope="module")
def crawled(embedded_server: str, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """One crawl of an outlet whose pages ask by every way from every kind of target."""
    dsn = fresh_database(embedded_server)
    found = apart(tmp_path_factory.mktemp("targets"), dsn)
    with psycopg.connect(dsn, row_factory=dict_row) as connection:
        for table in ("articles", "host_usage"):
            found[table] = connection.execute(f"select * from {table}").fetchall()  # type: ignore[call-overload]
    return found


def test_nobody_but_the_outlet_was_asked(crawled: Facts) -> None:
    assert crawled["status"] == 0, crawled["log"]
    assert crawled["others"] == []


def test_receipts_are_what_came_to_the_outlet_s_socket(crawled: Facts) -> None:
    noted = {row["host"]: row["requests"] for row in crawled["host_usage"]}
    assert noted == crawled["asked"], crawled["log"]


def test_frames_of_the_site_were_let_run(crawled: Facts) -> None:
    assert [path for path in crawled["paths"] if path.startswith("/in/")]
    assert crawled["asked"][INNER] > 0


def test_no_document_was_asked_for_that_robots_txt_forbids(crawled: Facts) -> None:
    assert [path for path in crawled["paths"] if path.startswith("/secret/")] == []


def test_no_worker_s_script_was_asked_for(crawled: Facts) -> None:
    assert [path for path in crawled["paths"] if path.startswith("/w/")] == []


def test_every_article_is_stored_whole(crawled: Facts) -> None:
    pages = Pages()
    stored = {row["url"].partition(HOME)[2]: row for row in crawled["articles"]}
    assert set(stored) == set(pages.visited), crawled["log"]
    assert {row["body"].count("\n") for row in stored.values()} == {5}
    assert {row["fetched_by"] for row in stored.values()} == {"browser"}


def test_without_guards_the_same_pages_ask_others(tmp_path: Path) -> None:
    assert len(Pages().documents) + len(Pages().visited) >= 100
    assert len(KINDS) >= 12
    found = apart(tmp_path, "", str(_ENOUGH))
    assert len(set(found["others"])) >= _ENOUGH
    assert [path for path in found["paths"] if path.startswith("/secret/")]
