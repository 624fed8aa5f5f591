"""URL parameters that change with each poll and do not identify the article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import NamedTuple

from crawler.parsing.link_identity import titles_agree
from crawler.parsing.text import comparison_key as letters

_PARAMETER = re.compile(r"(?:(?<=[?&])([^=&;?#/]+)=[^&;#?]*|(?<=;)([^=&;?#/]+)=[^&;#?/]*)")
#: A query that is one value without a name (``?20261103``): its name is ''.
_NAMELESS = re.compile(r"\?[^=&;?#/]+(?=#|$)")
#: Names that are those of articles and of pages: their parameters are never taken for noise.
_NAMES_ARTICLE = re.compile(
    r"(?:(?:article|news|content|doc|info|file|item|cont|pub|post|story|video|live|topic|special"
    r"|channel|column|node|cat|class)[-_]?(?:id|no|code|key)?|[acdmnp]?id|no|num|date|day|year|month|issue|period|qi|rq"
    r"|page|pageno|p|url|title|name|slug|path|file)",
    re.I,
)
#: So many addresses of a page must have changed in nothing else; all, where it shows two.
_ENOUGH = 3
#: Two times of a listing that are further apart are of two articles: a relative one is rounded.
_SAME_TIME = timedelta(hours=12)
#: Two titles that share less than this are of two articles.
_EDITED = 0.6
_DIGITS = re.compile(r"\d+")


class ListedUrl(NamedTuple):
    """An address with what a listing says of it."""

    key: str
    title: str = ""
    time: datetime | None = None


def parameter_names(address: str) -> set[str]:
    """The names of an address's parameters: of its query, its path and its route."""
    names = {found[1] or found[2] for found in _PARAMETER.finditer(address)}
    return names | {""} if _NAMELESS.search(address) else names


def without_parameters(address: str, names: Iterable[str]) -> str:
    """An address without the parameters of these names."""
    for name in names:
        if not name:
            address = _NAMELESS.sub("", address)
            continue
        written = re.escape(name)
        address = re.sub(rf"(?<=[?]){written}=[^&;#?]*&", "", address)
        address = re.sub(rf"[?&]{written}=[^&;#?]*|;{written}=[^&;#?/]*", "", address)
    return address


def before_parameters(address: str) -> str:
    """An address up to its first parameter."""
    return re.split(r"[?;]", address, maxsplit=1)[0]


def find_volatile(shown: Sequence[ListedUrl], known: Collection[ListedUrl]) -> dict[str, str]:
    """The parameters that are noise, by name, each with an address that shows it.

    ``shown`` is what a listing page shows, ``known`` what its source has at the same pages. A
    parameter is noise where all its addresses have changed, at least three in nothing else,
    title and time included, and it tells no two articles apart.
    """
    old = {one.key for one in known}
    new = [one for one in shown if one.key not in old]
    pages = {before_parameters(one.key) for one in new}
    near = [one for one in known if before_parameters(one.key) in pages]
    names = {name for one in (*new, *near) for name in parameter_names(one.key)}
    found = {name: _example(name, shown, known) for name in sorted(names)}
    return {name: example for name, example in found.items() if example}


def _example(name: str, shown: Sequence[ListedUrl], known: Collection[ListedUrl]) -> str:
    """An address of the page whose parameter has changed as noise does; '' where it is none."""
    if name and _NAMES_ARTICLE.fullmatch(name):
        return ""
    before: defaultdict[str, list[ListedUrl]] = defaultdict(list)
    for one in known:
        before[without_parameters(one.key, [name])].append(one)
    now: defaultdict[str, list[ListedUrl]] = defaultdict(list)
    for one in shown:
        rest = without_parameters(one.key, [name])
        if rest != one.key or any(other.key != rest for other in before.get(rest, ())):
            now[rest].append(one)
    old = {one.key for one in known}
    if any(one.key in old for group in now.values() for one in group):
        return ""  # it stays as it was
    if any(_are_several([*group, *before[rest]]) for rest, group in now.items()):
        return ""  # it says which article
    changed = [group[0] for rest, group in now.items() if _is_known(group[0], before[rest])]
    enough = len(changed) >= _ENOUGH or len(changed) == len(now) == _ENOUGH - 1
    return changed[0].key if enough else ""


def _is_known(one: ListedUrl, before: Iterable[ListedUrl]) -> bool:
    title = letters(one.title)
    return bool(title) and any(
        letters(other.title) == title and not _are_apart(one, other) for other in before
    )


def _are_apart(one: ListedUrl, other: ListedUrl) -> bool:
    if one.time is None or other.time is None:
        return False
    return abs(one.time - other.time) > _SAME_TIME


def _are_several(group: Sequence[ListedUrl]) -> bool:
    """Whether the titles or times of one address's copies say that they are several articles."""
    first: dict[str, ListedUrl] = {}
    for one in group:
        same = first.setdefault(letters(one.title), one)
        if _are_apart(one, same):
            return True
    titles = [one.title for one in first.values()]
    return any(_unlike(titles[0], title) for title in titles[1:])


def _unlike(one: str, other: str) -> bool:
    """Whether one title is not the other, edited."""
    if titles_agree(one, other):
        return False
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return True
    return SequenceMatcher(None, one, other, autojunk=False).ratio() < _EDITED
