"""The pattern of a URL: its fixed parts, with ids named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.parsing.url import canonical_url

#: A token that names one article: digits; letters and digits mixed (a hash, base64); a title
#: in several words.
_TOKEN = re.compile(
    r"(?P<id>(?<![0-9A-Za-z])(?=[0-9A-Za-z]{10})(?=[0-9A-Za-z_-]{0,99}[0-9])(?=[0-9A-Za-z_-]{0,99}[A-Za-z])[0-9A-Za-z]++={0,2}(?![0-9A-Za-z]))"
    r"|(?P<n>\d+)"
    r"|(?P<slug>(?<![0-9A-Za-z])[a-z]+(?:-[a-z]+){2,40}(?![0-9A-Za-z]))",
)
#: The name of a page that is a word and ends an address: it tells articles apart where no
#: other token does.
_NAME = re.compile(r"(?<=/)[A-Za-z_][A-Za-z_-]*(?=(?:\.\w{1,6})?$)")
_SEVERAL = 8


@dataclass(frozen=True, slots=True)
class UrlPattern:
    """``text`` is the address with its tokens named ({n}, {id}, {slug}, {name}), ``values`` are
    the tokens in their order."""

    text: str
    values: tuple[str, ...]


@lru_cache(maxsize=4096)
def url_pattern(url: str) -> UrlPattern:
    """The pattern of an article's address, of its canonical form, without the scheme."""
    address = canonical_url(url)
    try:
        parts = urlsplit(address)
    except ValueError:
        return UrlPattern(address, ())
    rest = address.partition("://")[2].removeprefix(parts.netloc)
    values: list[str] = []

    def name(found: re.Match[str]) -> str:
        values.append(found[0])
        return f"{{{found.lastgroup or 'name'}}}"

    text = _TOKEN.sub(name, rest)
    if not values:
        path, mark, query = rest.partition("?")
        text = _NAME.sub(name, path) + mark + query
    return UrlPattern(parts.netloc + text, tuple(values[:_SEVERAL]))
