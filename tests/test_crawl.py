"""Whole crawls, run as a user runs them: what is met, what becomes of it, how the run ends."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.exit_codes import ExitCode
from tests.crawling import Crawls, balanced, toml
from tests.site import Answer, Site, article, listing

_BODY = (
    "今天上午，清川县第三届农民丰收节在城北镇青石村的晒谷场上开幕，十二个乡镇的代表队参加了比赛。",
    "晒谷场两侧摆满了各村带来的新米、板栗和山核桃，前来采购的客商与农户当场签下了六份订单。",
    "县农业农村局负责人介绍，今年全县粮食总产量比去年增加三个百分点，合作社的烘干能力翻了一番。",
)


def story(number: int) -> str:
    """An article of its own: its sentences are not those of another number."""
    return article(
        f"清川县第{number}届农民丰收节开幕 客商现场签下订单",
        *(f"{p[:-1]}，这是第{number}次。" for p in _BODY),
    )


def outlet(count: int, per_page: int = 10) -> dict[str, Answer | str | bytes]:
    links = [
        (f"/p/{n}.html", f"清川县第{n}届农民丰收节开幕 客商现场签下订单") for n in range(count)
    ]
    pages: dict[str, Answer | str | bytes] = {url: story(n) for n, (url, _) in enumerate(links)}
    last = (count + per_page - 1) // per_page
    for page in range(1, last + 1):
        more = f"/list_{page + 1}.html" if page < last else ""
        pages[f"/list_{page}.html"] = listing(
            *links[(page - 1) * per_page : page * per_page], more=more
        )
    return pages


def test_a_crawl_stores_every_article_once_and_the_next_one_nothing_new(
    each_crawls: Crawls,
) -> None:
    crawls = each_crawls
    with Site(outlet(25)) as site:
        crawls.add("qc", toml(site.url, "/list_1.html"))
        first = crawls.run("qc")
        assert first.returncode == 0, first.stderr
        again = crawls.run("qc")
        assert again.returncode == 0, again.stderr
        assert all(site.hits[f"/p/{n}.html"] == 1 for n in range(25))
        assert site.hits["/list_2.html"] == 1  # the second look stopped at what it knew
    runs = crawls.rows("select * from runs order by id")
    assert [(r["found"], r["stored"], r["unchanged"]) for r in runs] == [(25, 25, 0), (10, 0, 10)]
    assert all(balanced(r) for r in runs)
    bodies = crawls.rows("select body, published_at, fetched_by, gate from articles order by id")
    assert bodies[0]["body"].splitlines()[0].startswith("今天上午")
    assert len(bodies[0]["body"].splitlines()) == 3
    assert {b["fetched_by"] for b in bodies} == {"http"}


def test_render_never_keeps_to_http_and_always_to_the_browser(crawls: Crawls) -> None:
    with Site(outlet(2)) as site:
        crawls.add("plainly", toml(site.url, "/list_1.html", render="never"))
        crawls.add("rendered", toml(site.url, "/list_1.html", render="always"))
        assert crawls.run("plainly").returncode == 0
        ended = crawls.run("rendered")
        assert ended.returncode == 0, ended.stderr
    ways = crawls.rows("select source, fetched_by, count(*) as n from articles group by 1, 2")
    assert {(w["source"], w["fetched_by"], w["n"]) for w in ways} == {
        ("plainly", "http", 2),
        ("rendered", "browser", 2),
    }


def test_numbered_pages_end_where_the_next_one_is_missing(crawls: Crawls) -> None:
    pages = {k: v for k, v in outlet(20).items() if k.startswith("/p/")}
    links = [(f"/p/{n}.html", f"清川县第{n}届农民丰收节开幕 客商现场签下订单") for n in range(20)]
    pages |= {"/l?page=1": listing(*links[:10]), "/l?page=2": listing(*links[10:])}
    with Site(pages) as site:
        crawls.add("qc", toml(site.url, "/l?page={page}"))
        ended = crawls.run("qc")
        assert site.hits["/l?page=3"] == 1
    assert ended.returncode == 0, ended.stdout
    assert crawls.books("qc")["stored"] == 20


def test_numbered_pages_end_where_the_last_one_comes_again(crawls: Crawls) -> None:
    pages = {k: v for k, v in outlet(10).items() if k.startswith("/p/")}
    links = [(f"/p/{n}.html", f"清川县第{n}届农民丰收节开幕 客商现场签下订单") for n in range(10)]
    with Site(pages | {"/l": listing(*links)}) as site:  # whatever the page, the same answer
        crawls.add("qc", toml(site.url, "/l?page={page}", max_pages=20))
        assert crawls.run("qc").returncode == 0
        assert sum(n for path, n in site.hits.items() if path.startswith("/l?")) == 3


def test_pages_are_turned_though_another_channel_or_an_earlier_run_has_shown_the_first(
    crawls: Crawls,
) -> None:
    with Site(outlet(20)) as site:
        url = f"{site.url}/p/"
        crawls.execute("insert into sources (key, name, base_url) values ('qc', '甲', 'http://a')")
        crawls.execute(  # what a run leaves that died right after it had noted its first page
            "insert into entries (source, url, channel)"
            f" select 'qc', '{url}' || n || '.html', '频道0' from generate_series(0, 9) n"
        )
        site.pages["/top.html"] = site.pages["/list_1.html"]
        crawls.add("qc", toml(site.url, "/top.html", "/list_1.html"))
        ended = crawls.run("qc")
    assert ended.returncode == 0, ended.stdout
    assert crawls.rows("select count(*) as n from articles") == [{"n": 20}]


def test_a_channel_may_stand_on_another_host(crawls: Crawls) -> None:
    with Site(outlet(3)) as home, Site(outlet(4)) as other:
        crawls.add("qc", toml(home.url, f"{other.url}/list_1.html"))
        ended = crawls.run("qc")
    assert ended.returncode == 0, ended.stdout
    assert crawls.books("qc")["stored"] == 4


def test_a_script_that_leads_elsewhere_before_the_body_leaves_the_entry_owed(
    crawls: Crawls,
) -> None:
    title = "清川县新图书馆本周六试开放 首日接待读者一千人"
    away = "<h1></h1><div id=t></div><script>location.replace('/shelf/2024.html')</script>"
    pages = {
        "/list.html": listing(("/p/1.html", title)),
        "/p/1.html": f"<html><head><title>{title}</title></head><body>{away}</body></html>",
        "/shelf/2024.html": article("清川客户端", *_BODY),
    }
    with Site(pages) as site:
        crawls.add("qc", toml(site.url, "/list.html"))
        assert crawls.run("qc").returncode == 6
    assert crawls.rows("select id from articles") == []
    [entry] = crawls.rows("select state, reason, gate from entries")
    assert entry["state"] == "pending"
    assert "led to another page" in entry["reason"]
    assert entry["gate"]["state"] == "blocking"


def test_what_a_listing_shows_plainly_is_kept_when_its_script_cannot_be_run(crawls: Crawls) -> None:
    pages = outlet(3)
    pages["/list_1.html"] = str(pages["/list_1.html"]).replace(
        "</ul>", "</ul><div class='more'>加载更多</div><script>while (true) {}</script>"
    )
    with Site(pages) as site:
        crawls.add("qc", toml(site.url, "/list_1.html"))
        crawls.run("qc", "-s", "DOWNLOAD_TIMEOUT=6")
    assert crawls.books("qc")["stored"] == 3


def test_killed_in_the_middle_and_run_again_nothing_is_missing_or_twice(crawls: Crawls) -> None:
    with Site(outlet(60)) as site:
        crawls.add("qc", toml(site.url, "/list_1.html", max_pages=10, delay=0.05, concurrency=1))
        process = crawls.start("crawl", "qc", "-s", "STORE_BATCH_ITEMS=5")
        deadline = time.monotonic() + 60
        while not crawls.rows("select 1 from articles offset 12 limit 1"):
            assert time.monotonic() < deadline
            assert process.poll() is None, process.communicate()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.communicate()
        assert len(crawls.rows("select id from articles")) < 60
        crawls.add("qc", toml(site.url, "/list_1.html", max_pages=10))
        ended = crawls.run("qc")
    assert ended.returncode == 0, ended.stderr
    counted = crawls.rows("select count(*) as n, count(distinct url) as urls from articles")
    assert counted == [{"n": 60, "urls": 60}]
    assert {r["state"] for r in crawls.rows("select state from entries")} == {"stored"}
    runs = crawls.rows("select reason, exit_status from runs order by id")
    assert runs == [{"reason": "died", "exit_status": 7}, {"reason": "finished", "exit_status": 0}]


def test_a_source_never_runs_twice_at_once(crawls: Crawls) -> None:
    with Site(outlet(20)) as site:
        crawls.add("qc", toml(site.url, "/list_1.html", delay=0.3, concurrency=1))
        process = crawls.start("crawl", "qc")
        deadline = time.monotonic() + 60
        while not crawls.rows("select 1 from runs"):
            assert time.monotonic() < deadline
        assert crawls.run("qc").returncode == 75
        process.terminate()
        process.communicate()
        assert process.returncode == 9
    assert balanced(crawls.books("qc"))


def test_robots_txt_is_obeyed_by_concurrent_requests_too(crawls: Crawls) -> None:
    pages = outlet(200, per_page=200)
    pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /p/\n", headers={})
    with Site(pages) as site:
        crawls.add("qc", toml(site.url, "/list_1.html", concurrency=200))
        ended = crawls.run("qc")
        assert not [path for path in site.hits if path.startswith("/p/")]
        assert all("CountyNewsCrawler" in agent for agent in site.agents)
    assert ended.returncode == ExitCode.NOTHING_STORED
    assert crawls.books("qc")["failed"] == 200
    assert crawls.rows("select distinct reason from entries") == [
        {"reason": "Forbidden by robots.txt"}
    ]


@pytest.mark.parametrize("external", [True, False])
def test_pages_of_other_sites_are_fetched_if_the_source_lets_them(
    crawls: Crawls, external: bool
) -> None:
    there = article(
        "邻县新桥通车 两岸车程缩短半小时", *(f"新桥第{n}跨今天上午正式通车。" for n in range(5))
    )
    with Site({"/p/9.html": there}) as other:
        elsewhere = other.url.replace("127.0.0.1", "localhost") + "/p/9.html"
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "要闻", "items": [
            {"id": "9", "url": elsewhere, "title": "邻县新桥通车 两岸车程缩短半小时"}
        ]}  # fmt: skip
        answer = Answer(json.dumps(feed), headers={"Content-Type": "application/feed+json"})
        with Site({"/feed.json": answer}) as site:
            crawls.add("qc", toml(site.url, "/feed.json", follow_external=external))
            crawls.run("qc")
        assert other.hits["/p/9.html"] == int(external)
    [entry] = crawls.rows("select state, reason from entries")
    assert entry["state"] == ("stored" if external else "rejected")
    assert external or entry["reason"].startswith("another site's page")


def test_a_site_whose_robots_txt_fails_is_left_alone_and_owed(crawls: Crawls) -> None:
    pages = outlet(3)
    pages["/robots.txt"] = Answer(status=500)
    with Site(pages) as site:
        crawls.add("qc", toml(site.url, "/list_1.html", min_entries=0))
        ended = crawls.run("qc", "-s", "RETRY_TIMES=0")
        assert set(site.hits) == {"/robots.txt"}
    assert ended.returncode == 8
    assert "robots.txt: HTTP 500" in ended.stdout


def test_a_private_address_is_refused_unless_the_source_says_so(crawls: Crawls) -> None:
    with Site(outlet(3)) as site:
        crawls.add("qc", toml(site.url, "/list_1.html", allow_private=False))
        ended = crawls.run("qc")
        assert not site.hits
    assert ended.returncode == 1
    assert "allow_private" in ended.stderr


def test_one_wrong_source_file_does_not_stop_the_others(crawls: Crawls) -> None:
    with Site(outlet(3)) as site:
        crawls.add("good", toml(site.url, "/list_1.html"))
        crawls.add("bad", 'name = 3\nbase_url = "ftp://x"\n')
        assert crawls.run("good").returncode == 0
        ended = crawls.run("bad")
    assert ended.returncode == 1
    for word in ("bad.toml", "name", "base_url", "channels"):
        assert word in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unknown_source_is_one_sentence(crawls: Crawls) -> None:
    ended = crawls.run("nobody")
    assert ended.returncode == 1
    assert "There is no source nobody" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_does_not_answer_is_one_sentence_soon(
    scrapy: Callable[..., subprocess.CompletedProcess[str]], crawls: Crawls
) -> None:
    crawls.add("qc", toml("http://127.0.0.1:9", "/"))
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, and never says a word
        port = silent.getsockname()[1]
        began = time.monotonic()
        ended = scrapy(
            "crawl",
            "qc",
            DATABASE_URL=f"postgresql://reader:secret@127.0.0.1:{port}/news",
            SOURCES_DIR=str(crawls.sources),
        )
    assert ended.returncode == 1
    assert time.monotonic() - began < 40  # 10 s of patience, the rest is a busy machine's
    assert f"127.0.0.1:{port} did not answer" in ended.stderr
    assert "secret" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_older_schema_is_refused_with_the_command_to_run(
    scrapy: Callable[..., subprocess.CompletedProcess[str]], crawls: Crawls, empty_database: str
) -> None:
    crawls.add("qc", toml("http://127.0.0.1:9", "/"))
    env = {"DATABASE_URL": empty_database, "SOURCES_DIR": str(crawls.sources)}
    refused = scrapy("crawl", "qc", **env)
    assert refused.returncode == 1
    assert "run `scrapy migrate`" in refused.stderr
    assert scrapy("migrate", **env).returncode == 0
    assert "up to date" in scrapy("migrate", **env).stdout


def test_a_run_that_cannot_be_opened_asks_for_nothing(crawls: Crawls) -> None:
    crawls.execute("alter table runs rename to elsewhere")
    with Site(outlet(3)) as site:
        crawls.add("qc", toml(site.url, "/list_1.html"))
        ended = crawls.run("qc")
        assert not site.hits
    assert ended.returncode == 7
    assert "could not be opened" in ended.stderr


def test_the_database_goes_away_for_good_and_the_run_says_so(
    crawls: Crawls, tmp_path: Path
) -> None:
    crawls.env |= {"DATA_DIR": str(tmp_path)}
    with Site(outlet(30)) as site:
        crawls.add("qc", toml(site.url, "/list_1.html", delay=0.1, concurrency=1))
        process = crawls.start("crawl", "qc", "-s", "DATABASE_RETRY_SECONDS=2")
        deadline = time.monotonic() + 60
        while not crawls.rows("select 1 from articles offset 2 limit 1"):
            assert time.monotonic() < deadline
        with crawls.database_away():
            _, err = process.communicate(timeout=60)
        assert process.returncode == 4, err[-2000:]
        assert crawls.rows("select ended_at from runs") == [{"ended_at": None}]
        assert crawls.run("qc").returncode == 0
    assert crawls.rows("select count(*) as n from articles") == [{"n": 30}]
    lost = crawls.rows("select * from runs order by id")[0]
    assert (lost["reason"], lost["exit_status"]) == ("database_lost", 4)
    assert balanced(lost)
    assert list((tmp_path / "last-words").iterdir()) == []


@pytest.mark.parametrize("render", ["never", "auto"])
def test_the_user_agent_carries_our_name(crawls: Crawls, render: str) -> None:
    with Site(outlet(1)) as site:
        crawls.add("qc", toml(site.url, "/list_1.html", render=render))
        crawls.run("qc")
        assert all("CountyNewsCrawler" in agent for agent in site.agents)


def parts(count: int, size: int = 3) -> dict[str, Any]:
    """An article on so many pages, joined by 下一页, and its listing."""
    title = "清川县志续修资料分期公布 首批涉及三个乡镇"
    pages: dict[str, Any] = {"/list.html": listing(("/p/4711.html", title))}
    for number in range(1, count + 1):
        lines = [f"第{number}页第{n}段：旧档案里记着那一年的收成和雨水。" for n in range(size)]
        more = f"<a href='/p/4711_{number + 1}.html'>下一页</a>" if number < count else ""
        address = f"/p/4711_{number}.html" if number > 1 else "/p/4711.html"
        pages[address] = article(title, *lines, tail=more)
    return pages


def test_a_body_on_several_pages_is_one_article(crawls: Crawls) -> None:
    with Site(parts(4)) as site:
        crawls.add("qc", toml(site.url))
        assert crawls.run("qc").returncode == 0
    [row] = crawls.rows("select body from articles")
    assert len(row["body"].splitlines()) == 12
    assert row["body"].endswith("第4页第2段：旧档案里记着那一年的收成和雨水。")


def test_a_body_of_which_a_page_does_not_come_is_owed(crawls: Crawls) -> None:
    pages = parts(3)
    del pages["/p/4711_3.html"]
    with Site(pages) as site:
        crawls.add("qc", toml(site.url))
        crawls.run("qc")
    [entry] = crawls.rows("select state, reason from entries")
    assert (entry["state"], entry["reason"]) == ("pending", "a further page of it: HTTP 404")
    assert crawls.rows("select id from articles") == []


def test_a_body_without_end_is_set_aside(crawls: Crawls) -> None:
    with Site(parts(30, size=1)) as site:
        crawls.add("qc", toml(site.url))
        crawls.run("qc")
    [entry] = crawls.rows("select state, reason from entries")
    assert (entry["state"], entry["reason"]) == ("rejected", "a body on more than 20 pages")
