"""Our own reader alone makes a table, without the network and without the others."""

from __future__ import annotations

import re

from tests.benchmarks.reading.compare import tables
from tests.benchmarks.reading.pages import own_pages
from tests.benchmarks.reading.readers import OURS, READERS, ROOT
from tests.benchmarks.reading.readings import read
from tests.benchmarks.reading.table import HEADINGS, as_markdown


def test_the_table_of_two_pages() -> None:
    pages = own_pages()[:2]
    steps: list[None] = []
    ours = read(OURS, pages, lambda: steps.append(None))
    assert len(steps) == 2
    assert [reading.fault for reading in ours.each] == ["", ""]
    (made,) = tables([ours])
    assert made.title == "Pages of our own writing (2 pages)"
    (row,) = made.rows
    figures = dict(zip(HEADINGS, row, strict=True))
    assert re.fullmatch(r"ours \d+\.\d+\.\d+", figures["reader"])
    assert figures["title"] == "1.000"
    assert float(figures["body"]) > 0.95  # bylines, which the scorer's text has, are not expected
    assert float(figures["CPU ms"]) > 0


def test_the_markdown_has_a_line_for_each_reader() -> None:
    (made,) = tables([read(OURS, own_pages()[:2], lambda: None)])
    lines = as_markdown(made).splitlines()
    assert lines[0] == f"### {made.title}"
    assert {line.count("|") for line in lines[2:]} == {len(HEADINGS) + 1}
    assert len(lines) == 5


def test_the_others_are_no_dependency_of_the_product() -> None:
    locked = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = (ROOT / "tests" / "benchmarks" / "peers.txt").read_text("utf-8")
    for distribution in {reader.distribution for reader in READERS.values()} - {""}:
        assert f"\n{distribution}==" in f"\n{pinned}"
        assert f"\n{distribution}==" not in f"\n{locked}"
