"""What every part of a page is written with: the markup's choices, names, dice and characters."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from random import Random

from tests.parsing.markups.characters import ENCODINGS
from tests.parsing.markups.seed import Seed

_ATTRIBUTES = {
    "none": "",
    "named": ' class="{part}"',
    "hash": ' class="_{hash}"',
    "module": ' class="index_box__{hash}"',
    "bem": ' class="m-detail__{part}"',
    "vue": ' data-v-7ba5bd90 class="{part}"',
    "utility": ' class="flex-1 px-4 py-2 text-base leading-7"',
}


class Html(str):
    """Markup that stands as it is, where text would be written with the markup's characters."""


@dataclass(frozen=True)
class Names:
    """The attributes of a part, in the markup's way of naming: ``names["title"]``."""

    page: str
    way: str

    def __getitem__(self, part: str) -> str:
        letters = Random(f"{self.page} {part}").choices(string.ascii_letters, k=6)
        return _ATTRIBUTES[self.way].format(part=part, hash="".join(letters))


@dataclass
class Writer:
    """One page to be written: what it says, its name, and its choice for each part."""

    seed: Seed
    name: str
    choices: dict[str, str]
    dice: Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = Random(f"{self.name} markup")
        self._characters = Random(f"{self.name} characters")

    def __getitem__(self, part: str) -> str:
        """The markup's choice for a part."""
        return self.choices[part]

    def has(self, part: str) -> bool:
        return self.choices[part] != "none"

    @cached_property
    def names(self) -> Names:
        return Names(self.name, self["names"])

    def text(self, line: str) -> str:
        """A line of text as markup; what is markup already stays."""
        if isinstance(line, Html):
            return line
        return ENCODINGS[self["characters"]](line, self._characters)

    def fill(self, template: str, **values: str) -> str:
        """A template with its names and values in place."""
        return template.format(c=self.names, **values)

    def words(self, line: str, whole_names: bool = True) -> list[str]:
        """A line cut at random into words; people's names are one word, or cut in two."""
        people = self.seed.people
        words = []
        for part in re.split(f"({'|'.join(people)})", line):
            if part not in people:
                words += self._pieces(part)
            else:
                words += [part] if whole_names else [part[:-1], part[-1]]
        return words

    def _pieces(self, text: str) -> list[str]:
        pieces = []
        while text:
            size = self.dice.choice([1, 2, 2, 2, 3, 4])
            pieces.append(text[:size])
            text = text[size:]
        return pieces


def attribute(text: str) -> str:
    return escape(text, quote=True)
