"""The text of a seed page, part by part, and what must become of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

from crawler.parsing.text import normalize_text

OWN = Path(__file__).parent / "seed"
_FULL_WIDTH = str.maketrans(",:;?()", "\uff0c\uff1a\uff1b\uff1f\uff08\uff09")


@dataclass(frozen=True)
class Seed:
    """The lines of the page as a browser shows them, in its order; the text stands there twice.

    ``leak`` is the template include that shows as text, ``expected`` what is not to be seen
    from the lines: people, the family of the page, what must never be stored.
    """

    wake: list[str]
    title: str
    time: str
    caption: str
    paragraphs: list[str]
    byline: str
    editor: str
    number: str
    related: str
    leak: str
    comments: list[str]
    expected: dict[str, Any]

    @property
    def copy(self) -> list[str]:
        """The lines that stand twice."""
        return [self.caption, *self.paragraphs, self.byline, self.editor]

    @property
    def published_at(self) -> datetime:
        return datetime.fromisoformat(self.expected["published_at"])

    @property
    def people(self) -> list[str]:
        expected = self.expected
        return [*expected["reporters"], *expected["correspondents"], *expected["editors"]]

    @property
    def caption_credit(self) -> str:
        """Who supplied the picture, as its caption says at its end."""
        return self.caption.split("。")[1].removesuffix("提供")

    @property
    def bylines(self) -> list[str]:
        return [normalize_text(self.byline), normalize_text(self.editor)]

    def in_full_width(self) -> Self:
        """The same article with full-width punctuation."""
        parts = ("title", "caption", "paragraphs", "byline", "editor")
        return replace(self, **{part: _widened(getattr(self, part)) for part in parts})


def _widened(value: Any) -> Any:
    if isinstance(value, list):
        return [line.translate(_FULL_WIDTH) for line in value]
    return value.translate(_FULL_WIDTH)


@cache
def load(folder: Path) -> Seed:
    """A seed from ``article.txt``, cut where its own structure cuts it, and ``expected.json``."""
    lines = [line.strip() for line in (folder / "article.txt").read_text("utf-8").splitlines()]
    lines = [line for line in lines if line]
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    title, number = lines.index(expected["title"]), lines.index(str(expected["reader_count"]))
    caption, *paragraphs, byline, editor = lines[title + 2 : number]
    end = number + 1 + number - title - 2
    assert lines[number + 1 : end] == lines[title + 2 : number]
    assert [caption, *paragraphs] == [expected["caption"], *expected["body_paragraphs"]]
    related, leak, *comments = lines[end:]
    return Seed(
        lines[:title], lines[title], lines[title + 1], caption, paragraphs, byline, editor,
        lines[number], related, leak, comments, expected,
    )  # fmt: skip
