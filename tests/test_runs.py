"""What `scrapy runs` and `scrapy report` tell of runs, days and losses."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.crawling import Crawls, toml
from tests.site import Answer, Site, article, listing

NOW = datetime.now(UTC)


def page(number: int, at: datetime) -> str:
    lines = ("码头的灯换了新的。", "末班船推迟到晚上九点。", "票价没有变。")
    local = at.astimezone(ZoneInfo("Asia/Shanghai"))
    return article(
        f"清川县第{number}号码头延长开放",
        *(f"{line[:-1]}，第{number}号。" for line in lines),
        time=f"{local:%Y-%m-%d %H:%M}",
    )


def outlet(numbers: range, step: timedelta = timedelta(hours=1)) -> dict[str, Answer | str | bytes]:
    """Articles with ascending numbers, an hour apart, the last one an hour ago."""
    links = [(f"/p/{n}.html", f"清川县第{n}号码头延长开放") for n in reversed(numbers)]
    pages = {f"/p/{n}.html": page(n, NOW - (numbers[-1] - n + 1) * step) for n in numbers}
    return {"/list.html": listing(*links), **pages}


def test_a_run_is_shown_with_its_books_its_costs_and_its_end(crawls: Crawls) -> None:
    with Site(outlet(range(100, 105)) | {"/p/103.html": Answer(status=500)}) as site:
        crawls.add("qc", toml(site.url))
        crawls.run("qc", "-s", "RETRY_TIMES=0")
        crawls.run("qc")
    table = crawls.command("runs", "qc").stdout.splitlines()
    assert table[0].split()[:4] == ["run", "source", "began", "took"]
    assert table[0].split()[-4:] == ["pending", "requests", "browser_pages", "ended"]
    assert [line.split()[:2] for line in table[1:]] == [["2", "qc"], ["1", "qc"]]
    assert "0→1" in table[2]
    assert "1→1" in table[1]
    whole = json.loads(crawls.command("runs", "--id", "1").stdout)
    ids = [row["id"] for row in crawls.rows("select id from articles order by id")]
    assert (whole["first_article"], whole["last_article"]) == (ids[0], ids[-1])
    assert (whole["stored"], whole["failed"], whole["requests"]) == (4, 1, 7)
    assert whole["channels"]["频道0"]["stored"] == 4
    assert whole["bytes"] > 1000
    assert ":" in whole["node"]
    assert crawls.command("runs", "nobody").stdout == "No run is on record.\n"


def test_days_are_counted_by_when_articles_appeared(crawls: Crawls) -> None:
    with Site(outlet(range(100, 160))) as site:
        crawls.add("qc", toml(site.url))
        crawls.run("qc")
    report = json.loads(crawls.command("report", "qc", "--json").stdout)
    days = report["days"]
    assert len(days) == 7
    assert sum(day["seen"] for day in days) == sum(day["stored"] for day in days) == 60
    assert 20 <= days[-2]["seen"] <= 24
    assert all(day["missed"] == 0 for day in days)
    assert report["suspicions"] == []
    assert "▇" in crawls.command("report", "qc").stdout


def test_what_a_short_listing_no_longer_showed_is_probably_missed(crawls: Crawls) -> None:
    with Site(outlet(range(100, 160))) as site:
        crawls.add("qc", toml(site.url))
        crawls.run("qc")
        # Ten hours ago it was looked at last; since then ten came, and the listing shows five.
        for table in ("channel_entries", "entries"):
            crawls.execute(f"update {table} set first_seen = first_seen - interval '10 hours'")
        crawls.execute("update channels set read_at = read_at - interval '10 hours'")
        site.pages |= outlet(range(165, 170))
        crawls.run("qc")
    report = json.loads(crawls.command("report", "qc", "--json").stdout)
    missed = sum(day["missed"] for day in report["days"])
    assert 2 < missed < 8
    assert any("shows no further page" in found["what"] for found in report["suspicions"])
    assert "shows no further page\n" in crawls.command("report", "qc").stdout


def test_numbers_left_out_raise_a_suspicion_with_its_odds(crawls: Crawls) -> None:
    with Site(outlet(range(100, 160))) as site:
        crawls.add("qc", toml(site.url))
        crawls.run("qc")
        crawls.execute("update entries set first_seen = first_seen - interval '2 days'")
        late = {**outlet(range(160, 164)), **outlet(range(190, 200))}
        late["/list.html"] = listing(
            *(
                (f"/p/{n}.html", f"清川县第{n}号码头延长开放")
                for n in [*range(160, 164), *range(190, 200)]
            )
        )
        site.pages |= late
        crawls.run("qc")
    found = json.loads(crawls.command("report", "qc", "--json").stdout)["suspicions"]
    numbers = [s for s in found if "26 numbers of the last day" in s["what"]]
    assert len(numbers) == 1
    assert numbers[0]["chance"] < 1e-6
    shown = crawls.command("report", "qc").stdout
    assert "never listed (by chance 1 in " in shown
    assert "((" not in shown
    assert "()" not in shown
