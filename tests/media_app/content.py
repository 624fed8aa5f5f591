"""The outlet's articles: read from the TOML files under ``content/``.

A text is written one piece a line::

    a paragraph          # a heading          > a quotation
    - a list item        | a | table | row    !caption of a picture        %video

Bylines (``head``, ``tail``) mark what they say of people: ``（@全媒体记者 #沈若川）`` is
printed without the two marks and means the credit (全媒体记者, 沈若川).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

CHANNELS = {"yw": "要闻", "ms": "民生", "xz": "乡镇", "wl": "文旅"}
OUTLET = "清川融媒"
ZONE = timezone(timedelta(hours=8))
CONTENT = Path(__file__).parent / "content"

_MARKS = {"#": "heading", ">": "quotation", "-": "list", "|": "table", "!": "image", "%": "video"}
_CREDIT = re.compile(r"@(?P<role>\w+)|#(?P<name>\w+)")
_ID = re.compile(r"(\d+)(?:\.\w+)?$")


@dataclass(frozen=True)
class Piece:
    """One piece of a text: ``text`` has a line an item or row, cells joined by tabs;
    for a picture it is the caption. ``src`` is the path of a picture or video."""

    kind: str
    text: str = ""
    src: str = ""

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @property
    def rows(self) -> list[list[str]]:
        return [line.split("\t") for line in self.lines]


@dataclass(frozen=True)
class Story:
    """An article as the outlet keeps it; ``at`` is the minute it appeared.

    ``also`` are further addresses that show the same page, ``cut`` how many paragraphs the
    folded copy of a twin body holds (0: all), ``state`` how it stands now: ``up``, or the
    way it was taken down (``404``, ``410``, ``notice``, ``home``).
    """

    path: str
    channel: str
    template: str
    title: str
    at: datetime
    text: str
    source: str | None = OUTLET
    head: str = ""
    tail: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    reprint_of: str = ""
    cut: int = 0
    state: str = "up"
    listed: bool = True

    @cached_property
    def id(self) -> str:
        found = _ID.search(self.path)
        return found.group(1) if found else "0"

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(read_pieces(self.text, self.id, self.at))

    @property
    def credits(self) -> tuple[tuple[str, str], ...]:
        """(role, name) of everybody whom the bylines name, in page order."""
        return tuple(read_credits([self.head, *self.tail]))

    @property
    def head_line(self) -> str:
        return unmark(self.head)

    @property
    def tail_lines(self) -> list[str]:
        return [unmark(line) for line in self.tail]


def unmark(byline: str) -> str:
    """The byline as a reader sees it."""
    return byline.replace("@", "").replace("#", "")


def read_credits(bylines: list[str]) -> Iterator[tuple[str, str]]:
    """(role, name) for each marked name; a name belongs to the last role before it."""
    for byline in bylines:
        role = ""
        for found in _CREDIT.finditer(byline):
            role = found["role"] or role
            if found["name"]:
                yield role, found["name"]


def read_pieces(text: str, story_id: str, at: datetime) -> Iterator[Piece]:
    """The pieces of a text; neighbouring list items and table rows become one piece."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pictures = 0
    for kind, group in groupby(lines, key=lambda line: _MARKS.get(line[0], "paragraph")):
        if kind in ("list", "table"):
            yield Piece(kind, "\n".join(_item(line) for line in group))
            continue
        for line in group:
            if kind == "image":
                pictures += 1
                yield Piece(kind, line[1:].strip(), picture_path(at, story_id, pictures))
            elif kind == "video":
                yield Piece(kind, "", f"/media/{at:%Y/%m%d}/{story_id}.mp4")
            else:
                yield Piece(kind, line if kind == "paragraph" else line[1:].strip())


def _item(line: str) -> str:
    if line.startswith("|"):
        return "\t".join(cell.strip() for cell in line.strip("|").split("|"))
    return line[1:].strip()


def picture_path(at: datetime, story_id: str, number: int) -> str:
    """Pictures are named by their upload time in milliseconds, as CmsTop does."""
    millis = int(at.timestamp()) * 1000 + int(story_id) % 1000
    suffix = "png" if number % 3 == 0 else "jpg"
    return f"/upload/{at:%Y/%m%d}/{millis}{number}.{suffix}"


def story_from(raw: Mapping[str, Any]) -> Story:
    """A story from its TOML or JSON form. Raises TypeError or ValueError when it is not one."""
    values = dict(raw)
    at = values["at"]
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    values["at"] = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    for name in ("tail", "also"):
        values[name] = tuple(values.get(name, ()))
    if values.get("source") == "":
        values["source"] = None
    return Story(**values)


def read_content(folder: Path = CONTENT) -> list[dict[str, Any]]:
    """The raw articles of all files of ``folder``, reprints given the text that they copy."""
    raws: list[dict[str, Any]] = []
    for file in sorted(folder.glob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        raws += [{"channel": data["channel"], **article} for article in data["article"]]
    texts = {raw["path"]: raw.get("text", "") for raw in raws}
    return [_copied(raw, texts) for raw in raws]


def _copied(raw: dict[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """A reprint says what it changes in the text of its original: ``replace = [[old, new]]``."""
    changes = raw.pop("replace", [])
    if "reprint_of" in raw:
        text = texts[raw["reprint_of"]]
        for old, new in changes:
            text = text.replace(old, new)
        raw["text"] = text
    return raw
