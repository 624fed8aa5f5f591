"""The figures of all readers on a group of pages, for a terminal and as Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from tests.benchmarks.reading.readings import Readings
from tests.benchmarks.reading.score import total

#: Measure, heading, meaning.
MEASURES = (
    ("title", "title", "exact, spaces aside"),
    ("minute", "minute", "right to the minute, where the page tells it"),
    ("day", "day", "right to the day"),
    ("reporters", "reporters", "F1 of reporters' and correspondents' names"),
    ("editors", "editors", "F1 of editors' names"),
    ("source", "source", "exact, spaces aside"),
    ("body", "body", "F1 of runs of four characters, mean of pages"),
    ("paragraphs", "paragraphs", "share of those expected that are there, mean of pages"),
    ("dirty", "dirty", "share of pages with text that is not the article's"),
)
_CPU = ("CPU ms", "median of pages")
_NONE = "–"
#: Columns at least: a narrow terminal wraps lines, which loses no figure.
_WIDTH = 140


@dataclass(frozen=True)
class Section:
    """A table: its title, and each reader's figures as text, under ``HEADINGS``."""

    title: str
    rows: tuple[tuple[str, ...], ...]


HEADINGS = ("reader", *(heading for _, heading, _ in MEASURES), _CPU[0])


def section(title: str, groups: Sequence[str], readers: Sequence[Readings]) -> Section | None:
    """The table of some groups of pages; None where there is none of them."""
    count = sum(reading.page.group in groups for reading in readers[0].each)
    if not count:
        return None
    rows = tuple(_row(reader, groups) for reader in readers)
    return Section(f"{title} ({count} pages)", rows)


def show(made: Section) -> None:
    table = Table(title=made.title, title_justify="left")
    for number, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="right" if number else "left", no_wrap=bool(number))
    for row in made.rows:
        table.add_row(*row)
    Console(width=max(_WIDTH, Console().width)).print(table)


def as_markdown(made: Section) -> str:
    lines = [f"### {made.title}", "", _line(HEADINGS)]
    lines.append("|---|" + "---:|" * (len(HEADINGS) - 1))
    return "\n".join([*lines, *map(_line, made.rows)]) + "\n"


def meanings() -> str:
    """What each column says, in one line."""
    told = [(heading, meaning) for _, heading, meaning in MEASURES]
    return "; ".join(f"{heading}: {meaning}" for heading, meaning in [*told, _CPU]) + "."


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _row(reader: Readings, groups: Sequence[str]) -> tuple[str, ...]:
    both = zip(reader.each, reader.marks, strict=True)
    picked = [(reading, marks) for reading, marks in both if reading.page.group in groups]
    figures = [total([marks for _, marks in picked], measure) for measure, _, _ in MEASURES]
    cpu = statistics.median(reading.seconds * 1000 for reading, _ in picked)
    shown = (_NONE if figure is None else f"{figure:.3f}" for figure in figures)
    return reader.title, *shown, f"{cpu:.1f}"
