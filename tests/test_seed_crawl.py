"""The page that the project was born from, through the whole crawl into PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.crawling import Crawls, toml
from tests.parsing.markups import write
from tests.parsing.markups.seed import load
from tests.site import Site, listing


@pytest.mark.parametrize("name", ["semantic", "flat", "soup"])
def test_it_becomes_exactly_what_it_must_become(crawls: Crawls, shared: Path, name: str) -> None:
    seed = load(shared / "seed")
    want = seed.expected
    pages = {
        "/list.html": listing(("/p/20220216.html", want["title"])),
        "/p/20220216.html": write(seed, name).body,
    }
    with Site(pages) as site:
        crawls.add("seed", toml(site.url, "/list.html"))
        ended = crawls.run("seed")
    assert ended.returncode == 0, ended.stderr
    [row] = crawls.rows("select * from articles")
    assert row["platform"] == want["platform"]
    assert row["title"] == want["title"]
    assert row["published_at"] == datetime.fromisoformat(want["published_at"])
    assert row["body"].splitlines() == want["body_paragraphs"]
    # Where the markup shows no picture, its caption is on record as removed.
    captions = [image["caption"] for image in row["images"]]
    captions += [r["text"] for r in row["removed"] if r["rule"] == "caption-without-picture"]
    assert captions == [want["caption"]]
    assert row["reporters"] == want["reporters"]
    assert row["correspondents"] == want["correspondents"]
    assert row["editors"] == want["editors"]
    assert row["source_name"] == want["source"]
    assert row["counts"]["unlabelled"] == want["reader_count"]
    assert row["counts"]["comments"] == want["comment_count"]
    assert row["counts"]["participants"] == want["participant_count"]
    assert row["fetched_by"] == "http"
    kept = " ".join(str(row[c]) for c in ("title", "body", "body_html", "images", "credits"))
    assert not [text for text in want["must_not_be_stored"] if text in kept]
    assert str(want["reader_count"]) not in row["body"]
