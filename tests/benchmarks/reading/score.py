"""How right a reading is, by measures that each come as a part of a whole.

A measure over many pages is the sum of its parts by the sum of its wholes: a mean for those
whose whole is one a page, a micro F1 for names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

Marks = dict[str, tuple[float, float]]
_SHINGLE = 4
_BEIJING = timezone(timedelta(hours=8))
_TIME = re.compile(
    r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2})\s*[:时]\s*(\d{1,2})(?:\s*[:分]\s*\d{1,2}(?:\.\d+)?)?秒?"
    r"\s*(Z|[+-]\d\d:?\d\d)?)?"
)
_ROLE = re.compile(r"[^\s,、;/|:()【】]{0,8}?(?:记者|通讯员|作者|编辑|责编)\s*:?")
_BETWEEN_NAMES = re.compile(r"[\s,、;/|&()【】\[\]]+")


@dataclass(frozen=True)
class Gold:
    """What a page holds. None, or nothing, where it is not labelled: then it is not asked.

    Of ``times`` the first says whether the minute is asked; each is right. ``either`` are names
    that count neither way. Of ``bodies`` the one nearest to the reading counts.
    """

    title: str | None = None
    times: tuple[str, ...] = ()
    reporters: frozenset[str] | None = None
    editors: frozenset[str] | None = None
    either: frozenset[str] = frozenset()
    source: str | None = None
    bodies: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def marks(gold: Gold, read: dict[str, Any], given: Collection[str]) -> Marks:
    """The measures of one reading, as far as ``given`` names what this reader gives at all."""
    made: Marks = {}
    if gold.title is not None and "title" in given:
        made["title"] = _one(tight(read.get("title")) == tight(gold.title))
    if gold.times and "published" in given:
        made |= _times(gold.times, read.get("published"))
    if gold.reporters is not None and "authors" in given:
        made["reporters"] = _names(gold.reporters, read.get("authors"), gold.either)
    if gold.editors is not None and "editor" in given:
        made["editors"] = _names(gold.editors, read.get("editor"), frozenset())
    if gold.source and "source" in given:
        made["source"] = _one(tight(read.get("source")) == tight(gold.source))
    if "text" in given:
        made |= _body(gold, read.get("text") or "")
    return made


def total(pages: Iterable[Marks], measure: str) -> float | None:
    """One measure over many pages; None where it was asked of none."""
    asked = [page[measure] for page in pages if measure in page]
    whole = sum(of for _, of in asked)
    return sum(part for part, _ in asked) / whole if whole else None


def tight(text: object) -> str:
    """NFKC, without spaces and what is not seen."""
    plain = unicodedata.normalize("NFKC", str(text or ""))
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf")


def bare(text: str) -> str:
    """Letters and digits alone: punctuation and spaces count neither way."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def stamp(value: object) -> str:
    """``2024-03-05 09:12`` in Beijing, where times without a zone are too; the day alone where
    there is no clock; '' where there is no time."""
    text = unicodedata.normalize("NFKC", str(value or ""))
    found = _TIME.search(text)
    try:
        if not found:
            return f"{parsedate_to_datetime(text).astimezone(_BEIJING):%Y-%m-%d %H:%M}"
        year, month, day, hour, minute = (int(part or 0) for part in found.groups()[:5])
        moment = datetime(year, month, day, hour, minute, tzinfo=_zone(found[6]))
    except (ValueError, OverflowError):
        return ""
    if found[4] is None:
        return f"{moment:%Y-%m-%d}"
    return f"{moment.astimezone(_BEIJING):%Y-%m-%d %H:%M}"


def people(value: object) -> frozenset[str]:
    """The names in a line or in several, without the roles before them."""
    lines = value if isinstance(value, list | tuple | set | frozenset) else [value]
    names: set[str] = set()
    for line in lines:
        text = unicodedata.normalize("NFKC", str(line or ""))
        names |= set(_BETWEEN_NAMES.split(_ROLE.sub(" ", text)))
    return frozenset(names - {""})


def shingles(text: str) -> Counter[str]:
    """Runs of four characters and how often each stands there; a shorter text is one run."""
    plain = bare(text)
    last = max(1, len(plain) - _SHINGLE + 1) if plain else 0
    return Counter(plain[at : at + _SHINGLE] for at in range(last))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """F1 of two bags."""
    whole = one.total() + other.total()
    return 2 * (one & other).total() / whole if whole else 1.0


def _one(right: bool) -> tuple[float, float]:
    return float(right), 1.0


def _zone(text: str | None) -> timezone:
    if not text:
        return _BEIJING
    if text == "Z":
        return timezone(timedelta())
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(ahead if text[0] == "+" else -ahead)


def _times(golds: tuple[str, ...], value: object) -> Marks:
    right, read = [stamp(gold) for gold in golds], stamp(value)
    made = {"day": _one(read[:10] in {gold[:10] for gold in right})}
    if len(right[0]) > len("2024-03-05"):
        made["minute"] = _one(read in right)
    return made


def _names(gold: frozenset[str], value: object, either: frozenset[str]) -> tuple[float, float]:
    named = people(value) - (either - gold)
    return 2.0 * len(named & gold), float(len(named) + len(gold))


def _body(gold: Gold, text: str) -> Marks:
    read, plain = shingles(text), bare(text)
    made: Marks = {}
    if gold.bodies:
        made["body"] = max(likeness(shingles(body), read) for body in gold.bodies), 1.0
    if gold.paragraphs:
        found = sum(bare(paragraph) in plain for paragraph in gold.paragraphs)
        made["paragraphs"] = found / len(gold.paragraphs), 1.0
    if gold.unwanted:
        made["dirty"] = _one(any(bare(words) in plain for words in gold.unwanted if bare(words)))
    return made
