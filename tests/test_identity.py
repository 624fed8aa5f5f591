"""Which entry is which: addresses that change from look to look and stay one article, and
addresses that differ in a fragment alone and are several."""

from __future__ import annotations

import json

from tests.crawling import Crawls, balanced, toml
from tests.site import Answer, Site, article, listing, redirect

TITLES = (
    "清河镇新建三座便民桥",
    "老城区公交线路今起调整",
    "双龙村千亩油菜迎来丰收",
    "市民广场夜间照明改造完成",
)
_JSON = {"Content-Type": "application/json"}


def text(number: int) -> str:
    title = TITLES[number - 1]
    return article(
        title,
        f"{title}。记者在现场看到，第{number}批工人正在清理路面，附近居民纷纷前来围观。",
        f"负责人介绍，工程自{number}月开工，共投入{number}百余万元，预计下月全部交付使用。",
    )


def shown(form: str, *numbers: int) -> str:
    """A listing whose addresses have ``form``, with ``{n}`` for the article."""
    return listing(*((form.replace("{n}", str(n)), TITLES[n - 1]) for n in numbers))


def outcomes(crawls: Crawls) -> tuple[int, int, int]:
    """Found, stored and unchanged of the last run; it is balanced."""
    run = crawls.books("qh")
    assert balanced(run)
    return run["found"], run["stored"], run["unchanged"]


class TestAParameterThatChangesWithEachLook:
    def test_is_noise_at_the_second_look_and_on_record(self, crawls: Crawls) -> None:
        with Site({f"/a/{n}.html": text(n) for n in range(1, 5)}) as site:
            crawls.add("qh", toml(site.url, render="never"))
            site.pages["/list.html"] = shown("/a/{n}.html?v=1", 1, 2, 3)
            assert crawls.run("qh").returncode == 0
            assert outcomes(crawls) == (3, 3, 0)
            site.pages["/list.html"] = shown("/a/{n}.html?v=2", 4, 1, 2, 3)
            again = crawls.run("qh")
            assert outcomes(crawls) == (4, 1, 3), again.stderr
            site.pages["/list.html"] = shown("/a/{n}.html?v=3", 4, 1, 2, 3)
            crawls.run("qh")
            assert outcomes(crawls) == (4, 0, 4)
        assert {path for path in site.hits if path.startswith("/a")} == {
            "/a/1.html?v=1", "/a/2.html?v=1", "/a/3.html?v=1", "/a/4.html?v=2",
        }  # fmt: skip
        for table in ("entries", "articles"):
            rows = crawls.rows(f"select url from {table} order by url")
            assert [row["url"] for row in rows] == [f"{site.url}/a/{n}.html" for n in range(1, 5)]
        said = crawls.command("render-stats", "qh").stdout
        assert f"v is no part of an address, e.g. {site.url}/a/" in said

    def test_is_asked_for_with_its_newest_value(self, crawls: Crawls) -> None:
        pages = {f"/a/{n}.html": text(n) for n in (1, 2, 3)}
        with Site(pages | {"/a/3.html": Answer(status=503)}) as site:
            crawls.add("qh", toml(site.url, render="never"))
            for token in ("k1", "k2", "k3"):
                site.pages["/list.html"] = shown("/a/{n}.html?token=" + token, 1, 2, 3)
                crawls.run("qh")
            site.pages["/a/3.html"] = text(3)
            crawls.execute("update entries set next_try_at = now()")
            site.hits.clear()
            site.pages["/list.html"] = shown("/a/{n}.html?token=k4", 1, 2)
            crawls.run("qh")
        assert site.hits["/a/3.html?token=k3"] == 1
        rows = crawls.rows("select url from articles order by url")
        assert [row["url"] for row in rows] == [f"{site.url}/a/{n}.html" for n in (1, 2, 3)]

    def test_leaves_what_was_stored_twice_before_it_was_learned(self, crawls: Crawls) -> None:
        with Site({f"/a/{n}.html": text(n) for n in range(1, 5)}) as site:
            crawls.add("qh", toml(site.url, render="never"))
            for numbers, value in (((1,), "x1"), ((1, 2), "x2"), ((1, 2, 3), "x3")):
                site.pages["/list.html"] = shown("/a/{n}.html?t9=" + value, *numbers)
                crawls.run("qh")
            site.pages["/list.html"] = shown("/a/{n}.html?t9=x4", 1, 2, 3)
            crawls.run("qh")
            assert outcomes(crawls) == (3, 0, 3)
        assert crawls.rows("select from entries where state = 'pending'") == []
        assert {row["name"] for row in crawls.rows("select name from volatile_parameters")} == {
            "t9"
        }

    def test_is_the_article_where_it_comes_with_another_title(self, crawls: Crawls) -> None:
        with Site({"/show": text(1)} | {f"/show?k={n}": text(n) for n in range(1, 5)}) as site:
            crawls.add("qh", toml(site.url, render="never"))
            site.pages["/list.html"] = names("/show?k={n}", 1, 2)
            crawls.run("qh")
            site.pages["/list.html"] = names("/show?k={n}", 3, 4)
            crawls.run("qh")
        assert len(crawls.rows("select from articles")) == 4
        assert crawls.rows("select from volatile_parameters") == []


def test_an_address_in_another_form_is_the_entry_that_it_was(crawls: Crawls) -> None:
    forms = ("/a/{n}", "/a/{n}/", "/a/{n}/index.html", "/a/{n}/index.shtml")
    pages = {f.replace("{n}", f"100{n}"): text(n) for f in forms for n in (1, 2, 3)}
    with Site(pages) as site:
        crawls.add("qh", toml(site.url, render="never"))
        # The first is stored; each other is what the one before it was.
        for form, expected in zip(forms, [(3, 3, 0), *[(3, 0, 3)] * 3], strict=True):
            site.pages["/list.html"] = names(form.replace("{n}", "100{n}"))
            crawls.run("qh")
            assert outcomes(crawls) == expected
    assert len(crawls.rows("select from entries")) == 3


def names(form: str, *numbers: int) -> Answer:
    """A listing as data, of all articles but the last where none are named."""
    items = [
        {"title": TITLES[n - 1], "url": form.replace("{n}", str(n)), "time": "2026-11-03 08:00"}
        for n in numbers or (1, 2, 3)
    ]
    return Answer(json.dumps({"data": items}), headers=_JSON)


def test_articles_of_one_page_stay_apart_from_look_to_look(crawls: Crawls) -> None:
    forms = ("#{n}0000", "#?id={n}", "#k{n}x", "#/n/aB{n}c")
    pages = {f"/h5/{m}.html": text(1) for m in range(4)}
    lists = {f"/l{m}": names(f"/h5/{m}.html{form}") for m, form in enumerate(forms)}
    with Site({**pages, **lists}) as site:
        crawls.add("qh", toml(site.url, *lists, render="never"))
        crawls.run("qh")
        crawls.run("qh")
        assert outcomes(crawls)[0] == 12
    assert {row["url"] for row in crawls.rows("select url from entries")} == {
        f"{site.url}/h5/{m}.html{form.replace('{n}', str(n))}"
        for m, form in enumerate(forms)
        for n in (1, 2, 3)
    }


def test_a_browser_is_sent_to_the_fragment(crawls: Crawls) -> None:
    articles = {f"k{n}": text(n).partition("<body>")[2] for n in (1, 2, 3)}
    script = f"document.body.innerHTML = {json.dumps(articles)}[location.hash.slice(1)] || ''"
    shell = (
        f'<html><head><meta charset="utf-8"></head><body><script>{script}</script></body></html>'
    )
    with Site({"/h5/show.html": shell, "/l": names("/h5/show.html#k{n}")}) as site:
        crawls.add("qh", toml(site.url, "/l"))
        crawls.run("qh")
        assert outcomes(crawls) == (3, 3, 0)
    rows = crawls.rows("select url, title from articles order by url")
    assert [(row["url"], row["title"]) for row in rows] == [
        (f"{site.url}/h5/show.html#k{n}", TITLES[n - 1]) for n in (1, 2, 3)
    ]


def test_a_route_at_the_root_is_no_front_page_and_one_that_leads_home_is(crawls: Crawls) -> None:
    pages = {
        "/": text(1),
        "/l": names("/#/detail/7{n}"),
        "/gone/2026/1103/77001.html": redirect("/#/home"),
    }
    with Site(pages) as site:
        crawls.add("qh", toml(site.url, "/l", "/list.html", render="never"))
        site.pages["/list.html"] = listing(
            ("/gone/2026/1103/77001.html", "河湾村文化礼堂正式启用开放")
        )
        crawls.run("qh")
    rows = crawls.rows("select url, reason from entries where reason like '%%front page%%'")
    assert [row["url"] for row in rows] == [f"{site.url}/gone/2026/1103/77001.html"]


def test_links_are_followed_as_a_browser_follows_them(crawls: Crawls) -> None:
    """Backslashes, and a query in the encoding of its page."""
    links = rf'<li><a href="\a\1.html">{TITLES[0]}</a></li>'
    links += f'<li><a href="/show?id=12&q=春耕">{TITLES[1]}</a></li>'
    page = f'<html><head><meta charset="gbk"></head><body><ul>{links}</ul></body></html>'
    pages = {
        "/list.html": page.encode("gbk"),
        "/a/1.html": text(1),
        "/show?id=12&q=%B4%BA%B8%FB": text(2),
    }
    with Site(pages) as site:
        crawls.add("qh", toml(site.url, render="never"))
        crawls.run("qh")
        assert outcomes(crawls) == (2, 2, 0)
