"""Dice, the table of mutations, and what they share: how a page is read, torn and added to."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from crawler.parsing.page import decode_body

MIB = 1 << 20
#: The deepest nesting (elements), and the most of what stands beside each other.
DEEP, WIDE = 5000, 20_000
#: Behind what something may be set in.
_PLACES = re.compile(
    r"<body[^>]*>|</h[1-6]>|<p[^>]*>|</p>|<div[^>]*>|</div>|<img[^>]*>|</?title>|</html>", re.I
)
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.I | re.S)


class Dice(Random):
    """Random numbers of one seed, and sizes up to ``scale`` of the most that is asked for."""

    def __init__(self, seed: int, scale: float = 1.0) -> None:
        super().__init__(seed)
        self._scale = scale

    def size(self, most: int) -> int:
        """The most, scaled, once in three; else less, down to a thirtieth of it."""
        share = 1.0 if self.random() < 1 / 3 else float(30 ** -self.random())
        return max(1, int(most * self._scale * share))


Mutation = Callable[[bytes, Dice], bytes]
MUTATIONS: dict[str, Mutation] = {}


def mutation(change: Mutation) -> Mutation:
    """Add a function to the mutations under its own name."""
    MUTATIONS[change.__name__] = change
    return change


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def within_body(page: bytes) -> str:
    """What the body of a page holds; all of a page that has no body."""
    text = decode_body(page)
    found = _BODY.search(text)
    return found[1] if found else text


def into(page: bytes, dice: Dice, html: str) -> bytes:
    """The page in UTF-8 with something set in at one place."""
    text = decode_body(page)
    at = dice.choice([m.end() for m in _PLACES.finditer(text)] or [0])
    return encoded(text[:at] + html + text[at:])


def before(page: bytes, html: str) -> bytes:
    """The page in UTF-8 behind something."""
    return encoded(html + decode_body(page))


def torn(page: bytes, dice: Dice, count: int) -> list[bytes]:
    """The pieces of a page that is torn at ``count`` places."""
    ends = sorted(dice.randrange(len(page) + 1) for _ in range(count))
    return [page[a:b] for a, b in zip([0, *ends], [*ends, len(page)], strict=True)]


def numbered(make: str, count: int) -> str:
    """A text so many times, with its number for each ``{0}``."""
    return "".join(make.format(n) for n in range(count))
