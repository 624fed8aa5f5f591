"""What is an article is not held back: saved pages as a crawl reads them, and small articles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.fetching.page_reader import read_article_page
from crawler.gates.completeness import judge_completeness
from crawler.models.listing import Entry
from crawler.parsing.page import FetchedPage
from tests.crawling import Crawls, balanced, toml
from tests.saved_pages import SETS, Saved
from tests.site import Answer, Site, listing
from tests.small_articles import SMALL, Small, shortened

_BUTTON, _BREAKS_OFF = "may bring more", "the body breaks off on a page that leads to an app"
_MID_SENTENCE = "the body ends in mid-sentence above a label that promises more"
#: Pages that plain HTTP does not bring whole, and a part of the reason: the browser opens them.
HELD_BACK = {
    "generic/discuz_portal": _BUTTON,
    "generic/jimu_h5": "the page says how much is missing",
    "generic/sohu_old": _BUTTON,
    "litenews/share_page": _MID_SENTENCE,
    "magic-0eebc3ef": _BUTTON,
    "dan-tj_city_ifeng_com": _BUTTON,
    "wx-wb-01": "no body",
    "19298bb0a4": _BUTTON,
    "2150da99b9": _BUTTON,
    "6762651ebe": _BREAKS_OFF,
    "b6bf585879": _MID_SENTENCE,
    "d452d87cd1": "the body ends in dots",
    "c6d3441b3a": _BUTTON,
}


def held_back(saved: Saved) -> str:
    """Why a saved page is not taken for a whole article, whether its listing showed a title and a
    time or an address alone; ''."""
    page = FetchedPage(saved.url, saved.html, requested_url=saved.url, fetched_at=datetime.now(UTC))
    article, verdict = read_article_page(page, Entry(saved.url, saved.title, saved.published_at))
    bare = judge_completeness(article, page)
    return next((v.reason for v in (verdict, bare) if not v.complete), article.contrary)


@pytest.mark.parametrize("name", SETS)
def test_no_saved_page_is_held_back(name: str) -> None:
    pages = list(SETS[name]())
    if not pages:
        pytest.skip(f"the pages {name} are not here: a clone does not hold them")
    found = {page.name: held_back(page) for page in pages}
    new = {
        page: why
        for page, why in found.items()
        if why and (page not in HELD_BACK or HELD_BACK[page] not in why)
    }
    assert new == {}


# --- small articles ---

_HOURS_LATER = """
    update entries set next_try_at = now(), heard_since = heard_since - interval '3 hours'
    where state = 'pending'
"""


def outlet(named: Callable[[str], str]) -> dict[str, Answer | str | bytes]:
    """A listing of all the small articles, their titles as ``named``, and the articles."""
    paths = [f"/a/{7000 + 13 * number}.html" for number in range(len(SMALL))]
    links = [(p, named(s.listed or s.title)) for p, s in zip(paths, SMALL, strict=True)]
    pages = {p: s.page(n) for n, (p, s) in enumerate(zip(paths, SMALL, strict=True))}
    return {"/list.html": listing(*links), **pages}


def _lack(small: Small, row: dict[str, Any]) -> str:
    """What became of a small article that is not stored as it is, or ''."""
    if row.get("state") != "stored":
        return f"{row.get('state')}: {row.get('reason')}"
    if row["title"] != small.title:
        return f"its title: {row['title']}"
    shown = [row["body"], *(image["caption"] for image in row["images"])]
    return "" if small.holds in "\n".join(shown) else f"its text: {shown}"


@pytest.mark.parametrize(
    ("named", "render"),
    [(str, "never"), (shortened, "auto")],
    ids=["titles by plain HTTP", "titles cut short, and a browser"],
)
def test_small_articles_are_stored(
    crawls: Crawls, named: Callable[[str], str], render: str
) -> None:
    pages = outlet(named)
    with Site(pages) as site:
        crawls.add("small", toml(site.url, render=render))
        crawls.run("small")
        # Another title than the listing's is believed the second time, hours later.
        crawls.execute(_HOURS_LATER)
        ended = crawls.run("small")
    rows = crawls.rows(
        "select e.url, e.state, e.reason, a.title, a.images, coalesce(a.body, '') as body"
        " from entries e left join articles a on a.id = e.article_id"
    )
    ends = {urlsplit(row["url"]).path: row for row in rows}
    lacking = {
        small.kind: lack
        for path, small in zip(list(pages)[1:], SMALL, strict=True)
        if (lack := _lack(small, ends.get(path, {})))
    }
    assert lacking == {}, lacking
    assert ended.returncode == 0, ended.stderr
    assert balanced(crawls.books("small"))
