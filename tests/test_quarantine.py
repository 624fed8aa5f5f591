"""What could not be read is kept with its reason, shown, and read again without a fetch."""

from __future__ import annotations

import gzip
import json

import psycopg

from tests.crawling import Crawls, balanced, toml
from tests.site import Answer, Site, article, listing

_LINES = (
    "渔港新码头昨天启用，首批泊位全部开放。",
    "首日停靠渔船四十艘，卸货比往年快一半。",
    "配套冷库下月投入使用，可存鱼三千吨。",
)
TITLE = "渔港新码头启用 首日停靠四十艘"


def pages() -> dict[str, Answer | str | bytes]:
    """An article, an empty answer, and a film where an article should be."""
    film = Answer(b"\x00\x00\x00\x18ftypmp42" + bytes(900), headers={"Content-Type": "video/mp4"})
    return {
        "/list.html": listing(
            ("/p/1.html", TITLE), ("/p/2.html", f"{TITLE}二"), ("/p/3.html", "三")
        ),
        "/p/1.html": article(TITLE, *_LINES),
        "/p/2.html": "<html><body></body></html>",
        "/p/3.html": film,
    }


def test_what_was_set_aside_is_listed_and_shown(crawls: Crawls) -> None:
    with Site(pages()) as site:
        crawls.add("yg", toml(site.url, render="never"))
        crawls.run("yg")
    rows = [
        json.loads(x) for x in crawls.command("quarantine", "list", "--json").stdout.splitlines()
    ]
    assert {row["url"].rpartition("/")[2] for row in rows} == {"2.html", "3.html"}
    film = next(row for row in rows if row["url"].endswith("3.html"))
    assert film["content_type"] == "video/mp4"
    assert film["bytes"] > 0
    assert "no page but" in film["reason"]
    shown = crawls.command("quarantine", "show", str(next(r["id"] for r in rows if r != film)))
    assert shown.stdout == "<html><body></body></html>"
    assert TITLE not in crawls.command("quarantine", "list", "yg", "--reason", "no page").stdout
    assert crawls.command("quarantine", "list", "nobody").stdout == "Nothing is in quarantine.\n"


def test_after_a_rule_is_mended_it_is_read_again_without_a_fetch(crawls: Crawls) -> None:
    with Site(pages()) as site:
        crawls.add("yg", toml(site.url, render="never"))
        crawls.run("yg")
        # As if a rule had not known this page: the answer of an article lies in quarantine.
        page = article(f"{TITLE}二", *(f"{line[:-1]}，第二天。" for line in _LINES))
        set_page(crawls, "2.html", page)
        hits = site.hits.total()
        ended = crawls.command("quarantine", "replay", "yg")
        assert ended.returncode == 0, ended.stderr
        assert site.hits.total() == hits
        again = crawls.command("quarantine", "replay", "yg")
        assert again.returncode == 0
    [row] = crawls.rows("select * from articles where url like '%%/2.html'")
    assert row["title"] == f"{TITLE}二"
    assert len(row["body"].splitlines()) == 3
    states = crawls.rows("select state from entries order by url")
    assert [s["state"] for s in states] == ["stored", "stored", "rejected"]
    left = crawls.command("quarantine", "list", "--json").stdout.splitlines()
    assert [json.loads(line)["url"].rpartition("/")[2] for line in left] == ["3.html"]
    runs = crawls.rows("select * from runs order by id")
    assert [run["purpose"] for run in runs] == ["crawl", "replay", "replay"]
    assert [(run["found"], run["stored"]) for run in runs[1:]] == [(2, 1), (1, 0)]
    assert all(balanced(run) for run in runs)


def set_page(crawls: Crawls, name: str, page: str) -> None:
    """Put other bytes into the quarantine of an entry."""
    with psycopg.connect(crawls.dsn) as connection:
        connection.execute(
            "update quarantine set raw = %s where url like %s",
            (gzip.compress(page.encode()), f"%/{name}"),
        )


def test_a_replay_does_not_move_the_schedule(crawls: Crawls) -> None:
    with Site(pages()) as site:
        crawls.add("yg", toml(site.url, render="never"))
        crawls.run("yg")
        before = json.loads(crawls.command("due", "--json").stdout)
        crawls.command("quarantine", "replay", "yg")
        after = json.loads(crawls.command("due", "--json").stdout)
    assert (before["at"], before["last_run"]) == (after["at"], after["last_run"])


def test_of_older_ones_the_reason_alone_is_kept(crawls: Crawls) -> None:
    with Site(pages()) as site:
        crawls.add("yg", toml(site.url, render="never"))
        crawls.run("yg", "-s", "QUARANTINE_MAX_BODIES=1")
    rows = crawls.rows("select reason, raw is null as gone from quarantine order by id")
    assert [row["gone"] for row in rows] == [True, False]
    assert all(row["reason"] for row in rows)
    shown = crawls.command("quarantine", "list").stdout
    assert "none kept" in shown


def test_what_makes_no_sense_is_one_sentence(crawls: Crawls) -> None:
    for args, said in (
        (("show", "77"), "Nothing in quarantine has the id 77."),
        (("replay", "nobody"), "There is no source nobody"),
        (("empty",), "say list [NAME …], show ID, or replay NAME"),
    ):
        ended = crawls.command("quarantine", *args)
        assert ended.returncode in (1, 2)
        assert said in ended.stderr
        assert "Traceback" not in ended.stderr
