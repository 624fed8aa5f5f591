"""Only what is new is asked for, and what lies between two looks is found or on record."""

from __future__ import annotations

import pytest

from tests.crawling import Crawls, balanced, toml
from tests.site import Answer, Site, article, listing

_PAGE = 5


def title(number: int) -> str:
    return f"清川县第{number}批老旧管网改造完工 涉及居民一千户"


def text(number: int) -> str:
    lines = (
        "施工队昨天撤场，路面恢复通行。",
        "住户说，水压比从前稳了许多。",
        "下一批管网月底开工。",
    )
    return article(title(number), *(f"{line[:-1]}，这是第{number}批。" for line in lines))


class Outlet:
    """A channel /l?page=N of a site, newest first, ``size`` entries a page."""

    def __init__(self, site: Site, newest: int, pinned: tuple[int, ...] = ()) -> None:
        self._site = site
        self._pinned = pinned
        self.publish(newest)

    def publish(self, newest: int, etag: str = "") -> None:
        """The outlet has articles 1 to ``newest``; the first page carries ``etag``."""
        shown = [*range(newest, 0, -1)]
        for number in shown:
            self._site.pages.setdefault(f"/p/{number}.html", text(number))
        for page in range(1, -(-newest // _PAGE) + 1):
            here = shown[(page - 1) * _PAGE : page * _PAGE]
            here = [*self._pinned, *here] if page == 1 else here
            body = listing(*((f"/p/{n}.html", title(n)) for n in here))
            headers = {"Content-Type": "text/html"} | ({"ETag": etag} if page == 1 and etag else {})
            self._site.pages[f"/l?page={page}"] = Answer(body, headers=headers)

    def pages_asked(self) -> int:
        """Listing pages asked for since the last call."""
        asked = [path for path in self._site.hits if path.startswith("/l?")]
        return sum(self._site.hits.pop(path) for path in asked)


def stored(crawls: Crawls) -> int:
    return int(crawls.rows("select count(*) as n from articles")[0]["n"])


def source(site: Site, **facts: object) -> str:
    return toml(site.url, "/l?page={page}", **{"max_pages": 3, **facts})


def test_a_second_look_asks_for_one_page_and_no_article(crawls: Crawls) -> None:
    with Site({}) as site:
        outlet = Outlet(site, 12)
        crawls.add("qc", source(site))
        assert crawls.run("qc").returncode == 0
        assert outlet.pages_asked() == 4  # the first once more: nothing has moved meanwhile
        site.hits.clear()
        assert crawls.run("qc").returncode == 0
        assert site.hits == {"/l?page=1": 1, "/robots.txt": 1}
    polls = crawls.rows("select pages, new, joined from polls order by id")
    assert polls == [
        {"pages": 3, "new": 12, "joined": None},
        {"pages": 1, "new": 0, "joined": True},
    ]


def test_pages_are_turned_until_several_known_ones_end_them(crawls: Crawls) -> None:
    with Site({}) as site:
        outlet = Outlet(site, 12)
        crawls.add("qc", source(site))
        crawls.run("qc")
        outlet.pages_asked()
        outlet.publish(19)
        assert crawls.run("qc").returncode == 0
        assert outlet.pages_asked() == 3
    assert stored(crawls) == 19
    gaps = crawls.rows("select known_before, closed_at is not null as closed, reason from gaps")
    first = {"known_before": None, "closed": True, "reason": "first look: followed 3 pages back"}
    assert gaps == [first]


def test_the_end_of_a_listing_is_believed_where_two_answers_agree(crawls: Crawls) -> None:
    with Site({}) as site:
        outlet = Outlet(site, 10)
        crawls.add("qc", source(site))
        crawls.run("qc")
        [gap] = crawls.rows("select page, closed_at, reason, ends_at from gaps")
        assert gap == {"page": 2, "closed_at": None, "reason": "page 3: HTTP 404", "ends_at": 3}
        outlet.pages_asked()
        assert crawls.run("qc").returncode == 0
        assert outlet.pages_asked() == 3  # the first, and from the gap on: 2, 3
        [gap] = crawls.rows("select closed_at is not null as closed, reason from gaps")
        assert gap == {"closed": True, "reason": "the listing shows no further page"}
        assert crawls.run("qc").returncode == 0
        assert outlet.pages_asked() == 1


def test_what_is_pinned_on_top_does_not_pass_for_what_was_known(crawls: Crawls) -> None:
    with Site({}) as site:
        outlet = Outlet(site, 10, pinned=(2, 3))
        crawls.add("qc", source(site))
        crawls.run("qc")
        outlet.publish(18)
        assert crawls.run("qc").returncode == 0
    assert stored(crawls) == 18


def test_what_is_further_back_than_a_run_may_turn_pages_is_owed_to_the_next_ones(
    crawls: Crawls,
) -> None:
    with Site({}) as site:
        outlet = Outlet(site, 10)
        crawls.add("qc", source(site, max_pages=1))
        crawls.run("qc")
        outlet.publish(18)  # 13 new ones, on three pages
        assert crawls.run("qc").returncode == 0
        assert stored(crawls) == 10
        between = "from gaps where known_before is not null"
        [gap] = crawls.rows(f"select page, closed_at, reason {between}")
        assert gap == {"page": 1, "closed_at": None, "reason": ""}
        for _ in range(4):
            outlet.publish(19)
            assert crawls.run("qc").returncode == 0
            if crawls.rows(f"select 1 {between} and closed_at is not null"):
                break
    assert stored(crawls) == 15  # and one more, which stands on the page that joins
    [gap] = crawls.rows(f"select closed_at is not null as closed, reason {between}")
    assert gap == {"closed": True, "reason": "joined"}
    assert all(balanced(run) for run in crawls.rows("select * from runs"))


def test_a_listing_too_short_to_reach_what_was_known_is_on_record(crawls: Crawls) -> None:
    with Site({}) as site:
        outlet = Outlet(site, 5)
        crawls.add("qc", toml(site.url, "/l?page=1"))
        crawls.run("qc")
        outlet.publish(15)
        assert crawls.run("qc").returncode == 0
    [gap] = crawls.rows("select request, closed_at is not null as closed, reason from gaps")
    assert gap == {"request": None, "closed": True, "reason": "the listing shows no further page"}
    assert crawls.rows("select joined from polls order by id")[-1] == {"joined": False}


def test_a_look_that_a_fault_cut_short_is_made_up_for(crawls: Crawls) -> None:
    with Site({}) as site:
        outlet = Outlet(site, 12)
        crawls.add("qc", source(site))
        crawls.run("qc")
        outlet.publish(21)
        second = site.pages["/l?page=2"]
        site.pages["/l?page=2"] = Answer("<h1>busy</h1>", status=503)
        assert crawls.run("qc").returncode == 8
        site.pages["/l?page=2"] = second
        assert crawls.run("qc").returncode == 0
    assert stored(crawls) == 21
    assert crawls.rows("select answer from polls order by id") == [
        {"answer": "read"},
        {"answer": "failed"},
        {"answer": "read"},
    ]


def test_a_page_that_has_not_changed_is_not_sent_again(crawls: Crawls) -> None:
    with Site({}) as site:
        outlet = Outlet(site, 12)
        outlet.publish(12, etag='"one"')
        crawls.add("qc", source(site, min_entries=5))
        crawls.run("qc")
        assert crawls.run("qc").returncode == 0  # no entry is met, and the floor holds
        assert site.unmodified == {"/l?page=1": 1}
        outlet.publish(14, etag='"two"')
        assert crawls.run("qc").returncode == 0
        assert site.unmodified == {"/l?page=1": 1}
    assert stored(crawls) == 14
    assert [p["answer"] for p in crawls.rows("select answer from polls order by id")] == [
        "read",
        "not modified",
        "read",
    ]


def test_a_server_whose_etag_lies_is_found_out_and_not_believed_again(crawls: Crawls) -> None:
    with Site({}) as site:
        outlet = Outlet(site, 10)
        outlet.publish(10, etag='"same"')
        crawls.add("qc", source(site))
        crawls.run("qc")
        outlet.publish(12, etag='"same"')
        assert crawls.run("qc").returncode == 0
        assert stored(crawls) == 10
        assert crawls.run("qc", "-s", "NOT_MODIFIED_RECHECK_EVERY=1").returncode == 0
        assert stored(crawls) == 12
        outlet.publish(13, etag='"same"')
        crawls.run("qc")
    assert stored(crawls) == 13
    assert crawls.rows("select distrusted from channels") == [{"distrusted": True}]


def test_a_listing_that_its_script_fills_is_not_asked_for_by_etag(crawls: Crawls) -> None:
    links = [(f"/p/{n}.html", title(n)) for n in range(1, 9)]
    fill = (
        "fetch('/more').then(r => r.text()).then(t =>"
        " { document.querySelector('ul').insertAdjacentHTML('beforeend', t) })"
    )
    shell = listing(*links[:1]).replace(
        "</ul>", f"</ul><div class='more'>加载更多</div><script>{fill}</script>"
    )
    page = Answer(shell, headers={"Content-Type": "text/html", "ETag": '"shell"'})
    items = [f'<li><a href="{url}">{name}</a></li>' for url, name in links]
    with Site({"/l": page, "/more": "".join(items[1:4])}) as site:
        site.pages |= {url: text(n) for n, (url, _) in enumerate(links, 1)}
        crawls.add("qc", toml(site.url, "/l"))
        crawls.run("qc")
        crawls.run("qc")
        assert site.unmodified == {}
    assert stored(crawls) == 4


@pytest.mark.parametrize("said", ["120", "Wed, 25 Nov 2099 08:00:00 GMT"])
def test_a_server_that_says_when_to_come_back_is_not_asked_before(
    crawls: Crawls, said: str
) -> None:
    busy = Answer("busy", status=429, headers={"Retry-After": said})
    with Site({"/list.html": listing(("/p/1.html", title(1))), "/p/1.html": busy}) as site:
        crawls.add("qc", toml(site.url))
        crawls.run("qc")
        crawls.run("qc")
        assert site.hits["/p/1.html"] == 1
    [entry] = crawls.rows("select state, reason, next_try_at - now() as wait from entries")
    assert (entry["state"], entry["reason"]) == ("pending", "HTTP 429")
    assert 60 < entry["wait"].total_seconds() <= 86400 * 7


def test_an_article_that_never_comes_is_given_up_with_its_reason(crawls: Crawls) -> None:
    pages = {"/list.html": listing(("/p/1.html", title(1))), "/p/1.html": Answer(status=500)}
    with Site(pages) as site:
        crawls.add("qc", toml(site.url))
        for _ in range(3):
            crawls.run("qc", "-s", "MAX_ATTEMPTS=3", "-s", "RETRY_TIMES=0")
            crawls.execute("update entries set next_try_at = now()")
        crawls.run("qc", "-s", "MAX_ATTEMPTS=3")
        assert site.hits["/p/1.html"] == 3
    [entry] = crawls.rows("select state, reason from entries")
    assert entry == {"state": "rejected", "reason": "given up after 3 tries: HTTP 500"}
