"""The source file that is proposed passes the check, whatever pages call things."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest

from crawler.models.listing import Entry
from crawler.platforms.core.platform import PlatformOption
from crawler.probe.source_draft import ChannelCandidate, SourceDraft
from crawler.source_config.schema import Source

_AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
_HOME = "https://m.example.cn"


def channel(name: str, url: str, *entries: str) -> ChannelCandidate:
    return ChannelCandidate(
        name, "a link", url, looked=True, entries=[Entry(url) for url in entries]
    )


def written(draft: SourceDraft, url: str = f"{_HOME}/list") -> tuple[str, Source]:
    text = draft.toml(url, _AT)
    source = draft.source("probed", text)
    assert isinstance(source, Source), source
    return text, source


@pytest.mark.parametrize(
    "name",
    ["清川", "", 'a"b\\c', "two\nlines", "\x7f\x00 \u2028", "#[x]", "'''", '"""', "\ud800", " "],
)
def test_any_name_may_stand_in_the_file(name: str) -> None:
    draft = SourceDraft(_HOME, name=name, delay_why=name)
    draft.add(channel(name, f"{_HOME}/list?a=%22#[x]'", "/p/1"))
    draft.add(channel(name, f"{_HOME}/other", "/p/2"))
    draft.add(channel("没有", f"{_HOME}/a'b]"))
    draft.channels[-1].fault = name
    _, source = written(draft, f"{_HOME}/{name}")
    assert len(source.channels) == 2
    assert source.base_url == _HOME


def test_what_shows_nothing_stands_there_as_a_comment() -> None:
    draft = SourceDraft(_HOME, name="清川")
    draft.add(channel("要闻", f"{_HOME}/yw/", "/p/1"))
    draft.add(channel("空", f"{_HOME}/empty/"))
    double = draft.add(channel("重", f"{_HOME}/double/", "/p/1"))
    double.same_as = "要闻"
    draft.add(ChannelCandidate("未看", "a link", f"{_HOME}/unseen/"))
    text, source = written(draft)
    assert [(c.name, c.url) for c in source.channels] == [("要闻", "/yw/")]
    assert "# [[channels]]  # not taken: no entries" in text
    assert "not taken: shows what 要闻 shows" in text
    assert "not taken: not looked at" in text


def test_a_menu_is_believed_where_nobody_looked() -> None:
    draft = SourceDraft(_HOME, name="清川", platform="cmstop_a", evidence="e")
    draft.add(ChannelCandidate("要闻", "the outlet's menu", id="3"))
    draft.add(ChannelCandidate("要闻", "the outlet's menu", id="4"))
    _, source = written(draft)
    assert [(c.name, c.id) for c in source.channels] == [("要闻", "3"), ("要闻 (4)", "4")]


def test_facts_that_no_address_told_are_comments() -> None:
    draft = SourceDraft(_HOME, tenant={"appid": "17"})
    draft.missing = [
        PlatformOption("site", "the id of the outlet"),
        PlatformOption("area", "its area", "0"),
    ]
    draft.add(channel("要闻", f"{_HOME}/yw/", "/p/1"))
    text = draft.toml(_HOME, _AT)
    assert tomllib.loads(text)["platform_options"] == {"appid": "17"}
    assert '# site = "" # the id of the outlet: not found' in text
    assert '# area = "0" # its area: not found, and this is the usual value' in text
    assert [fact.name for fact in draft.needed] == ["site"]


def test_the_file_says_when_and_from_where() -> None:
    draft = SourceDraft(
        _HOME, name="清川", delay=5.0, delay_why="the Crawl-delay of its robots.txt"
    )
    draft.private = True
    draft.add(channel("要闻", f"{_HOME}/yw/", "/p/1"))
    text, source = written(draft)
    assert text.startswith(f"# Probed on 2026-11-20 01:00 UTC from {_HOME}/list\n")
    assert "Platform: not known" in text
    assert "delay = 5  # the Crawl-delay" in text
    assert (source.delay, source.allow_private, source.platform) == (5.0, True, None)
