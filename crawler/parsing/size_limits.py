"""Bounds on what is parsed: a small page may hold millions of elements."""

from __future__ import annotations

import re
from itertools import islice

#: The most elements (with comments), attributes and JSON values of an answer that is read. An
#: element takes about 1.5 KiB and 80 µs of our reading, an attribute 0.4 KiB, a value 0.3 KiB.
MOST_ELEMENTS, MOST_ATTRIBUTES, MOST_VALUES = 200_000, 500_000, 500_000
#: A shorter text holds fewer attributes than that.
_SHORT = 2 * MOST_ATTRIBUTES
_OPENING = re.compile("<(?!/)")
_TAG = re.compile("<[a-z][^<>]*", re.I)


def markup_excess(text: str, most: int = MOST_ELEMENTS) -> str:
    """Why a text is too much to be parsed as markup ("a page of 250,000 elements"), or ''."""
    elements = count_elements(text)
    if elements > most:
        return f"a page of {elements:,} elements"
    attributes = _count_attributes(text) if len(text) > _SHORT else 0
    return f"a page of {attributes:,} attributes" if attributes > MOST_ATTRIBUTES else ""


def json_excess(text: str, most: int = MOST_VALUES) -> str:
    """Why a text is too much to be parsed as JSON ("data of 750,000 values"), or ''."""
    values = sum(map(text.count, ",[{"))
    return f"data of {values:,} values" if values > most else ""


def first_elements(text: str, elements: int) -> str:
    """The text up to where so many elements have begun; the whole where it has no more."""
    if count_elements(text) <= elements:
        return text
    following = next(islice(_OPENING.finditer(text), elements, None), None)
    return text[: following.start()] if following else text


def count_elements(text: str) -> int:
    """How many elements and comments a text holds at most."""
    return text.count("<") - text.count("</")


def _count_attributes(text: str) -> int:
    """How many attributes the tags of a text hold at most: spaces and ``=`` part them."""
    tags = (found[0] for found in _TAG.finditer(text))
    return sum(max(len(tag.split()) - 1, tag.count("=")) for tag in tags)
