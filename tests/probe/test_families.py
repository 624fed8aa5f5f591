"""Each family from its listing and from an article; what is saved crawls without an edit."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from crawler.platforms.base import Platform
from crawler.platforms.registry import platform
from tests.crawling import Crawls
from tests.media_app import MediaApp
from tests.media_app.content import CHANNELS, read_content, story_from
from tests.media_app.families import FAMILIES, Family
from tests.probe.conftest import Probe

_STORY = next(s for s in map(story_from, read_content()) if s.template == "pc")
_EACH = pytest.mark.parametrize("family", FAMILIES.values(), ids=list(FAMILIES))


def reader(family: Family) -> Platform:
    """The platform of a family, which the outlet may be served by in several ways."""
    return platform(getattr(family, "platform", "") or family.name)


def told(family: Family, url: str) -> Mapping[str, str]:
    """What an address tells of the outlet."""
    where = reader(family).locate(url)
    return where.values if where else {}


def lacking(family: Family, url: str) -> list[str]:
    """The facts that the family must be told and that an address does not tell."""
    facts = reader(family).facts
    return [f.name for f in facts if f.default is None and not told(family, url).get(f.name)]


def serves(family: Family, url: str) -> bool:
    """Whether what an address tells, and the usual values of the rest, are this outlet's."""
    usual = {fact.name: fact.default for fact in reader(family).facts}
    known = {**usual, **told(family, url)}
    same = all(known.get(name) == value for name, value in family.tenant.items())
    return same and not lacking(family, url)


def has_menu(family: Family, url: str) -> bool:
    where = reader(family).locate(url)
    return where is not None and reader(family).menu_ask(where) is not None


def ours(family: Family, app: MediaApp, table: dict[str, Any]) -> str:
    """The outlet's channel that a [[channels]] table follows."""
    base = f"{family.base(app.url)}/"
    for name, theirs in family.channels.items():
        if table.get("id") == theirs or (
            family.by_url and urljoin(base, table["url"]) == urljoin(base, theirs)
        ):
            return CHANNELS[name]
    raise AssertionError(f"no channel of the outlet: {table}")


@_EACH
def test_from_a_listing_to_a_crawl(family: Family, probe: Probe, crawls: Crawls) -> None:
    with MediaApp() as app:
        url = f"{family.base(app.url)}/{family.listing}"
        works, lacks = serves(family, url), lacking(family, url)
        found = probe.findings(url, "--save", "probed", status=int(not works))
        assert found["platform"] == reader(family).name
        assert set(lacks) <= set(found["missing"])
        assert found["requests"] == sum(app.counts().values())
        if not works:  # the address does not tell all of it, and the file says what lacks
            assert all(f"# {name} = " in found["toml"] for name in found["missing"])
            return
        assert found["articles"] == found["tried"] >= 5
        assert found["coverage"]["title"] == found["coverage"]["published_at"] == found["articles"]
        assert found["kind"] == "listing"
        assert not found["fetched_by"].get("browser")
        toml = (probe.sources / "probed.toml").read_text("utf-8")
        followed = {ours(family, app, table) for table in tomllib.loads(toml)["channels"]}
        assert followed
        crawls.sources = probe.sources
        crawled = crawls.run("probed")
        assert crawled.returncode == 0, crawled.stderr[-3000:]
        stored = {row["title"] for row in crawls.rows("select title from articles")}
        expected = [w for w in app.expected if w.outcome == "stored" and w.channel in followed]
        assert expected
        assert not [want.title for want in expected if want.title not in stored]


@_EACH
def test_from_an_article(family: Family, probe: Probe, tmp_path: Path) -> None:
    with MediaApp() as app:
        url = f"{family.base(app.url)}/{family.article(_STORY)}"
        works = has_menu(family, url) and serves(family, url)
        found = probe.findings(url, status=int(not works))
        assert found["requests"] == sum(app.counts().values())
    assert found["platform"] == reader(family).name or not works
    assert bool(found["evidence"]) == (found["platform"] is not None)
    if works:
        assert {c["id"] or c["url"] for c in found["channels"] if c["taken"]} <= set(
            family.channels.values()
        )
        assert found["articles"] == found["tried"] >= 5
    else:
        assert found["fault"]


def test_a_menu_tells_all_channels(probe: Probe) -> None:
    family = FAMILIES["cmstop_a"]
    with MediaApp() as app:
        found = probe.findings(f"{family.base(app.url)}/{family.listing}")
    assert [(c["id"], c["taken"]) for c in found["channels"]] == [
        (category, True) for category in family.channels.values()
    ]
    assert {trial["channel"] for trial in found["trials"]} == {"要闻", "民生", "乡镇"}
    assert found["articles"] == 20
