"""Text from a page breaks neither a terminal, nor a log line, nor a spreadsheet."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.crawling import Crawls, toml
from tests.site import Answer, Site, article, listing

_LINES = (
    "古桥修缮工程昨天完工，桥面今天上午恢复通行。",
    "工程历时半年，更换石板三百余块，栏杆全部加固。",
)
#: What would colour, move, answer or hide: escapes, a bell, a return, a new line, overrides.
_HOSTILE = "\x1b]0;x\x07\x1b[2J\r\n2026-01-01 ERROR: x\x9b31m\u202e\u200b\x00"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")


def outlet() -> dict[str, Answer | str | bytes]:
    """Hostile text wherever a page or a header can put it."""
    links = [(f"/p/{n}.html", f"古桥修缮{_HOSTILE}完工{n}") for n in range(5)]
    links.append((f"/p/5.html?a={_HOSTILE}", "=cmd|'/c calc'!A1古桥修缮完工"))
    return {
        "/list.html": listing(*links),
        "/p/0.html": article(f"古桥{_HOSTILE}修缮完工", *_LINES, _HOSTILE),
        "/p/1.html": Answer("x", headers={"Content-Type": "video/[/x]\x1b[2J\x9b1m"}),
        "/p/2.html": Answer(status=302, headers={"Location": "app\x1b[2J://x"}),
        "/p/3.html": Answer(status=500, body=_HOSTILE),
        "/p/4.html": "<html></html>",
        "/p/5.html": article("=cmd|'/c calc'!A1古桥修缮完工了", *reversed(_LINES)),
    }


@pytest.fixture
def crawled(crawls: Crawls) -> tuple[Crawls, str]:
    """A crawl, and what it said."""
    with Site(outlet()) as site:
        crawls.add("gq", toml(site.url, render="never", name="古桥"))
        ended = crawls.run("gq", "-s", "RETRY_TIMES=0", "-L", "DEBUG")
    return crawls, ended.stdout + ended.stderr


def test_neither_the_log_nor_a_command_prints_a_control_character(
    crawled: tuple[Crawls, str],
) -> None:
    crawls, said = crawled
    for command in (["quarantine", "list"], ["runs", "--id", "1"], ["report"], ["hosts"]):
        shown = crawls.command(*command)
        assert shown.returncode == 0, shown.stderr
        said += shown.stdout
    assert sorted(set(_CONTROL.findall(said))) == []
    assert not re.search(r"^2026-01-01 ERROR", said, re.M)


def test_neither_does_a_column_hold_one(crawled: tuple[Crawls, str]) -> None:
    crawls, _ = crawled
    for table in ("entries", "articles", "runs", "polls"):
        for row in crawls.rows(f"select to_jsonb(t)::text as t from {table} t"):
            assert not re.search(r"\\u00(0[0-8b-f]|1|7f|[89])|\\r", row["t"]), (table, row)
            assert not _CONTROL.search(row["t"]), (table, row)
    assert len(crawls.rows("select 1 from articles")) == 2


def test_a_spreadsheet_finds_no_formula(crawled: tuple[Crawls, str]) -> None:
    crawls, _ = crawled
    export = "copy (select cell(title), cell(body) from articles) to stdout with (format csv)"
    rows = list(csv.reader(io.StringIO(crawls.command("psql", export).stdout)))
    assert len(rows) == 2
    assert [row[0][:2] for row in rows if "cmd" in row[0]] == ["'="]
    assert not [cell for row in rows for cell in row if cell[0] in "=+-@\t\r＝＋－＠"]
    [row] = crawls.rows("select cell('＝1') as wide, cell('一') as plain, cell(null) as none")
    assert (row["wide"], row["plain"], row["none"]) == ("'＝1", "一", None)
