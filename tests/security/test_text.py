"""Text from a page, an address or a file's name breaks neither a terminal, nor a log line, nor a
line of JSON, nor a source file, nor a spreadsheet, whichever command prints it."""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import pty
import re
import select
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.probe.source_draft import toml_string
from crawler.util.console import CleanRecord, CleanStream, console
from crawler.util.printable import escaped
from tests.conftest import fresh_database
from tests.crawling import ROOT, Crawls, toml
from tests.site import Answer, Site, article, listing

_LINES = (
    "古桥修缮工程昨天完工，桥面今天上午恢复通行。",
    "工程历时半年，更换石板三百余块，栏杆全部加固。",
)
#: What would colour, move, answer, link, copy or hide: escapes, a bell, a return, a new line,
#: controls of eight bits, overrides, and letters that nobody sees.
_HOSTILE = (
    "\x1b]0;x\x07\x1b[2J\r\n2026-01-01 ERROR: x\x9b31m\u202e\u200b\x00"
    "\x1b]8;;http://x/\x1b\\y\x1b]52;c;eA==\x07\x85\x90\x9d\u2066\u061c\u200f\u2028\U000e0041"
)
_FILE = _HOSTILE.replace("\x00", "").replace("/", "")
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)
#: What a terminal is told by us: colours, and by bars where the cursor goes.
_OURS = re.compile(r"\x1b\[[\d;?]*[A-Za-z]|\r")
#: Runs each command of its arguments, a line of JSON each, in one process.
_EACH = """
import json, sys
from scrapy.cmdline import execute
for line in sys.argv[1:]:
    try:
        execute(["scrapy", *json.loads(line)])
    except SystemExit as end:
        print(end.code, flush=True)
"""


def outlet() -> dict[str, Answer | str | bytes]:
    """Hostile text wherever a page or a header can put it."""
    links = [(f"/p/{n}.html", f"古桥修缮{_FILE}完工{n}") for n in range(5)]
    links.append((f"/p/5.html?a={_FILE}", "=cmd|'/c calc'!A1古桥修缮完工"))
    nav = f'<ul class="nav"><li><a href="/list.html?{_FILE}">频道{_FILE}</a></li></ul>'
    return {
        "/list.html": listing(*links).replace("<body>", f"<title>{_FILE}</title><body>{nav}"),
        "/p/0.html": article(f"古桥{_HOSTILE}修缮完工", *_LINES, _HOSTILE),
        "/p/1.html": Answer("x", headers={"Content-Type": "video/[/x]\x1b[2J\x9b1m"}),
        "/p/2.html": Answer(status=302, headers={"Location": "app\x1b[2J://x"}),
        "/p/3.html": Answer(status=403, body=_HOSTILE),
        "/p/4.html": f"<html>{_HOSTILE}</html>",
        "/p/5.html": article("=cmd|'/c calc'!A1古桥修缮完工了", *reversed(_LINES)),
    }


@dataclass
class Said:
    """What commands printed and logged, and what they left behind."""

    crawls: Crawls
    printed: str
    errors: str
    at_a_terminal: str
    log: str
    json_lines: list[str]
    saved: list[Path]


def commands(folder: Path, url: str) -> dict[str, list[list[str]]]:
    """What is run of each command. Not here: ``demo`` shows our own pages, ``psql`` is
    PostgreSQL's."""
    file = str(folder / f"{_FILE}.html")
    return {
        "browser": [["browser"]],
        "check-sources": [["check-sources"], ["check-sources", _FILE, f"{_FILE}.toml"]],
        "crawl": [["crawl", _FILE]],
        "due": [["due"], ["due", "--json"], ["due", "--explain", _FILE]],
        "render-stats": [["render-stats", _FILE], ["render-stats", "gq", f"{url}/{_FILE}"]],
        "extract": [["extract", file, f"{file}x", "--url", f"{url}/{_FILE}"]],
        "genplatform": [["genplatform", _FILE], ["genplatform", "new", "--listing", file + "x"]],
        "hosts": [["hosts"], ["hosts", _FILE], ["hosts", "--json"]],
        "migrate": [["migrate"]],
        "probe": [["probe", f"{url}/list.html"],
                  ["probe", f"{url}/list.html", "--json", "--save", "new"]],
        "quarantine": [["quarantine", "list"], ["quarantine", "list", "--json"],
                       *(["quarantine", "show", str(n)] for n in range(1, 5)),
                       ["quarantine", "replay", "gq"]],
        "report": [["report"], ["report", "gq", "--json"], ["report", _FILE]],
        "runs": [["runs"], ["runs", "--json"], ["runs", "--id", "1"], ["runs", _FILE]],
    }  # fmt: skip


@pytest.fixture(scope="module")
def said(embedded_server: str, tmp_path_factory: pytest.TempPathFactory) -> Said:
    folder = tmp_path_factory.mktemp("text")
    env = {"LOG_DIR": str(folder / "logs"), "DATA_DIR": str(folder / "data")}
    crawls = Crawls(fresh_database(embedded_server), folder / "sources", env)
    (folder / f"{_FILE}.html").write_text(str(outlet()["/p/0.html"]), "utf-8")
    log = folder / "crawl.log"
    printed, errors = "", ""
    with Site(outlet()) as site:
        crawls.add("gq", toml(site.url, render="never", name="古桥"))
        crawls.add(_FILE, f'name = "{_FILE.encode("unicode_escape").decode()}')
        quick = ["-s", "RETRY_TIMES=0", "-L", "DEBUG"]
        ended = crawls.run("gq", *quick, "--logfile", str(log))
        printed, errors = ended.stdout, ended.stderr
        rows = [c for some in commands(folder, site.url).values() for c in some]
        alone = [c for c in rows if c[0] in ("crawl", "extract", "probe") or "replay" in c]
        for command in alone:
            ended = crawls.command(*command)
            printed, errors = printed + ended.stdout, errors + ended.stderr
    each = [sys.executable, "-c", _EACH]
    tables = [json.dumps(c) for c in (["quarantine"], ["runs"], ["hosts"], ["report"], ["due"])]
    variables = os.environ | {"DATABASE_URL": crawls.dsn, "SOURCES_DIR": str(crawls.sources)} | env
    ended = subprocess.run(
        [*each, *(json.dumps(c) for c in rows if c not in alone)],
        cwd=ROOT,
        env=variables,
        text=True,
        capture_output=True,
        check=False,
    )
    printed, errors = printed + ended.stdout, errors + ended.stderr
    json_lines = [line for line in printed.splitlines() if line.startswith("{")]
    saved = [crawls.sources / "new.toml"]
    return Said(
        crawls,
        printed,
        errors,
        _at_a_terminal([*each, *tables], variables),
        log.read_text("utf-8"),
        json_lines,
        saved,
    )


def _at_a_terminal(command: list[str], env: dict[str, str]) -> str:
    """What a command says to a terminal."""
    ours, its = pty.openpty()
    read = b""
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=its, stderr=its, stdin=its) as child:
        os.close(its)
        while child.poll() is None or select.select([ours], [], [], 0)[0]:
            if select.select([ours], [], [], 1)[0]:
                try:
                    read += os.read(ours, 65536)
                except OSError:  # a terminal that nobody holds open any more
                    break
    os.close(ours)
    return read.decode("utf-8", "replace")


def test_every_command_is_fed() -> None:
    found = {p.stem for p in (ROOT / "crawler" / "commands").glob("[!_]*.py")}
    assert found == set(commands(Path(), "")) | {"psql"}


def test_no_command_prints_or_logs_a_control_character(said: Said) -> None:
    for text in (said.printed, said.errors, said.log):
        assert sorted(set(_CONTROL.findall(text))) == []
        assert "Traceback" not in text
    for text in (said.errors, said.log):
        assert not re.search(r"^2026-01-01 ERROR", text, re.M)
    assert "\\u202e" in said.printed  # it was there, and is seen


def test_nor_to_a_terminal(said: Said) -> None:
    shown = _OURS.sub("", said.at_a_terminal)
    assert sorted(set(_CONTROL.findall(shown))) == []
    assert "\x1b[" in said.at_a_terminal  # tables have their colours
    assert len(shown) > 1000


def test_json_stays_json_and_says_what_it_said(said: Said) -> None:
    assert len(said.json_lines) > 10
    read = [json.loads(line) for line in said.json_lines if line.endswith("}")]
    assert any("source" in row for row in read)


def test_a_saved_source_is_toml_without_a_control_character(said: Said) -> None:
    for file in said.saved:
        text = file.read_text("utf-8")
        assert _CONTROL.findall(text) == []
        assert tomllib.loads(text)["channels"]


def test_neither_does_a_column_hold_one(said: Said) -> None:
    crawls = said.crawls
    for table in ("entries", "articles", "runs", "polls", "channels"):
        for row in crawls.rows(f"select to_jsonb(t)::text as t from {table} t"):
            assert not re.search(r"\\u00(0[0-8b-f]|1|7f|[89])|\\r", row["t"]), (table, row)
            assert not _CONTROL.search(row["t"]), (table, row)
    assert len(crawls.rows("select 1 from articles")) == 2


def test_a_spreadsheet_finds_no_formula(said: Said) -> None:
    crawls = said.crawls
    export = "copy (select cell(title), cell(body) from articles) to stdout with (format csv)"
    rows = list(csv.reader(io.StringIO(crawls.command("psql", export).stdout)))
    assert len(rows) == 2
    assert [row[0][:2] for row in rows if "cmd" in row[0]] == ["'="]
    assert not [cell for row in rows for cell in row if cell[0] in "=+-@\t\r＝＋－＠"]
    [row] = crawls.rows("select cell('＝1') as wide, cell('一') as plain, cell(null) as none")
    assert (row["wide"], row["plain"], row["none"]) == ("'＝1", "一", None)


# --- the one place ---------------------------------------------------------------------------


@pytest.mark.parametrize("number", [*range(32), *range(0x7F, 0xA0), 0x202E, 0x2066, 0xE0041])
def test_each_is_escaped_in_a_stream_a_log_and_toml(number: int) -> None:
    letter = chr(number)
    behind = io.StringIO()
    CleanStream(behind).write(json.dumps([letter], ensure_ascii=False))
    assert not _CONTROL.search(behind.getvalue())
    assert json.loads(behind.getvalue()) == [letter]
    record = CleanRecord("x", logging.INFO, "x", 1, "%s\n2026-01-01 x", (letter,), None)
    assert not _CONTROL.search(record.getMessage())
    assert "\n2026" not in record.getMessage()
    assert tomllib.loads(f"a = {toml_string(letter)}") == {"a": letter}
    assert not _CONTROL.search(toml_string(letter))


def test_a_traceback_is_cleaned_too() -> None:
    try:
        raise ValueError(f"{_HOSTILE}http://a:b@c/")
    except ValueError:
        record = CleanRecord("x", logging.ERROR, "x", 1, "y", (), sys.exc_info())
    text = logging.Formatter().format(record)
    assert not _CONTROL.search(text)
    assert "a:b@" not in text
    assert not re.search(r"^2026-01-01", text, re.M)


def test_a_console_keeps_its_own_codes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    behind = io.StringIO()
    monkeypatch.setattr(sys, "stdout", CleanStream(behind))
    screen: Any = console(force_terminal=True, color_system="standard", width=300)
    screen.print(_HOSTILE, style="bold")
    assert "\x1b[1m" in behind.getvalue()
    assert not _CONTROL.search(_OURS.sub("", behind.getvalue()).replace("\x1b[1m", ""))
    assert escaped("\u202e") in behind.getvalue()
