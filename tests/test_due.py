"""What is due is run, once, within its limit; what died, fell silent or failed is said."""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.crawling import Crawls, toml
from tests.site import Answer, Site, article, listing

_LINES = ("施工队昨天撤场，路面恢复通行。", "住户说，水压比从前稳了许多。", "下一批月底开工。")


def page(number: int) -> str:
    return article(
        f"清川县第{number}处渡口修缮完工", *(f"{x[:-1]}，第{number}处。" for x in _LINES)
    )


def pages(count: int = 3) -> dict[str, Answer | str | bytes]:
    links = [(f"/p/{n}.html", f"清川县第{n}处渡口修缮完工") for n in range(count)]
    return {"/list.html": listing(*links)} | {url: page(n) for n, (url, _) in enumerate(links)}


def until(met: Callable[[], object], seconds: float = 60) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def due(crawls: Crawls, tmp_path: Path) -> Crawls:
    crawls.env |= {"LOG_DIR": str(tmp_path / "logs"), "DATA_DIR": str(tmp_path / "data")}
    return crawls


def test_what_was_never_looked_at_is_due_and_then_waits(due: Crawls) -> None:
    with Site(pages()) as site:
        due.add("qc", toml(site.url))
        due.add("off", toml(site.url, enabled=False))
        assert "due" in due.command("due").stdout
        ran = due.command("due", "--run")
        assert ran.returncode == 0, ran.stderr
        assert "qc: 3 stored, 0 failed, 0 pending" in ran.stdout
        listed = [json.loads(line) for line in due.command("due", "--json").stdout.splitlines()]
        assert [(item["source"], item["due"]) for item in listed] == [("qc", False)]
        hits = site.hits.total()
        assert due.command("due", "--run").returncode == 0
        assert site.hits.total() == hits
    explained = due.command("due", "--explain", "qc").stdout
    assert "articles an hour at this hour of the week" in explained
    assert "its own share" in explained
    assert "qc: all well" in Path(due.env["LOG_DIR"], "qc.log").read_text("utf-8")


def test_two_at_the_same_moment_run_every_source_exactly_once(due: Crawls) -> None:
    with Site(pages()) as site:
        for number in range(6):
            due.add(f"qc{number}", toml(site.url, every="1d", min_entries=0))
        both = [due.start("due", "--run", "-j", "2") for _ in range(2)]
        said = [process.communicate(timeout=120) for process in both]
        assert [process.returncode for process in both] == [0, 0], said
    runs = due.rows("select source from runs")
    assert Counter(run["source"] for run in runs) == {f"qc{n}": 1 for n in range(6)}
    assert all(out for out, _ in said)  # they shared the work


def test_a_run_that_died_is_noticed_and_what_it_had_not_settled_is_fetched(due: Crawls) -> None:
    with Site(pages(12)) as site:
        due.add("qc", toml(site.url, delay=0.3, concurrency=1))
        process = due.start("crawl", "qc")
        until(lambda: due.rows("select 1 from articles"))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert due.rows("select 1 from runs where ended_at is null")
        due.execute("update entries set next_try_at = now()")
        due.execute("update runs set started_at = started_at - interval '1 day'")
        ended = due.command("due", "--run")
        assert "The last run of qc crashed" in ended.stderr
        assert ended.returncode == 0
    runs = due.rows(
        "select reason, exit_status, pending_before, pending_after from runs order by id"
    )
    assert (runs[0]["reason"], runs[0]["exit_status"]) == ("died", 7)
    assert runs[0]["pending_after"] == runs[1]["pending_before"] > 0
    assert runs[1]["pending_after"] == 0
    assert due.rows("select count(*) as n from articles") == [{"n": 12}]


def test_a_run_whose_server_hangs_is_really_ended(due: Crawls) -> None:
    due.env |= {"RUN_LIMIT": "2", "RUN_KILL_AFTER": "2"}
    with Site(pages() | {"/p/1.html": Answer("<h1>", stalls=True)}) as site:
        due.add("qc", toml(site.url))
        assert due.run("qc", timeout=25).returncode == 5
    owes_one(due)
    assert due.books("qc")["reason"] == "cut off"


def test_a_run_whose_browser_hangs_is_really_ended_and_so_is_the_browser(due: Crawls) -> None:
    due.env |= {"RUN_LIMIT": "12", "RUN_KILL_AFTER": "2"}
    shell = "<h1>清川县渡口修缮完工</h1><div id=app></div><script src=/late.js></script>"
    with Site(pages() | {"/p/1.html": shell, "/late.js": Answer(stalls=True)}) as site:
        due.add("qc", toml(site.url))
        process = due.start("crawl", "qc")
        until(lambda: site.hits["/late.js"])
        browser = [p for p in psutil.Process(process.pid).children(True) if "chrom" in p.name()]
        for part in browser:
            part.suspend()
        process.communicate(timeout=60)
        assert process.returncode == 5
        zombie = psutil.STATUS_ZOMBIE  # dead, and not yet buried by the system's first process
        assert not [part for part in browser if part.is_running() and part.status() != zombie]
    owes_one(due)


def test_a_run_that_is_stuck_in_one_place_is_ended_and_says_where(due: Crawls) -> None:
    due.env |= {"RUN_LIMIT": "2", "RUN_KILL_AFTER": "1"}
    with Site(pages()) as site:
        due.add("qc", toml(site.url))
        stuck = due.run("qc", "-s", 'ITEM_PIPELINES={"tests.stuck.Stuck": 1}', timeout=25)
        assert stuck.returncode == 1
        assert "in process_item" in stuck.stderr
        due.env |= {"RUN_LIMIT": "", "RUN_KILL_AFTER": ""}
        due.execute("update entries set next_try_at = now() where state = 'pending'")
        assert due.run("qc").returncode == 0
    assert due.rows("select reason from runs order by id limit 1") == [{"reason": "died"}]
    assert due.rows("select count(*) as n from articles") == [{"n": 3}]


def owes_one(due: Crawls) -> None:
    """The run was ended by its limit, and owes the one article that hung."""
    [run] = due.rows("select exit_status, pending_after from runs")
    assert run == {"exit_status": 5, "pending_after": 1}
    entries = due.rows("select state from entries where url like '%%/p/1.html'")
    assert entries == [{"state": "pending"}]
    assert due.rows("select count(*) as n from articles") == [{"n": 2}]


def test_a_listing_that_says_when_to_come_back_is_not_asked_before(due: Crawls) -> None:
    busy = Answer("busy", status=429, headers={"Retry-After": "7200"})
    with Site({"/list.html": busy}) as site:
        due.add("qc", toml(site.url, every="1m"))
        due.run("qc")
        listed = json.loads(due.command("due", "--json").stdout)
    assert listed["due"] is False
    assert "does not want to be asked before" in listed["why"][-1]


def test_a_signal_to_it_stops_its_runs_in_order(due: Crawls) -> None:
    with Site(pages(40)) as site:
        due.add("qc", toml(site.url, delay=0.5, concurrency=1))
        process = due.start("due", "--run")
        until(lambda: due.rows("select 1 from articles"))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 9
    [run] = due.rows("select reason, exit_status, ended_at, pending_after from runs")
    assert (run["reason"], run["exit_status"]) == ("shutdown", 9)
    assert run["pending_after"] > 0


def test_a_full_disk_for_logs_costs_no_article(due: Crawls) -> None:
    with Site(pages()) as site:
        due.add("qc", toml(site.url))
        full = Path(due.env["LOG_DIR"])
        full.mkdir()
        (full / "qc.log").symlink_to("/dev/full")
        ended = due.command("due", "--run")
        assert ended.returncode == 0, ended.stderr
    assert due.books("qc")["stored"] == 3
    assert due.books("qc")["exit_status"] == 0


@pytest.mark.parametrize(
    ("prepared", "said"),
    [
        (
            "update runs set exit_status = 3",
            "found fewer entries than min_entries of the source (1)",
        ),
        (
            "insert into runs (source, ended_at, exit_status) values ('qc', now(), 8), "
            "('qc', now(), 5), ('qc', now(), 8)",
            "a channel could not be read",
        ),
        (
            "insert into runs (source, ended_at, exit_status) values ('qc', now(), 5), "
            "('qc', now(), 7), ('qc', now(), 5)",
            "3 runs in a row: the time limit ended the run",
        ),
        (
            'update runs set exit_status = 13, listings = \'[{"channel": "频道0", "error":'
            ' "could not be reached: connection refused"}]\'',
            "the outlet could not be reached (频道0: could not be reached: connection refused)",
        ),
        ("update runs set exit_status = 12", "no response was an article"),
        (
            "insert into arrival_rates (source, channel, since, last_at, hours, days) select 'qc',"
            " '频道0', now() - interval '30 days', now() - interval '9 days',"
            " array_fill(5, array[168]), array_fill(30, array[28])"
            " on conflict (source, channel) do update set last_at = excluded.last_at,"
            " hours = excluded.hours, days = excluded.days, since = excluded.since",
            "频道0 is silent for 216 h (by its rhythm 1 in ",
        ),
    ],
    ids=["floor", "unread", "failing", "unreachable", "nothing", "silent"],
)
def test_what_needs_a_person_s_look_is_said_in_the_exit_status(
    due: Crawls, prepared: str, said: str
) -> None:
    with Site(pages()) as site:
        due.add("qc", toml(site.url))
        due.run("qc")
        due.execute(prepared)
        ended = due.command("due")
    assert ended.returncode == 10
    assert said in ended.stderr


def test_a_wrong_file_is_said_and_the_others_run(due: Crawls) -> None:
    with Site(pages()) as site:
        due.add("qc", toml(site.url))
        due.add("bad", "name = 3")
        ended = due.command("due", "--run")
    assert ended.returncode == 10
    assert "bad.toml" in ended.stderr
    assert due.books("qc")["stored"] == 3


def test_a_lock_that_the_server_forgot_is_taken_again(due: Crawls) -> None:
    with Site(pages(30)) as site:
        due.add("qc", toml(site.url, delay=0.5, concurrency=1))
        process = due.start("crawl", "qc", "-s", "LOCK_CHECK_SECONDS=0.2")
        until(lambda: due.rows("select 1 from articles"))
        held = (
            "select pid from pg_locks where locktype = 'advisory' and database ="
            " (select oid from pg_database where datname = current_database())"
        )
        [before] = due.rows(held)
        due.execute(f"select pg_terminate_backend({before['pid']})")
        until(lambda: [row["pid"] for row in due.rows(held)] not in ([], [before["pid"]]))
        process.terminate()
        process.communicate()
        assert process.returncode == 9
