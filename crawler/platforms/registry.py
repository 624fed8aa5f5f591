"""The platforms we know. Adding one is adding its module and a line here."""

from __future__ import annotations

from dataclasses import replace

from crawler.models.listing import Channel, ListingPage
from crawler.parsing.listing.sitemaps import is_sitemap
from crawler.parsing.page import FetchedPage
from crawler.parsing.size_limits import count_elements, first_elements, json_excess, markup_excess
from crawler.platforms.amc import Amc
from crawler.platforms.chinamcloud import ChinamCloud
from crawler.platforms.cmstop_a import CmsTopA
from crawler.platforms.cmstop_b import CmsTopB
from crawler.platforms.core.generic import Generic
from crawler.platforms.core.platform import Platform
from crawler.platforms.cqliving import Cqliving
from crawler.platforms.founder_app import FounderApp
from crawler.platforms.founder_h5 import FounderH5
from crawler.platforms.founder_nodes import FounderNodes
from crawler.platforms.hoge import Hoge
from crawler.platforms.jhxt import Jhxt
from crawler.platforms.litenews import Litenews
from crawler.platforms.mobile_v5 import MobileV5
from crawler.platforms.newair import NewAir
from crawler.platforms.peopletech import PeopleTech
from crawler.platforms.rednet import Rednet
from crawler.platforms.trs import Trs
from crawler.platforms.trs_wcm import TrsWcm
from crawler.platforms.xinhua import Xinhua

GENERIC = Generic()
#: Most particular first: the first that recognises a page reads it.
PLATFORMS: tuple[Platform, ...] = (
    CmsTopA(),
    NewAir(),
    FounderNodes(),
    FounderApp(),
    FounderH5(),
    PeopleTech(),
    ChinamCloud(),
    Amc(),
    Xinhua(),
    Cqliving(),
    Jhxt(),
    Rednet(),
    Litenews(),
    TrsWcm(),
    MobileV5(),  # its pages stand at the addresses of CmsTopB's
    CmsTopB(),
    Hoge(),
    Trs(),
)

#: The most elements of a listing that are read, of a sitemap (which may hold 50,000 addresses),
#: and values of one in JSON: some seconds of reading.
_MOST, _MOST_OF_SITEMAP, _MOST_OF_DATA = 30_000, 300_000, 200_000

_BY_NAME = {p.name: p for p in (*PLATFORMS, GENERIC)}
PLATFORM_NAMES = tuple(sorted(_BY_NAME))


def get_platform(name: str | None) -> Platform:
    """The platform called ``name``; the generic one for None. KeyError for an unknown name."""
    return GENERIC if name is None else _BY_NAME[name]


def detect_platform(page: FetchedPage) -> tuple[Platform, str]:
    """The platform that recognises ``page`` and its evidence; generic and '' where none does."""
    for known in PLATFORMS:
        evidence = known.detect(page)
        if evidence:
            return known, evidence
    return GENERIC, ""


def parser_for(page: FetchedPage, family: str | None) -> Platform:
    """What reads an article: the platform ``family``, or the one that recognises the page where
    none is named or a family with an interface answers with a page of HTML."""
    named = get_platform(family) if family else None
    is_page = page.json is None and not page.is_truncated_json
    return (
        detect_platform(page)[0] if named is None or (named.channels_by_id and is_page) else named
    )


def parse_listing(page: FetchedPage, channel: Channel, number: int) -> ListingPage:
    """What page ``number`` of a channel shows; a fault where that is of a family which the source
    does not name, and tells too little of. Of one that is very long the beginning is read, and
    a fault says so."""
    if not page.is_markup:
        fault = page.excess or json_excess(page.text, _MOST_OF_DATA)
        return ListingPage(error=fault) if fault else _read_listing(page, channel, number)
    most = _MOST_OF_SITEMAP if is_sitemap(page) else _MOST
    start = first_elements(page.text, most)
    fault = markup_excess(start, most)
    if fault or len(start) == len(page.text):
        return ListingPage(error=fault) if fault else _read_listing(page, channel, number)
    read = replace(page, body=start.encode("utf-8", "replace"), content_type="text/html")
    fault = f"a page of {count_elements(page.text):,} elements: the first {most:,} were read"
    return replace(_read_listing(read, channel, number), next=None, error=fault)


def _read_listing(page: FetchedPage, channel: Channel, number: int) -> ListingPage:
    reader = parser_for(page, channel.platform)
    wanted = (fact.name for fact in reader.options if fact.default is None)
    lacking = ", ".join(name for name in wanted if name not in channel.platform_options)
    if lacking and page.json is not None:
        return ListingPage(
            error=f"a listing of {reader.name}, which needs {lacking} under [platform_options]"
        )
    return reader.parse_listing(page, channel, number)
