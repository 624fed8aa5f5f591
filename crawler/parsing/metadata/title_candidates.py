"""Declared titles, and the heading that matches one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.parsing.dom.blocks import extract_blocks
from crawler.parsing.selectors import compile_xpath
from crawler.parsing.text import comparison_key, normalize_text

_HEADINGS = compile_xpath("//body//*[self::h1 or self::h2 or self::h3 or self::h4]")
#: A heading that holds more (characters) may hold the whole page, and is no headline.
_STRING = compile_xpath("substring(string(), 1, 5000)")
_DECLARED = compile_xpath(
    "(//title[not(parent::svg)])[1] | //meta[@property='og:title' or @name='og:title'"
    " or @name='ArticleTitle' or @name='twitter:title' or @itemprop='name'"
    " or @itemprop='headline']/@content"
)
_SEPARATOR = re.compile(
    r"((?:(?<!\s)\s++)?[_|｜]++\s*+|(?<!\s)\s++[-–—]++\s++"
    r"|(?:(?<!\s)\s++)?(?:-++\s*+(?=[^-]*$)|[—–]++\s*+(?=[^—–]*$)))"
)
_SITE = re.compile(
    """(?:网|报|社|台|站|在线|频道|新闻|客户端|融媒|电视台|广播|资讯|财经|中心|门户|平台|政府
    |com|cn|net)$""",
    re.I | re.X,
)
_NAMED = re.compile(
    r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z])|(?<=[a-z]))(?i:title|tit|headline|biaoti|bt|header)(?![a-z])"
)
#: What the bar of an app says of every article.
_ANY_PAGE = re.compile(
    r"(?:新闻|文章|资讯|图文|内容|详情|正文|稿件|信息|查看)*(?:详情|正文|内容|页面?)"
)
_CUT = re.compile(r"(?:\.\.|…)\s*+$")
#: Lengths of a line that can be a headline; of one that needs nothing else to be taken for one.
_SHORTEST, _TELLING, _LONGEST = 4, 8, 120
_PREFERRED = {"h1": 0.1, "h2": 0.05}
_MOST_HEADINGS = 60
#: How a first paragraph opens; an agency's may go on with the title.
_DATELINE = re.compile(r"[^，。：:]{2,20}(?:日|\d)\s*[电讯][^，。]|本[报网台]讯")
#: From this agreement on, a line is the declared title.
MATCH_THRESHOLD = 0.65


@dataclass(frozen=True, slots=True)
class DeclaredTitles:
    """The titles that a head (or a listing) declares, with whatever the site hangs on them."""

    texts: list[str]
    keys: list[str]
    #: Those of the keys that are only beginnings: the head broke them off in dots.
    cut: frozenset[str] = frozenset()

    def similarity(self, shown: str) -> float:
        """How far a line of the page is a declared title: from 0 (not at all) to 1 (all of it)."""
        if 1 < len(shown) < _SHORTEST and comparison_key(shown) in self.keys:
            return 1.0
        if not self.keys or not _SHORTEST <= len(shown) <= 2 * _LONGEST or _DATELINE.match(shown):
            return 0.0
        line = comparison_key(shown)
        if any(line.startswith(start) for start in self.cut if len(start) >= _TELLING):
            return 1.0
        return max(_agreement(line, declared) for declared in self.keys)


def declared_titles(root: HtmlElement, hint: str = "") -> DeclaredTitles:
    """What the head declares, and the hint (the title that a listing gave, '' if none)."""
    texts = [normalize_text(t if isinstance(t, str) else _STRING(t)) for t in _DECLARED(root)]
    texts = [text[: 4 * _LONGEST] for text in (*texts, normalize_text(hint)) if text]
    texts = [text for text in dict.fromkeys(texts) if not _ANY_PAGE.fullmatch(text)]
    cut = frozenset(comparison_key(text) for text in texts if _CUT.search(text))
    return DeclaredTitles(texts, [comparison_key(text) for text in texts], cut)


def best_heading(root: HtmlElement, declared: DeclaredTitles) -> str:
    """The heading that agrees best with a declared title; '' if none does."""
    best, most = "", MATCH_THRESHOLD
    for heading in _HEADINGS(root)[:_MOST_HEADINGS]:
        bonus = _PREFERRED.get(heading.tag, 0.0)
        for text in _readings(heading):
            value = declared.similarity(text)
            if value and value + bonus > most:
                best, most = text, value + bonus
    return best


def _readings(heading: HtmlElement) -> list[str]:
    """A heading as one line, and each of its lines."""
    whole = normalize_text(_STRING(heading))
    if len(heading) == 0 or not _SHORTEST <= len(whole) <= 4 * _LONGEST:
        return [whole]
    return list(dict.fromkeys([whole, *(p.text for p in extract_blocks(heading, ""))]))


def fallback_title(root: HtmlElement, declared: DeclaredTitles) -> str:
    """The declared title without the site; where that tells nothing, the first long heading."""
    named = [strip_site_name(text) for text in declared.texts]
    title = next(filter(is_likely_title, named), named[0] if named else "")
    if is_likely_title(title):
        return title
    shown = (normalize_text(_STRING(heading)) for heading in _HEADINGS(root)[:_MOST_HEADINGS])
    return next((text for text in shown if is_likely_title(text)), title)


def has_headline(declared: DeclaredTitles) -> bool:
    """Whether a declared title, without the site, is a headline."""
    return any(is_likely_title(strip_site_name(text)) for text in declared.texts)


def is_title_element(element: HtmlElement) -> bool:
    """Whether an element's class or id says that it holds the headline."""
    return _NAMED.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


def has_title_length(text: str) -> bool:
    """Whether a line is long enough for a headline and not too long."""
    return _SHORTEST <= len(text) <= _LONGEST


def is_likely_title(text: str) -> bool:
    """Whether a line is as long as a headline and does not end like the name of a site."""
    return _TELLING <= len(text) <= _LONGEST and not _SITE.search(text)


def _agreement(shown: str, declared: str) -> float:
    shorter, longer = sorted((shown, declared), key=len)
    if len(shorter) < _SHORTEST:
        return 0.0
    share = len(shorter) / len(longer)
    if longer.startswith(shorter):
        return 0.6 + 0.4 * share
    if shorter in longer:
        return 0.5 + 0.4 * share
    if share * 2 < 1:
        return 0.0
    pairs, others = _pairs(shown), _pairs(declared)
    return 0.9 * len(pairs & others) / max(len(pairs), len(others), 1)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def strip_site_name(title: str) -> str:
    """A declared title without the names of section and site that follow it."""
    parts = _SEPARATOR.split(title)
    while len(parts) > 2 and _is_site(parts[-1], parts[-2], sum(map(len, parts[:-2]))):
        parts = parts[:-2]
    return "".join(parts).strip()


def _is_site(part: str, separator: str, before: int) -> bool:
    if before < _SHORTEST:
        return False
    return "_" in separator or "|" in separator or len(part) <= 4 or bool(_SITE.search(part))
