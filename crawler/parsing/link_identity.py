"""Which links of one listing page are one article, and which known URL a link stands for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.parsing.text import comparison_key as letters
from crawler.parsing.url import anchor_of, canonical_url

if TYPE_CHECKING:
    from crawler.models.listing import Entry

_SCHEMES = {"http": "https", "https": "http"}
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|php|aspx?|jsp)$", re.I)
_INDEXES = ("index.html", "index.htm", "index.shtml", "index.php")
_CUT = re.compile(r"(?<![\s.…])[\s.…]++$")


def article_anchors(titles: Mapping[str, str]) -> dict[str, str]:
    """The anchors of one page that are articles of their own, from anchor to title: where two
    titles differ. Anchors of one title are one article: each is given with the first of them."""
    first: dict[str, str] = {}
    for anchor, title in titles.items():
        first.setdefault(letters(title), anchor)
    first.pop("", None)
    if len(first) < 2:
        return {}
    return {a: first[letters(t)] for a, t in titles.items() if letters(t)}


def anchor_key(url: str, anchor: str) -> str:
    """The key of the article at an anchor of a page."""
    return canonical_url(f"{url.partition('#')[0]}#{anchor}", anchored=True)


def merge_same_links(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of one listing page, each article once, in page order."""
    entries = list(entries)
    titles: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        anchor = anchor_of(entry.url)
        if anchor:
            titles[entry.key].setdefault(anchor, entry.title)
    apart = {page: article_anchors(named) for page, named in titles.items()}
    found: dict[str, Entry] = {}
    for entry in entries:
        anchor = apart.get(entry.key, {}).get(anchor_of(entry.url), "")
        if anchor:
            entry = replace(entry, own_key=anchor_key(entry.url, anchor))
        found.setdefault(entry.key, entry)
    return list(found.values())


def url_variants(url: str, shown: str) -> list[str]:
    """The other forms in which an address may be known that a listing shows as ``shown``: of the
    other scheme, with or without a slash or the name of an index at the end of its path, with or
    without its anchor."""
    base, mark, tail = _parted(url)
    bare = _INDEX.sub("/", base).rstrip("/")
    paths = [base]
    if bare.count("/") > 2:
        paths += [bare, f"{bare}/", *(f"{bare}/{name}" for name in _INDEXES)]
    else:
        paths += [f"{bare}/", *(f"{bare}/{name}" for name in _INDEXES)]
    scheme = base.partition(":")[0]
    forms = [path + mark + tail for path in paths]
    other = _SCHEMES.get(scheme)
    if other and not re.match(r"\w+://[^/]*:\d+(?:/|$)", base):
        forms += [other + form.removeprefix(scheme) for form in forms]
    anchor = anchor_of(shown)
    if anchor:
        forms += [url.partition("#")[0], anchor_key(url, anchor)]
    return [form for form in dict.fromkeys(forms) if form != url]


def _parted(url: str) -> tuple[str, str, str]:
    """An address without query and fragment, and these."""
    found = re.search(r"[?#]", url)
    return (url[: found.start()], found[0], url[found.end() :]) if found else (url, "", "")


def titles_agree(one: str, other: str) -> bool:
    """Whether two titles of a listing do not say that they are of two articles: equal, one of
    them missing, or cut short."""
    a, b = letters(one), letters(other)
    if not a or not b or a == b:
        return True
    short, long = sorted((one.strip(), other.strip()), key=len)
    cut = _CUT.sub("", short)
    return cut != short and letters(long).startswith(letters(cut))
