"""The scorer is right about cases worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.benchmarks.reading.pages import corpus_gold, own_gold
from tests.benchmarks.reading.readers import written
from tests.benchmarks.reading.score import (
    Gold,
    likeness,
    marks,
    people,
    shingles,
    stamp,
    total,
)

GOLD = Gold(
    title="三条线路 调整",
    times=("2024-03-05T09:12:44+08:00",),
    reporters=frozenset(("何清", "周小满")),
    editors=frozenset(("田野",)),
    source="云溪发布",
    bodies=("一二三四五六",),
    paragraphs=("一二三", "四，五六", "七八九"),
    unwanted=("推荐阅读",),
)
READ = {
    "title": "三条线路调整",
    "published": "2024-03-05 09:12",
    "authors": ["记者何清", "李四"],
    "editor": "责任编辑：田野",
    "source": "云溪日报",
    "text": "一二三四五六",
}


def test_each_measure_of_one_reading() -> None:
    assert marks(GOLD, READ, READ) == {
        "title": (1, 1),
        "day": (1, 1),
        "minute": (1, 1),
        "reporters": (2, 4),
        "editors": (2, 2),
        "source": (0, 1),
        "body": (1, 1),
        "paragraphs": (2 / 3, 1),
        "dirty": (0, 1),
    }


def test_an_empty_reading_is_wrong_in_all_that_the_reader_gives() -> None:
    made = marks(GOLD, {}, READ)
    assert {measure for measure, (part, _) in made.items() if part} == set()
    assert made.keys() == marks(GOLD, READ, READ).keys()


def test_what_a_reader_never_gives_or_nobody_labelled_is_not_asked() -> None:
    assert marks(GOLD, READ, ["published"]).keys() == {"day", "minute"}
    assert marks(Gold(), READ, READ) == {}


def test_a_page_with_strange_text_is_dirty() -> None:
    read = {"text": "一二三四五六\n推荐 阅读"}
    assert marks(GOLD, read, read)["dirty"] == (1, 1)


def test_the_nearest_body_counts() -> None:
    gold = replace(GOLD, bodies=("完全不同的字", "一二三四五六"))
    assert marks(gold, READ, READ)["body"] == (1, 1)


def test_names_that_count_neither_way() -> None:
    gold = replace(GOLD, either=frozenset(("李四",)))
    assert marks(gold, READ, READ)["reporters"] == (2, 3)


def test_a_total_is_the_sum_of_parts_by_the_sum_of_wholes() -> None:
    pages = [{"title": (1.0, 1.0)}, {"title": (0.0, 1.0)}, {"reporters": (0.0, 0.0)}]
    assert total(pages, "title") == 0.5
    assert total(pages, "reporters") is None
    assert total(pages, "body") is None


def test_shingles_are_runs_of_four_without_punctuation() -> None:
    assert shingles("一二，三四五") == {"一二三四": 1, "二三四五": 1}
    assert shingles("ＡＢ") == {"ab": 1}
    assert shingles("，") == {}
    # Two of the three runs here and of the two there are the same: 2 · 2 / 5.
    assert likeness(shingles("一二三四五六"), shingles("一二三四五")) == pytest.approx(0.8)
    assert likeness(shingles("一二三四"), shingles("")) == 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-03-05T09:12:44+08:00", "2024-03-05 09:12"),
        ("2024年3月5日 9时12分", "2024-03-05 09:12"),
        ("发布时间：2024/03/05 09：12", "2024-03-05 09:12"),
        ("2024-03-05T01:12:44Z", "2024-03-05 09:12"),
        ("2024-03-05 01:12:44.5 +0000", "2024-03-05 09:12"),
        ("2024-03-04T20:12:00-05:00", "2024-03-05 09:12"),
        ("Tue, 05 Mar 2024 01:12:44 GMT", "2024-03-05 09:12"),
        ("2024-03-05", "2024-03-05"),
        ("2024-13-05", ""),
        ("3小时前", ""),
        (None, ""),
    ],
)
def test_times(value: str | None, expected: str) -> None:
    assert stamp(value) == expected


def test_where_the_page_tells_a_day_the_minute_is_not_asked() -> None:
    gold = Gold(times=("2024-03-05",))
    assert marks(gold, READ, ["published"]) == {"day": (1, 1)}
    late = Gold(times=("2024-03-05T09:12:00+08:00", "2024-03-06T10:00:00+08:00"))
    read = {"published": "2024-03-06"}
    assert marks(late, read, read) == {"day": (1, 1), "minute": (0, 1)}


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("本报记者 何清 通讯员：周小满", {"何清", "周小满"}),
        ("全媒体记者何清、周小满", {"何清", "周小满"}),
        (["何清;周小满"], {"何清", "周小满"}),
        ("（责任编辑：田野）", {"田野"}),
        ("", set()),
        (None, set()),
    ],
)
def test_people(value: object, names: set[str]) -> None:
    assert people(value) == names


def test_the_gold_of_a_page_of_our_own() -> None:
    facts = {
        "title": "标题",
        "published_at": "2012-09-03T00:00:00+08:00",
        "source_name": None,
        "blocks": [
            ["image", "https://img.example.cn/1.jpg", "候车的人", "何清"],
            ["paragraph", "正文。"],
            ["video", "https://img.example.cn/1.mp4", ""],
            ["paragraph", "（责任编辑：田野）"],
        ],
        "credits": [
            {"role": "记者", "name": "何清", "kind": "reporter"},
            ["编辑", "田野", "", "editor", "tail"],
        ],
        "must_not_contain": ["推荐阅读"],
    }
    assert own_gold(facts, "<p>2012年9月3日") == Gold(
        title="标题",
        times=("2012-09-03",),
        reporters=frozenset(("何清",)),
        editors=frozenset(("田野",)),
        bodies=("候车的人\n正文。\n（责任编辑：田野）", "候车的人\n正文。"),
        paragraphs=("正文。",),
        unwanted=("推荐阅读",),
    )
    assert own_gold(facts, "<p>3小时前").times == ()


def test_the_gold_of_a_page_of_the_corpus() -> None:
    facts = {
        "title": "标题",
        "published": "2019-09-26T07:19:52+08:00",
        "published_also_ok": ["2019-09-27"],
        "authors": None,
        "editors": [],
        "source": None,
        "gold_body": "正文",
        "gold_body_alt": None,
        "body_must_contain": ["正文"],
        "body_must_not_contain": [],
    }
    assert corpus_gold(facts) == Gold(
        title="标题",
        times=("2019-09-26T07:19:52+08:00", "2019-09-27"),
        editors=frozenset(),
        bodies=("正文",),
        paragraphs=("正文",),
    )


def test_a_naive_midnight_is_a_day() -> None:
    assert written(datetime(2024, 3, 5)) == "2024-03-05"
    assert written(datetime(2024, 3, 5, tzinfo=UTC)) == "2024-03-05T00:00:00+00:00"
    assert written(None) == ""
