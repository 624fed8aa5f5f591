"""The outlet's own pages, which are of no family with an interface: listings, articles, gates."""

from __future__ import annotations

import re

import pytest

from crawler.source_config.loader import load_source_file
from crawler.source_config.schema import Source
from tests.crawling import Crawls
from tests.media_app import MediaApp
from tests.media_app.content import read_content, story_from
from tests.probe.conftest import Probe

_STORIES = [story_from(raw) for raw in read_content()]


def path_of(template: str) -> str:
    return next(s.path for s in _STORIES if (s.template, s.channel) == (template, "ms"))


def test_a_front_page_leads_to_the_channels_and_a_crawl(probe: Probe, crawls: Crawls) -> None:
    with MediaApp() as app:
        found = probe.findings(f"{app.url}/", "--save", "qingchuan")
        assert found["requests"] == sum(app.counts().values()) <= 60
        assert (found["platform"], found["family"]) == (None, "not known")
        names = {c["name"]: c["url"] for c in found["channels"] if c["taken"]}
        assert {"要闻", "民生", "文旅"} <= names.keys()
        assert found["articles"] == found["tried"] == 20
        assert found["coverage"]["published_at, to the minute"] == 20
        assert found["browser_pages"] >= found["fetched_by"]["browser"] > 0
        assert any("needed for" in line for line in found["browser"])
        assert any(line.startswith("要闻: page 2 adds 6") for line in found["paging"])
        saved = probe.sources / "qingchuan.toml"
        assert found["saved"] == str(saved)
        source = load_source_file(saved)
        assert isinstance(source, Source)
        assert (source.delay, source.allow_private) == (0.0, True)
        crawls.sources = probe.sources
        crawled = crawls.run("qingchuan")
        assert crawled.returncode == 0, crawled.stderr[-3000:]
        stored = {row["title"] for row in crawls.rows("select title from articles")}
        wanted = [w for w in app.expected if w.outcome == "stored" and w.channel in names]
        assert not [want.title for want in wanted if want.title not in stored]


@pytest.mark.parametrize(
    ("path", "channel"),
    [
        ("/list/ms?page=1", "民生"),
        ("/wl/", "文旅"),
        ("/api/list?channel=xz&page=1", ""),
    ],
)
def test_a_listing_is_a_channel(probe: Probe, path: str, channel: str) -> None:
    with MediaApp() as app:
        found = probe.findings(f"{app.url}{path}")
        assert found["requests"] == sum(app.counts().values())
    first = found["channels"][0]
    assert found["kind"] == "listing"
    assert (first["name"], first["found"], first["taken"]) == (channel, "the address given", True)
    assert found["fault"] == ""
    if "api" in path:
        assert first["url"].endswith("channel=xz&page={page}")
        assert first["entries"] == 11


@pytest.mark.parametrize("template", ["wake_h5", "xhr"])
def test_an_article_leads_to_its_listing(probe: Probe, template: str) -> None:
    path = path_of(template)
    with MediaApp() as app:
        found = probe.findings(f"{app.url}{path}")
        assert found["requests"] == sum(app.counts().values())
    assert found["kind"] == "article"
    assert found["platform"] == ("mobile_v5" if template == "wake_h5" else None)
    assert "platform =" not in found["toml"]  # not all of its pages are
    assert {c["name"] for c in found["channels"] if c["taken"]} >= {"要闻", "民生"}
    assert found["articles"] == 20
    assert any(note.startswith("The article ") for note in found["notes"])


def test_nothing_is_stored_and_the_report_says_it_all(probe: Probe) -> None:
    with MediaApp() as app:
        ended = probe.run(f"{app.url}/news/yw/")
        asked = sum(app.counts().values())
    assert ended.returncode == 0, ended.stderr
    assert not probe.data.exists()
    assert not probe.sources.exists()
    assert re.search(r"^family +not known$", ended.stdout, re.M)
    assert f"{asked} requests in all, robots.txt included" in ended.stdout
    for words in ("20 of 20", "to the minute", "[[channels]]", "first line", "pictures", "gates"):
        assert words in ended.stdout, words
    assert len(re.findall(r"^title {7}", ended.stdout, re.M)) == 3


def test_robots_txt_is_obeyed(probe: Probe) -> None:
    with MediaApp(robots="deny") as app:
        found = probe.findings(f"{app.url}/news/yw/", status=1)
        assert app.counts() == {"/robots.txt": 1}
    assert "robots.txt" in found["fault"]
    assert found["requests"] == 1
