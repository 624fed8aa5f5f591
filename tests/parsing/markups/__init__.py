"""One article in more than two hundred markups: the same text as different systems write it.

``catalog.txt`` names the markups and says what each chooses for every part of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.parsing.markups.documents import document
from tests.parsing.markups.handmade import HANDMADE
from tests.parsing.markups.pictures import address
from tests.parsing.markups.seed import Seed
from tests.parsing.markups.writer import Writer

URL = "https://m.example.cn/p/1.html"


@dataclass(frozen=True)
class Written:
    """A page, the text it holds, and its picture's address; '' where it has none.

    ``hard_wrapped``: its source breaks lines within sentences, which browsers show as spaces.
    """

    body: bytes
    seed: Seed
    picture: str
    hard_wrapped: bool = False


def _catalog() -> dict[str, dict[str, str]]:
    """Each markup's choices by its name; what its line does not choose it has from its ground."""
    grounds: dict[str, dict[str, str]] = {}
    markups = {}
    for name, choices in map(_choices, _catalog_lines()):
        ground = grounds.get(choices.pop("on", "0"), {})
        held = grounds if name.startswith("ground ") else markups
        held[name.removeprefix("ground ")] = ground | choices
    return markups


def _catalog_lines() -> list[str]:
    text = (Path(__file__).parent / "catalog.txt").read_text("utf-8").replace("\n    ", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _choices(line: str) -> tuple[str, dict[str, str]]:
    name, _, chosen = line.partition(":")
    return name, dict(choice.split("=") for choice in chosen.split())


_MARKUPS = _catalog()
NAMES = [*HANDMADE, *_MARKUPS]


def write(seed: Seed, name: str) -> Written:
    """The page of a seed in the markup of that name."""
    if name in HANDMADE:
        page, picture = HANDMADE[name]
        return Written(page(seed).encode(), seed, picture)
    choices = _MARKUPS[name]
    if choices["punctuation"] == "full_width":
        seed = seed.in_full_width()
    page = document(Writer(seed, name, choices))
    hard_wrapped = not {"hard_wrapped", "words_lines"}.isdisjoint(choices.values())
    return Written(page, seed, address(choices["picture"]), hard_wrapped)
