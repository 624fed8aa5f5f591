"""Every family, crawled from the media app: all its articles, in order, and all of each."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from tests.crawling import balanced
from tests.media_app.content import CHANNELS
from tests.media_app.families.family import LINKED, SPECIAL
from tests.platforms.conftest import Crawled


def test_the_runs_say_that_all_is_well(crawled: Crawled) -> None:
    assert crawled.statuses == [0, 0], crawled.log[-3000:]
    assert "Traceback" not in crawled.log
    assert all(balanced(run) for run in crawled.runs)


def test_every_article_is_stored_once(crawled: Crawled) -> None:
    assert not [want.title for want in crawled.expected if want.title not in crawled.rows]
    assert len(crawled.rows) == len(crawled.expected) == crawled.runs[0]["stored"]


def test_the_entries_stand_as_the_listings_show_them(crawled: Crawled) -> None:
    for ours in crawled.family.channels:
        name = CHANNELS[ours]
        special = {w.title for w in crawled.expected if w.channel == CHANNELS[SPECIAL]}
        wanted = [w.title for w in crawled.expected if w.channel == name]
        shown = [e["title"] for e in crawled.entries if e["channel"] == name]
        articles = [t for t in shown if t in set(wanted)]
        assert articles == wanted
        if ours != SPECIAL:
            assert set(shown) - set(wanted) <= special | {"文旅专题"}


def test_a_special_topic_is_opened_and_never_stored(crawled: Crawled) -> None:
    topics = [e for e in crawled.entries if e["kind"] == "topic"]
    assert [e["state"] for e in topics] == (["expanded"] if crawled.family.special else [])
    assert "文旅专题" not in crawled.rows


def test_titles_minutes_and_family(crawled: Crawled) -> None:
    served = crawled.family
    family = served.pages_by or served.platform or served.name
    for want, row in crawled.pairs():
        assert datetime.fromisoformat(row["published_at"]).astimezone(
            UTC
        ) == datetime.fromisoformat(want.published_at).astimezone(UTC), want.title
        linked = crawled.family.links and want.template == LINKED
        assert row["platform"] == (crawled.family.links_by if linked else family)
        assert row["fetched_by"] == "http"


def test_every_paragraph_once_and_in_order_and_nothing_else(crawled: Crawled) -> None:
    for want, row in crawled.pairs():
        lines = row["body"].splitlines()
        written = [line for _, text in want.blocks for line in text.splitlines()]
        wanted = [line for line in written if line not in want.captions]
        assert lines == wanted, want.title


def test_pictures_and_films_stand_in_their_order(crawled: Crawled) -> None:
    for want, row in crawled.pairs():
        assert [urlsplit(i["url"]).path for i in row["images"]] == list(want.images), want.title
        assert [i["caption"] for i in row["images"] if i["caption"]] == list(want.captions)
        assert [urlsplit(v["url"]).path for v in row["videos"]] == list(want.videos), want.title


def test_credits(crawled: Crawled) -> None:
    for want, row in crawled.pairs():
        for kind in ("reporters", "correspondents", "editors"):
            assert row[kind] == getattr(want, kind), (want.title, kind)


def test_sources_and_counts(crawled: Crawled) -> None:
    lacks = crawled.family.lacks
    for want, row in crawled.pairs():
        if crawled.family.links and want.template == LINKED:
            continue
        if "source" not in lacks:
            assert (row["source_name"] or None) == _source(want.source, row), want.title
        told = {name: n for name, n in want.counts.items() if name not in lacks}
        assert {name: row["counts"].get(name) for name in told} == told, want.title


def _source(wanted: str | None, row: dict) -> str | None:
    return wanted if wanted is not None else row["source_name"]


def test_the_second_run_stores_nothing_and_asks_for_no_article(crawled: Crawled) -> None:
    assert crawled.runs[1]["stored"] == crawled.runs[1]["duplicate"] == 0
    pages = len(crawled.runs[0]["listings"]) + len(crawled.family.channels)
    assert crawled.runs[1]["requests"] <= pages + 1
