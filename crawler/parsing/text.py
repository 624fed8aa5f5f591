"""Normalise text, and make the keys by which two texts are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import groupby, islice

#: Characters that take no room on the page: controls, zero-width, direction marks,
#: variation of a byte order mark, halves of surrogate pairs, and the glyphs of icon fonts.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f]"
)
#: No letter of any language has more accents; normal forms sort a run in the square of its length.
_MOST_ACCENTS = 30
#: A unit sign without its lead byte. GBK has them at A9 4A to A9 50 (㎎ to ㏄), GB 2312 has none;
#: a page once read as GB 2312 keeps the second byte, a letter: 150\ufffdO, 9000元/\ufffdO.
_LOST_UNIT = re.compile(r"(?<=[\d/])\ufffd([J-P])(?![A-Za-z\d])")
_NOT_WORD = re.compile(r"[\W_]+")


def normalize_text(text: str) -> str:
    """One line: NFC, nothing unseen, unit signs whole, every run of white space one space, none
    at the ends."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    if _UNSEEN.search(line):
        line = " ".join(_UNSEEN.sub("", line).split())
    if "\ufffd" in line:
        line = _LOST_UNIT.sub(_unit, line)
    if unicodedata.is_normalized("NFC", line):
        return line
    return unicodedata.normalize("NFC", _with_few_accents(line))


def _unit(lost: re.Match[str]) -> str:
    return (b"\xa9" + lost[1].encode()).decode("gbk")


def _with_few_accents(line: str) -> str:
    runs = groupby(line, key=lambda letter: unicodedata.combining(letter) > 0)
    return "".join("".join(islice(run, _MOST_ACCENTS) if over else run) for over, run in runs)


def comparison_key(text: str) -> str:
    """What is left of a text when width, case, spaces and punctuation do not count."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).lower()


def spelt(patterns: Iterable[str], parts: Mapping[str, str]) -> str:
    """Patterns as one, their named parts spelt out."""
    pattern = "|".join(patterns)
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return pattern
