"""Wherever an outlet sends it, the crawler connects to nobody but what a source may reach."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.conftest import fresh_database
from tests.crawling import ROOT
from tests.security.apart import APART, may_be_apart
from tests.security.vectors import ADDRESSES, FORBIDDEN, MARKUP, ODD_PORTS, SCRIPTS, TARGETS

pytestmark = pytest.mark.skipif(not may_be_apart(), reason="needs a network namespace of its own")


@pytest.fixture(scope="module")
def crawled(embedded_server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One crawl of an outlet that tries everything, in a network where it could succeed."""
    dsn, folder = fresh_database(embedded_server), tmp_path_factory.mktemp("apart")
    command = [*APART, sys.executable, "-m", "tests.security.inside", str(folder), dsn]
    ended = subprocess.run(
        command, cwd=ROOT, text=True, capture_output=True, timeout=400, check=False
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    with psycopg.connect(dsn, row_factory=dict_row) as connection:
        found["entries"] = connection.execute("select * from entries").fetchall()
        found["articles"] = connection.execute("select * from articles").fetchall()
    return found


def test_nobody_else_was_connected_to(crawled: dict[str, Any]) -> None:
    assert crawled["trapped"] == []
    assert crawled["controls"] == len(FORBIDDEN) + len(ODD_PORTS) + 3


def test_every_attempt_was_made(crawled: dict[str, Any]) -> None:
    asked, log = crawled["asked"], crawled["log"]
    assert len(ADDRESSES) >= 60
    redirects = [n for n in range(len(ADDRESSES)) if f"/r/{n}.html" not in asked]
    assert redirects == [], log
    pages = [path for path in asked if path.startswith("/b/")]
    assert len(pages) == len(SCRIPTS + MARKUP), log
    assert {TARGETS[int(path[3:7]) % 1000 % len(TARGETS)] for path in pages} == set(TARGETS)


def test_every_attempt_is_on_record(crawled: dict[str, Any]) -> None:
    ends = {row["url"]: (row["state"], row["reason"]) for row in crawled["entries"]}
    led = {url: end for url, end in ends.items() if "/r/" in url}
    assert len(led) == len(ADDRESSES)
    assert {state for state, _ in led.values()} <= {"rejected", "pending", "gone"}
    assert all(reason or state == "gone" for state, reason in led.values()), led


def test_the_articles_themselves_are_stored(crawled: dict[str, Any]) -> None:
    stored = [row for row in crawled["articles"] if "/b/" in row["url"]]
    assert len(stored) > 0.5 * len(SCRIPTS + MARKUP)
    assert not [row for row in crawled["articles"] if "/b/" not in row["url"]]
