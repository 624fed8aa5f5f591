"""The bundled outlet, crawled whole: every article as it was written, through whatever gate."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.conftest import fresh_database
from tests.crawling import Crawls, balanced
from tests.media_app import MediaApp
from tests.media_app.expected import Expected


class Crawled:
    """What two crawls of the outlet made of it."""

    def __init__(self, crawls: Crawls) -> None:
        with MediaApp() as app:
            crawls.add("outlet", app.source_toml())
            self.first = crawls.run("outlet", timeout=240)
            self.hits = app.counts()
            app.forget_counts()
            self.again = crawls.run("outlet", timeout=240)
            self.hits_again = app.counts()
            self.expected = app.expected
        self.runs = crawls.rows("select * from runs order by id")
        self.entries = {
            address(row["asked"]): row
            for row in crawls.rows(
                "select e.url as asked, e.state, e.reason, a.* from entries e"
                " left join articles a on a.id = e.article_id"
            )
        }
        self.stories = crawls.rows(
            "select story_id, count(*) as n from articles where story_id is not null group by 1"
        )


def address(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.fixture(scope="module")
def crawled(embedded_server: str, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("outlet") / "sources"
    return Crawled(Crawls(fresh_database(embedded_server), folder))


def stored(crawled: Crawled) -> list[tuple[Expected, dict[str, Any]]]:
    """The articles that are expected, each with its row."""
    return [
        (want, crawled.entries[want.path])
        for want in crawled.expected
        if want.outcome == "stored" and not want.same_as
    ]


def wrong(crawled: Crawled, column: str, wanted: Any) -> list[Any]:
    """(path, got, want) of the articles whose column is not as wanted."""
    return [
        (want.path, row[column], wanted(want))
        for want, row in stored(crawled)
        if row[column] != wanted(want)
    ]


def test_the_run_says_that_all_is_well(crawled: Crawled) -> None:
    assert crawled.first.returncode == 0, crawled.first.stderr[-3000:]
    assert "Traceback" not in crawled.first.stderr
    assert balanced(crawled.runs[0])
    assert crawled.runs[0]["rejected"] == crawled.runs[0]["failed"] == 0


def test_every_entry_of_four_channels_is_found(crawled: Crawled) -> None:
    assert len(crawled.expected) >= 60
    assert len({want.channel for want in crawled.expected}) == 4
    kept = [w for w in crawled.expected if not w.same_as or "?" not in w.path]
    missing = [want.path for want in kept if want.path not in crawled.entries]
    assert not missing
    assert crawled.runs[0]["found"] == len(crawled.entries)


def test_each_article_is_one_row_and_gone_ones_are_gone(crawled: Crawled) -> None:
    rows = [row["id"] for _, row in stored(crawled)]
    assert len(set(rows)) == len(rows)
    assert None not in rows
    gone = [w.path for w in crawled.expected if w.outcome == "gone"]
    assert [crawled.entries[path]["state"] for path in gone] == ["gone"] * len(gone)


def test_two_addresses_of_one_article_become_one_row(crawled: Crawled) -> None:
    twins = [want for want in crawled.expected if want.same_as]
    assert twins
    for want in twins:
        if want.same_as in crawled.entries and want.path in crawled.entries:
            assert crawled.entries[want.path]["id"] == crawled.entries[want.same_as]["id"]


def test_reprints_share_a_story(crawled: Crawled) -> None:
    reprints = [want for want in crawled.expected if want.reprint_of]
    assert reprints
    for want in reprints:
        mine, original = crawled.entries[want.path], crawled.entries[want.reprint_of]
        assert mine["id"] != original["id"]
        assert mine["story_id"] == original["story_id"] is not None


def test_titles_and_minutes(crawled: Crawled) -> None:
    assert not wrong(crawled, "title", lambda want: want.title)
    late = [
        (want.path, row["published_at"])
        for want, row in stored(crawled)
        if row["published_at"].isoformat(timespec="minutes") != iso_utc(want.published_at)
    ]
    assert not late


def iso_utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="minutes")


def test_every_paragraph_once_and_in_order(crawled: Crawled) -> None:
    for want, row in stored(crawled):
        lines = row["body"].splitlines()
        at = [lines.index(paragraph) for paragraph in want.paragraphs if paragraph in lines]
        assert len(at) == len(want.paragraphs), (want.path, set(want.paragraphs) - set(lines))
        assert at == sorted(at), want.path
        assert all(lines.count(p) == 1 for p in want.paragraphs), want.path


def test_nothing_but_the_article_is_in_a_body(crawled: Crawled) -> None:
    for want, row in stored(crawled):
        written = {line for _, text in want.blocks for line in text.splitlines()}
        extra = [line for line in row["body"].splitlines() if line not in written]
        assert not extra, (want.path, extra)


def test_pictures_keep_their_captions_out_of_the_body(crawled: Crawled) -> None:
    for want, row in stored(crawled):
        assert [urlsplit(i["url"]).path for i in row["images"]] == list(want.images), want.path
        assert [i["caption"] for i in row["images"] if i["caption"]] == list(want.captions)
        assert not [c for c in want.captions if c in row["body"]], want.path


@pytest.mark.parametrize("kind", ["reporters", "correspondents", "editors"])
def test_credits(crawled: Crawled, kind: str) -> None:
    assert not wrong(crawled, kind, lambda want: getattr(want, kind))


def test_sources_and_counts(crawled: Crawled) -> None:
    assert not wrong(crawled, "source_name", lambda want: want.source)
    for want, row in stored(crawled):
        assert {k: row["counts"].get(k) for k in want.counts} == want.counts, want.path


def test_the_browser_is_used_where_it_must_be_and_nowhere_else(crawled: Crawled) -> None:
    by_browser = {w.path for w, row in stored(crawled) if row["fetched_by"] == "browser"}
    learned = {w.path for w, row in stored(crawled) if row["gate_detail"].get("learned_requests")}
    assert by_browser | learned == {w.path for w, _ in stored(crawled) if w.needs_browser}
    assert not by_browser & learned
    assert by_browser
    assert learned


def test_the_gate_of_each_article_is_on_record(crawled: Crawled) -> None:
    assert not wrong(crawled, "gate", lambda want: want.gate)


def test_nobody_was_led_to_the_store_or_the_download(crawled: Crawled) -> None:
    led = [path for path in crawled.hits if path.startswith(("/download", "/appstore"))]
    assert not led


def test_the_second_crawl_stores_nothing_new(crawled: Crawled) -> None:
    assert crawled.again.returncode == 0, crawled.again.stderr[-3000:]
    assert crawled.runs[1]["stored"] == crawled.runs[1]["duplicate"] == 0
    assert balanced(crawled.runs[1])


def test_the_second_crawl_asks_for_one_listing_page_a_channel(crawled: Crawled) -> None:
    asked = crawled.hits_again
    assert asked.pop("/robots.txt") == 1
    assert len(asked) == len({want.channel for want in crawled.expected}) == asked_in_all(asked)
    assert 1 + asked_in_all(asked) <= 0.05 * asked_in_all(crawled.hits)
    assert crawled.runs[1]["browser_pages"] == 0


def asked_in_all(hits: dict[str, int]) -> int:
    return sum(hits.values())
