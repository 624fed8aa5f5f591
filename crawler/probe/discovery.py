"""Discover the channels of an outlet from one URL."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from crawler.models.listing import RequestSpec
from crawler.parsing.json_record import error_message
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import article_url_score, canonical_url, registrable_domain, same_site
from crawler.platforms.core.platform import Platform, UrlMatch
from crawler.platforms.registry import PLATFORMS, detect_platform, get_platform, parse_listing
from crawler.probe.client import FetchFailedError, ProbeClient
from crawler.probe.page_classifier import (
    CandidateLink,
    PageKind,
    as_channel,
    breadcrumb_links,
    channel_links,
    channel_name,
    classify_page,
    declared_feeds,
    generic_listing,
    is_front_page,
    outlet_name,
)
from crawler.probe.results import ProbeResult
from crawler.probe.sample import request_url
from crawler.probe.source_draft import ChannelCandidate, SourceDraft

#: How many channels are looked at, how many places are searched for an article's listing, and
#: how many articles' pages for what they tell of the outlet.
_LOOKS, _PLACES, _TELLING = 8, 6, 3
_SAME = 0.8


class Discovery:
    """Fills in the findings of one probe, its dry run but for the articles."""

    def __init__(self, network: ProbeClient, findings: ProbeResult, draft: SourceDraft) -> None:
        self._net, self.findings, self.draft = network, findings, draft
        self._url = findings.url
        self._said, draft.tenant = draft.tenant, {}
        self._looks = 0
        self._has_interface = False

    async def run(self) -> None:
        try:
            page, family = await self._first()
        except FetchFailedError as error:
            self.findings.error = f"{self._url} gave no answer to look at: {error}"
            return
        self._settle_limits(page)
        where = family.match_url(self._url) or family.match_url(page.url)
        self._settle_facts(family, page, where)
        if where is not None:
            await self._of_interface(page, family, where)
        else:
            await self._of_pages(page, family)
        if not self.findings.error:
            await self._look_at_all()
            self._conclude()

    # --- what the address is -------------------------------------------------------------------

    async def _first(self) -> tuple[FetchedPage, Platform]:
        """The answer of the address, as the family asks for it that it seems to belong to."""
        meant = [
            (family, ask)
            for family in PLATFORMS
            if (ask := family.request_for_url(self._url, self._said))
        ]
        for family, ask in meant:
            try:
                page = await self._net.fetch(ask)
            except FetchFailedError:
                continue  # the plain address may answer
            evidence = family.detect(page)
            if evidence:
                self.draft.platform, self.draft.evidence = family.name, evidence
                return page, family
        page = await self._net.fetch(RequestSpec(self._url))
        family, evidence = detect_platform(page)
        if evidence:
            self.draft.platform, self.draft.evidence = family.name, evidence
        return page, family

    def _settle_limits(self, page: FetchedPage) -> None:
        limits = self.findings.limits = self._net.limits(page.url)
        draft = self.draft
        draft.base_url = url_origin(page.url)
        if limits.delay:
            draft.delay, draft.delay_why = limits.delay, "the Crawl-delay of its robots.txt"

    def _settle_facts(self, family: Platform, page: FetchedPage, where: UrlMatch | None) -> None:
        """Sort the facts of the family into those that are known and those that are missing."""
        self.draft.missing = list(family.options)
        self._learn(
            {
                **(where.values if where else {}),
                **family.options_from_page(page),
                **self._said,
            }
        )
        strange = sorted(self._said.keys() - self.draft.tenant.keys())
        if strange:
            self.findings.notes.append(f"No fact that this family asks for: {', '.join(strange)}.")

    def _learn(self, told: Mapping[str, str]) -> None:
        draft = self.draft
        draft.tenant |= {f.name: told[f.name] for f in draft.missing if told.get(f.name)}
        draft.missing = [fact for fact in draft.missing if fact.name not in draft.tenant]

    async def _ask_pages(self, page: FetchedPage, family: Platform) -> None:
        """What the pages of articles that a listing links tell of the outlet."""
        for entry in family.parse_listing(page, as_channel(page.url), 1).entries[:_TELLING]:
            if not any(fact.discoverable for fact in self.draft.missing):
                return
            try:
                self._learn(family.options_from_page(await self._net.fetch(RequestSpec(entry.url))))
            except FetchFailedError:
                continue  # what is not found out the file says

    # --- families with an interface --------------------------------------------------------------

    async def _of_interface(self, page: FetchedPage, family: Platform, where: UrlMatch) -> None:
        draft, self._has_interface = self.draft, True
        draft.base_url = where.base_url.rstrip("/")
        draft.name = outlet_name(page)
        where = UrlMatch(where.base_url, {**where.values, **draft.tenant})
        await self._menu(family, where)
        self._given(page, family, where)
        if draft.needed:
            names = ", ".join(f"{fact.name} ({fact.meaning})" for fact in draft.needed)
            self.findings.error = f"the interface wants to be told: {names}"
        elif not draft.channels:
            self.findings.error = (
                "this is no listing, and no menu tells the channels: give the address of a listing"
            )

    async def _menu(self, family: Platform, where: UrlMatch) -> None:
        """The channels that the outlet's menu names."""
        ask = family.channels_request(where)
        if ask is None:
            self.findings.notes.append("The family has no menu that tells the channels.")
            return
        try:
            menu = family.parse_channels(await self._net.fetch(ask))
        except FetchFailedError as error:
            self.findings.notes.append(f"The menu of channels gave no answer: {error}.")
            return
        if not menu:
            self.findings.notes.append("The menu of channels names none.")
        for ident, name in menu:
            url, ident = ("", ident) if family.channels_by_id else (ident, "")
            self.draft.add(ChannelCandidate(name, "the outlet's menu", url, ident))

    def _given(self, page: FetchedPage, family: Platform, where: UrlMatch) -> None:
        """The channel of the address itself, where it is a listing's and no menu named it."""
        ident = where.values.get("channel", "") if family.channels_by_id else ""
        trial = ChannelCandidate(
            "", "the address given", id=ident, url="" if family.channels_by_id else self._url
        )
        if family.channels_by_id and not ident:
            return
        if (
            not family.channels_by_id
            and not family.parse_listing(page, self.draft.channel(trial), 1).entries
        ):
            return
        self.findings.kind = "listing"
        known = {c.id or self.draft.channel(c).address() for c in self.draft.channels}
        if (ident or self._url) not in known:
            self.draft.add(trial)

    # --- pages ---------------------------------------------------------------------------------

    async def _of_pages(self, page: FetchedPage, family: Platform) -> None:
        """An outlet of HTML pages, feeds, or JSON that is read by its shape."""
        self.draft.name = outlet_name(page)
        kind: PageKind = classify_page(page)
        if not kind and self._net.renders and generic_listing(page).needs_script:
            try:
                page = await self._net.fetch(
                    RequestSpec(page.url), playwright=True, render_scrolls=2
                )
                kind = classify_page(page)
            except FetchFailedError as error:
                self.findings.notes.append(f"The browser brought no page: {error}.")
        known = self.draft.platform is not None
        if not kind and known and family.parse_listing(page, as_channel(page.url), 1).entries:
            kind, self._has_interface = "listing", True
        if not kind and known and article_url_score(page.url) >= 2:
            kind = "article"  # its text comes by script
        self.findings.kind = kind
        if kind == "listing":
            await self._ask_pages(page, family)
        self.draft.pinned = kind == "listing" or bool(self.draft.tenant)
        front = page
        if kind == "listing":
            self.draft.add(ChannelCandidate(channel_name(page), "the address given", url=page.url))
        elif kind == "article":
            front = await self._listings_of(page)
        for lead in [*channel_links(front), *declared_feeds(front), *self._sitemaps()]:
            if all(
                canonical_url(lead.url) != canonical_url(known.url) for known in self.draft.channels
            ):
                self.draft.add(ChannelCandidate(lead.name, lead.found, url=lead.url))
        if not self.draft.channels:
            self.findings.error = _nothing(kind, page)

    def _sitemaps(self) -> list[CandidateLink]:
        return [
            CandidateLink(url, "", "a sitemap of robots.txt")
            for url in self.findings.limits.sitemaps
        ]

    async def _listings_of(self, page: FetchedPage) -> FetchedPage:
        """Looks for the listing that links to an article; returns the page whose links may lead
        to others."""
        home = url_origin(page.url)
        front = CandidateLink(f"{home}/", "首页", "the front page of the site")
        leading = page
        for lead in [*breadcrumb_links(page)[: _PLACES - 1], front]:
            proposal = ChannelCandidate(lead.name, lead.found, url=lead.url)
            shown = await self._look(proposal)
            if shown is not None:
                proposal.name = channel_name(shown) or lead.name
                self.draft.name = self.draft.name or outlet_name(shown)
                leading = shown if lead is front else leading
            if proposal.entries:
                self.draft.add(proposal)
        return leading

    # --- looking at channels -------------------------------------------------------------------

    async def _look_at_all(self) -> None:
        for proposal in self.draft.channels:
            if not proposal.looked and self._looks < _LOOKS:
                self._looks += 1
                await self._look(proposal)
        seen: list[tuple[str, set[str]]] = []
        for proposal in self.draft.channels:
            keys, alike = proposal.keys, len(proposal.keys) * _SAME
            double = keys and not proposal.id and not is_front_page(proposal.url)
            same = [name for name, others in seen if double and len(keys & others) >= alike]
            proposal.same_as = (same or [""])[0]
            if not same and not is_front_page(proposal.url):  # a front page shows a bit of each
                seen.append((proposal.label, keys))

    async def _look(self, proposal: ChannelCandidate) -> FetchedPage | None:
        """The first page of a channel, in the browser where plain HTTP shows no entry of it."""
        proposal.looked = True
        channel = self.draft.channel(proposal)
        try:
            page = await self._net.fetch(get_platform(channel.platform).first_request(channel))
            if self._read(proposal, page):
                return page
            if proposal.more and self._net.renders:
                page = await self._net.fetch(
                    RequestSpec(page.url), playwright=True, render_scrolls=2
                )
                proposal.rendered = self._read(proposal, page)
            return page
        except FetchFailedError as error:
            proposal.fault = str(error)
        except KeyError as error:
            proposal.fault = f"the interface wants to be told {error}"
        return None

    def _read(self, proposal: ChannelCandidate, page: FetchedPage) -> bool:
        """Whether a page shows entries of the channel, which are noted."""
        channel = self.draft.channel(proposal)
        listing = parse_listing(page, channel, 1)
        lists = self._has_interface or classify_page(page) == "listing"
        proposal.fault = listing.error
        if lists:
            proposal.entries = list(listing.entries)
        elif not listing.error:
            proposal.fault = "no listing"
        proposal.next, proposal.more = listing.next, listing.needs_script and listing.next is None
        return lists and bool(listing.entries)

    def _conclude(self) -> None:
        if not any(channel.works for channel in self.draft.channels):
            faults = {c.rejection_reason for c in self.draft.channels if c.looked} - {""}
            self.findings.error = f"no channel shows entries: {'; '.join(sorted(faults))}"
            return
        notes = self.findings.notes
        if self.findings.kind == "article" and not self._has_interface:
            mine = [c.label for c in self.draft.channels if canonical_url(self._url) in c.keys]
            where = f"stands in {'、'.join(mine)}" if mine else "is on no listing's first page now"
            notes.append(f"The article {where}.")
        entries = [entry for channel in self.draft.channels for entry in channel.entries]
        topics = sum(entry.kind == "topic" for entry in entries)
        if topics:
            notes.append(f"Special topics: {topics}, which a crawl opens and a probe does not.")
        away = {
            registrable_domain(url)
            for e in entries
            if not same_site(url := request_url(e), self._url)
        }
        if away:
            told = ", ".join(sorted(away)[:5])
            notes.append(f"Articles stand on other hosts too, which were not asked: {told}.")


def url_origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _nothing(kind: PageKind, page: FetchedPage) -> str:
    """Why an address leads to no channel."""
    if kind == "article":
        return (
            "this is an article, and no listing was found that leads to it: "
            "give the address of a listing"
        )
    said = error_message(page.json) or page.binary_media_type
    told = f" ({said})" if said else ""
    return f"what answers is neither a listing nor an article that we know how to read{told}"
