"""What channels may do from one look to the next: show none, refuse validators, change a title."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.crawling import Crawls, balanced, toml
from tests.site import Answer, Site, article, listing

_LINES = ("渡船今早恢复摆渡，排队的人不多。", "船工说，水位已经退了半米。", "夜班船下周开。")


def title(number: int) -> str:
    return f"青石渡第{number}班渡船恢复开行"


def published(number: int) -> str:
    """Each an hour after the one before, the tenth an hour ago."""
    at = datetime.now(UTC) + timedelta(hours=8 - 1 + number - 10)
    return f"{at:%Y-%m-%d %H:%M}"


def page(number: int, name: str = "") -> str:
    lines = (f"{line[:-1]}，这是第{number}班。" for line in _LINES)
    return article(name or title(number), *lines, time=published(number))


def links(*numbers: int) -> str:
    return listing(*((f"/p/{n}.html", title(n)) for n in numbers))


def outlet(*numbers: int) -> dict[str, Answer | str | bytes]:
    return {f"/p/{n}.html": page(n) for n in numbers}


def source(site: Site, *channels: str, **facts: object) -> str:
    return toml(site.url, *channels, render="never", **{"min_entries": 0, **facts})


def test_a_channel_that_shows_none_where_it_did_is_a_fault_and_said(crawls: Crawls) -> None:
    none = listing()
    pages = outlet(1, 2, 3, 4) | {"/a": links(4, 3, 2), "/b": none, "/c": links(1)}
    with Site(pages) as site:
        crawls.add("qc", source(site, "/a", "/b", "/c"))
        assert crawls.run("qc").returncode == 0  # what never showed anything may be new
        site.pages["/a"] = none
        assert crawls.run("qc").returncode == 8
        polls = crawls.rows("select channel, answer, fault from polls order by id desc limit 3")
        assert sorted((p["channel"], p["answer"], p["fault"]) for p in polls) == [
            ("频道0", "failed", "no entries, 3 at the last look"),
            ("频道1", "failed", "no entries, never any"),
            ("频道2", "read", ""),
        ]
        due = crawls.command("due")
        assert due.returncode == 10
        assert "频道0: no entries, 3 at the last look" in due.stderr
        said = json.loads(crawls.command("report", "qc", "--json").stdout)["suspicions"]
        assert "频道1: no entries, never any" in [suspicion["what"] for suspicion in said]
        site.pages |= {"/a": links(5, 4, 3, 2), "/b": links(1), **outlet(5)}
        assert crawls.run("qc").returncode == 0
        assert crawls.command("due").returncode == 0
    assert crawls.rows("select count(*) as n from articles") == [{"n": 5}]


@pytest.mark.parametrize("status", [403, 412])
def test_a_server_that_refuses_validators_is_asked_without_them(
    crawls: Crawls, status: int
) -> None:
    def answer(*numbers: int) -> Answer:
        headers = {"Content-Type": "text/html", "ETag": f'"{len(numbers)}"'}
        return Answer(links(*numbers), headers=headers, refuses=status)

    with Site(outlet(1, 2, 3, 4, 5) | {"/l": answer(3, 2, 1)}) as site:
        crawls.add("qc", source(site, "/l"))
        crawls.run("qc")
        site.pages["/l"] = answer(4, 3, 2, 1)
        site.hits.clear()
        assert crawls.run("qc").returncode == 0
        assert site.hits["/l"] == 2
        site.pages["/l"] = answer(5, 4, 3, 2, 1)
        assert crawls.run("qc").returncode == 0
        assert site.hits["/l"] == 3
    assert crawls.rows("select count(*) as n from articles") == [{"n": 5}]
    said = f"its server refuses validators: HTTP {status}"
    assert crawls.rows("select distrusted, distrust from channels") == [
        {"distrusted": True, "distrust": said}
    ]
    assert f"频道0: {said}" in crawls.command("report", "qc").stdout


def test_a_channel_that_fails_without_validators_too_is_trusted_as_before(crawls: Crawls) -> None:
    headers = {"Content-Type": "text/html", "ETag": '"1"'}
    with Site(outlet(1, 2) | {"/l": Answer(links(2, 1), headers=headers)}) as site:
        crawls.add("qc", source(site, "/l"))
        crawls.run("qc")
        site.pages["/l"] = Answer("no", status=403)
        assert crawls.run("qc").returncode == 8
    assert crawls.rows("select distrusted from channels") == [{"distrusted": False}]


def test_an_article_whose_title_the_listing_corrects_is_read_again(crawls: Crawls) -> None:
    with Site(outlet(1, 2) | {"/l": links(2, 1)}) as site:
        crawls.add("qc", source(site, "/l"))
        crawls.run("qc")
        better = "青石渡第1班渡船恢复开行并加开夜班"
        site.pages["/l"] = listing(("/p/2.html", title(2)), ("/p/1.html", better))
        site.pages["/p/1.html"] = page(1, better)
        site.hits.clear()
        assert crawls.run("qc").returncode == 0
        assert site.hits == {"/robots.txt": 1, "/l": 1, "/p/1.html": 1}
    assert crawls.rows(
        "select a.title from articles a join revisions r on r.article_id = a.id"
    ) == [{"title": better}]
    assert all(balanced(run) for run in crawls.rows("select * from runs"))


def test_columns_beside_a_front_page_that_is_first_with_everything_are_not_silent(
    crawls: Crawls,
) -> None:
    with Site(outlet(*range(1, 11))) as site:
        site.pages |= {"/front": links(3, 2, 1), "/a": links(3, 1), "/b": links(2, 1)}
        crawls.add("qc", source(site, "/front", "/b", "/a", concurrency=1))
        crawls.run("qc")
        site.pages |= {
            "/front": links(*range(10, 0, -1)),
            "/a": links(9, 7, 5, 3, 1),
            "/b": links(10, 8, 6, 4, 2, 1),
        }
        crawls.run("qc")
        first = crawls.rows("select channel from entries where url like '%%/p/9.html'")
        assert first == [{"channel": "频道0"}]
    counted = {
        row["channel"]: (sum(row["hours"]), row["last_at"])
        for row in crawls.rows("select channel, hours, last_at from arrival_rates")
    }
    assert {name: n for name, (n, _) in counted.items()} == {
        "": 10, "频道0": 10, "频道1": 6, "频道2": 5,
    }  # fmt: skip
    newest = max(last for _, last in counted.values())
    assert all(newest - last <= timedelta(hours=1, minutes=1) for _, last in counted.values())
    assert crawls.command("due").returncode == 0


def test_a_listing_without_any_order_is_followed_in_few_gaps(crawls: Crawls) -> None:
    with Site(outlet(1)) as site:
        crawls.add("qc", source(site, "/l?page={page}", max_pages=1))
        for look in range(7):
            number = 10 * look
            site.pages["/l?page=1"] = links(number + 1, number + 2, number + 3)
            site.pages["/l?page=2"] = links(number + 4, number + 5, number + 6)
            crawls.run("qc", "-s", "LOG_LEVEL=ERROR")
            crawls.execute("update gaps set next_try_at = now() + interval '1 day'")
    gaps = crawls.rows("select closed_at is null as open, reason from gaps order by id")
    assert sum(gap["open"] for gap in gaps) == 5
    assert gaps[-1] == {"open": False, "reason": "5 gaps are open already"}
