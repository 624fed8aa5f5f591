"""Each family from its listing and from an article; what is saved crawls without an edit."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from typing import Any
from urllib.parse import urljoin

import pytest

from crawler.platforms.core.platform import Platform, UrlMatch
from crawler.platforms.registry import GENERIC, get_platform
from tests.crawling import Crawls
from tests.media_app import MediaApp
from tests.media_app.content import CHANNELS, read_content, story_from
from tests.media_app.families import FAMILIES, Family
from tests.probe.conftest import Probe

_STORY = next(s for s in map(story_from, read_content()) if s.template == "pc")
_EACH = pytest.mark.parametrize("family", FAMILIES.values(), ids=list(FAMILIES))


def reader(family: Family) -> Platform:
    """The platform of a family, which the outlet may be served by in several ways."""
    return get_platform(getattr(family, "platform", "") or family.name)


def named(family: Family) -> str | None:
    """What a probe says of the family: nothing of pages and feeds that any outlet may have."""
    name = reader(family).name
    return None if name == GENERIC.name else name


def telling(family: Family, app: MediaApp, names: Collection[str]) -> list[str]:
    """The options by which a person tells a probe these facts of the outlet."""
    facts = family.facts(app.url)
    return [part for name in names for part in ("--platform-option", f"{name}={facts[name]}")]


def has_menu(family: Family, url: str) -> bool | None:
    """Whether the outlet has a menu of channels; None where an article's page may lead to them."""
    where = reader(family).match_url(url)
    if where is None or family.pages_by:
        return None
    values = {**where.values, **family.platform_options}
    ask = reader(family).channels_request(UrlMatch(where.base_url, values))
    return ask is not None and "menu" not in family.lacks


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
        found = probe.findings(url, *telling(family, app, family.said), "--save", "probed")
        assert (found["platform"], found["kind"]) == (named(family), "listing")
        assert bool(found["evidence"]) == (found["platform"] is not None)
        assert found["requests"] == sum(app.counts().values())
        assert found["articles"] == found["tried"] >= 5
        assert found["coverage"]["title"] == found["coverage"]["published_at"] == found["articles"]
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
def test_from_an_article(family: Family, probe: Probe) -> None:
    with MediaApp() as app:
        url = f"{family.base(app.url)}/{family.article(_STORY)}"
        works = has_menu(family, url)
        found = probe.findings(
            url, *telling(family, app, family.platform_options), status=works is False
        )
        assert found["requests"] == sum(app.counts().values())
    assert found["platform"] == (family.pages_by or named(family))
    assert bool(found["evidence"]) == (found["platform"] is not None)
    channels = {c["id"] or c["url"] for c in found["channels"] if c["taken"]}
    if works:
        assert channels <= set(family.channels.values())
    if works is False:
        assert "listing" in found["fault"]
    else:
        assert channels
        assert found["articles"] == found["tried"] >= 5


def test_what_neither_address_nor_page_tells_is_asked_for(probe: Probe) -> None:
    family = FAMILIES["rednet"]
    with MediaApp() as app:
        url = f"{family.base(app.url)}/{family.article(_STORY)}"
        found = probe.findings(url, "--platform-option", "colour=red", status=1)
    assert found["missing"] == ["area_code", "version"]
    assert (
        found["fault"] == "the interface wants to be told: area_code (the areaCode of the county)"
    )
    assert "No fact that this family asks for: colour." in found["notes"]


@pytest.mark.parametrize("said", ["app_id", "=1", "app_id="])
def test_a_fact_has_a_name_and_a_value(probe: Probe, said: str) -> None:
    ended = probe.run("http://127.0.0.1:9/", "--platform-option", said)
    assert ended.returncode == 2
    assert f"--platform-option takes NAME=VALUE, not {said}" in ended.stderr + ended.stdout


def test_a_menu_tells_all_channels(probe: Probe) -> None:
    family = FAMILIES["cmstop_a"]
    with MediaApp() as app:
        found = probe.findings(f"{family.base(app.url)}/{family.listing}")
    assert [(c["id"], c["taken"]) for c in found["channels"]] == [
        (category, True) for category in family.channels.values()
    ]
    assert {trial["channel"] for trial in found["trials"]} == {"要闻", "民生", "乡镇"}
    assert found["articles"] == 20
