"""The strings behind the outlet: clock, edits, takedowns, counts, and its life as a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from tests.media_app import MediaApp, source_toml
from tests.media_app.content import ZONE
from tests.media_app.launcher import ROOT
from tests.media_app.reader import get

PATH = "/news/2026/1119/231301.shtml"
STORY = {
    "path": "/p/464799.html",
    "channel": "yw",
    "template": "pc",
    "title": "清川县今日初雪",
    "at": "2026-11-20 10:30",
    "text": "上午十点，石鼓岭落下今冬第一场雪。",
}


def paths(app: MediaApp) -> list[str]:
    return [entry.path for entry in app.expected]


def test_an_article_appears_when_the_clock_reaches_it(app: MediaApp) -> None:
    app.add(**STORY)
    assert STORY["path"] not in paths(app)
    assert get(app, STORY["path"]).status == 404
    app.set_clock(datetime(2026, 11, 20, 10, 30, tzinfo=ZONE))
    assert paths(app)[0] == STORY["path"]
    assert STORY["title"] in get(app, STORY["path"]).text


def test_an_edit_changes_page_and_expectation(app: MediaApp) -> None:
    app.edit(PATH, title="更正后的标题", tail=["@编辑：#尤见山"])
    entry = next(entry for entry in app.expected if entry.path == PATH)
    assert (entry.title, entry.editors) == ("更正后的标题", ["尤见山"])
    assert "更正后的标题" in get(app, PATH).text


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [("404", 404, "已删除"), ("410", 410, "已删除"), ("notice", 200, "已下线"), ("home", 302, "")],
)
def test_a_takedown_comes_in_four_ways(app: MediaApp, how: str, status: int, words: str) -> None:
    app.remove(PATH, how)
    answer = get(app, PATH)
    assert answer.status == status
    assert words in answer.text
    assert PATH not in paths(app)


def test_a_removed_article_may_stay_listed_and_is_then_expected_gone(app: MediaApp) -> None:
    app.remove(PATH, listed=True)
    assert next(entry.outcome for entry in app.expected if entry.path == PATH) == "gone"


def test_reset_restores_the_first_morning(app: MediaApp) -> None:
    before = app.expected
    app.remove(PATH)
    get(app, PATH)
    app.reset()
    assert app.expected == before
    assert app.counts() == {}


def test_requests_are_counted_by_path_and_query(app: MediaApp) -> None:
    for query in ("1", "1", "2"):
        get(app, f"/list/ms?page={query}")
    assert app.counts() == {"/list/ms?page=1": 2, "/list/ms?page=2": 1}
    assert (app.hits("/list/ms"), app.hits("/list/ms?page=1")) == (3, 2)
    app.forget_counts()
    assert app.hits("/list/ms") == 0


def test_an_order_that_makes_no_sense_is_refused(app: MediaApp) -> None:
    with pytest.raises(RuntimeError, match="KeyError"):
        app.edit("/no/such/article", title="")
    with pytest.raises(RuntimeError, match="taken down"):
        app.remove(PATH, "vanish")


def test_robots_allow_or_deny() -> None:
    with MediaApp(robots="deny") as denying:
        assert "Disallow: /\n" in get(denying, "/robots.txt").text


def test_the_default_robots_close_no_article(app: MediaApp) -> None:
    text = get(app, "/robots.txt").text
    closed = [line.split(": ")[1] for line in text.splitlines() if line.startswith("Disallow")]
    assert not [path for path in paths(app) if path.startswith(tuple(closed))]


def test_the_source_file_names_the_four_channels() -> None:
    source = tomllib.loads(source_toml("http://127.0.0.1:8000", render="never", min_entries=None))
    assert source["base_url"] == "http://127.0.0.1:8000"
    assert (source["render"], source["delay"], "min_entries" in source) == ("never", 0, False)
    assert [channel["name"] for channel in source["channels"]] == ["要闻", "民生", "乡镇", "文旅"]
    assert all(set(channel) == {"name", "url"} for channel in source["channels"])


def test_a_folder_with_one_more_article_adds_it(tmp_path: Path) -> None:
    seed = {
        "title": "镇上的第一家书店",
        "published_at": "2022-02-16T22:49:00+08:00",
        "caption": "书店一角。镇里供图",
        "body_paragraphs": ["书店开在邮局旁边。", "店主原是邮递员。"],
        "reporters": ["方叙白"],
        "correspondents": ["舒香"],
        "editors": ["苏眠"],
        "source": None,
        "reader_count": 12,
    }
    (tmp_path / "expected.json").write_text(json.dumps(seed), encoding="utf-8")
    with MediaApp(seed_dir=tmp_path) as app:
        entry = next(entry for entry in app.expected if entry.title == seed["title"])
        assert entry.published_at == seed["published_at"]
        assert (entry.reporters, entry.correspondents) == (["方叙白"], ["舒香"])
        assert get(app, entry.path).words.count("店主原是邮递员。") == 2


@pytest.mark.parametrize("end", ["SIGTERM", "SIGINT", "parent"])
def test_it_stops_cleanly(end: str) -> None:
    command = [sys.executable, "-m", "tests.media_app", "--die-with-parent"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdin
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        if end == "parent":
            process.stdin.close()
        else:
            os.kill(process.pid, getattr(signal, end))
        assert process.wait(timeout=5) == 0
