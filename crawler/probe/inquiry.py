"""From one address to a draft of a source: what to ask an outlet, one thing after the other."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from crawler.errors import CrawlerError
from crawler.platforms.base import Ask, Entry, Located, Platform
from crawler.platforms.registry import PLATFORMS, detect, platform, reader_of
from crawler.probe.findings import Findings, Trial
from crawler.probe.proposal import Draft, Proposal
from crawler.probe.survey import (
    Kind,
    Lead,
    Limits,
    as_channel,
    channel_name,
    crumbs_of,
    feeds_of,
    is_front,
    kind_of,
    leads_of,
    listed_on,
    name_of,
    paged,
)
from crawler.reading.addresses import canonical, same_site, site_of
from crawler.reading.page import Page
from crawler.reading.records import message_of

#: How many channels are looked at, how many places are searched for an article's listing, and
#: how many further listing pages are turned for the dry run.
_LOOKS, _PLACES, _TURNS = 8, 6, 4
#: Articles of a dry run, and how long (s) they may take for the pauses between them alone.
_TRIALS, _PATIENCE = 20, 240.0
_SAME = 0.8


class Unanswered(CrawlerError):
    """A request brought no page; the message says why."""


class Network(Protocol):
    """What an inquiry asks through. ``ask`` raises Unanswered."""

    @property
    def renders(self) -> bool: ...

    async def ask(self, ask: Ask, **meta: Any) -> Page: ...

    def limits(self, url: str) -> Limits: ...


class Inquiry:
    """Fills in the findings of one probe, its dry run but for the articles."""

    def __init__(self, network: Network, findings: Findings, draft: Draft) -> None:
        self._net, self.findings, self.draft = network, findings, draft
        self._url = findings.url
        self._looks = 0
        self._has_interface = False

    async def run(self) -> None:
        try:
            page, family = await self._first()
        except Unanswered as error:
            self.findings.fault = f"{self._url} gave no answer to look at: {error}"
            return
        self._settle_limits(page)
        where = family.locate(self._url) or family.locate(page.url)
        if where is not None:
            await self._of_interface(page, family, where)
        else:
            await self._of_pages(page, family)
        if not self.findings.fault:
            await self._look_at_all()
            self._conclude()

    # --- what the address is -------------------------------------------------------------------

    async def _first(self) -> tuple[Page, Platform]:
        """The answer of the address, as the family asks for it that it seems to belong to."""
        meant = [(family, ask) for family in PLATFORMS if (ask := family.stands_for(self._url))]
        for family, ask in meant:
            try:
                page = await self._net.ask(ask)
            except Unanswered:
                continue  # the plain address may answer
            evidence = family.recognise(page)
            if evidence:
                self.draft.platform, self.draft.evidence = family.name, evidence
                return page, family
        page = await self._net.ask(Ask(self._url))
        family, evidence = detect(page)
        if evidence:
            self.draft.platform, self.draft.evidence = family.name, evidence
        return page, family

    def _settle_limits(self, page: Page) -> None:
        limits = self.findings.limits = self._net.limits(page.url)
        draft = self.draft
        draft.base_url = origin(page.url)
        if limits.delay:
            draft.delay, draft.delay_why = limits.delay, "the Crawl-delay of its robots.txt"

    # --- families with an interface --------------------------------------------------------------

    async def _of_interface(self, page: Page, family: Platform, where: Located) -> None:
        draft, self._has_interface = self.draft, True
        draft.base_url = where.base_url.rstrip("/")
        draft.name = name_of(page)
        for fact in family.facts:
            if where.values.get(fact.name):
                draft.tenant[fact.name] = where.values[fact.name]
            else:
                draft.missing.append(fact)
        await self._menu(family, where)
        self._given(page, family, where)
        if draft.needed:
            names = ", ".join(f"{fact.name} ({fact.meaning})" for fact in draft.needed)
            self.findings.fault = f"the interface wants to be told: {names}"
        elif not draft.channels:
            self.findings.fault = (
                "this is no listing, and no menu tells the channels: give the address of a listing"
            )

    async def _menu(self, family: Platform, where: Located) -> None:
        """The channels that the outlet's menu names."""
        ask = family.menu_ask(where)
        if ask is None:
            self.findings.notes.append("The family has no menu that tells the channels.")
            return
        try:
            menu = family.read_menu(await self._net.ask(ask))
        except Unanswered as error:
            self.findings.notes.append(f"The menu of channels gave no answer: {error}.")
            return
        if not menu:
            self.findings.notes.append("The menu of channels names none.")
        for ident, name in menu:
            url, ident = ("", ident) if family.by_id else (ident, "")
            self.draft.add(Proposal(name, "the outlet's menu", url, ident))

    def _given(self, page: Page, family: Platform, where: Located) -> None:
        """The channel of the address itself, where it is a listing's and no menu named it."""
        ident = where.values.get("channel", "") if family.by_id else ""
        trial = Proposal("", "the address given", id=ident, url="" if family.by_id else self._url)
        if family.by_id and not ident:
            return
        if not family.by_id and not family.read_listing(page, self.draft.channel(trial), 1).entries:
            return
        self.findings.kind = "listing"
        known = {c.id or self.draft.channel(c).address() for c in self.draft.channels}
        if (ident or self._url) not in known:
            self.draft.add(trial)

    # --- pages ---------------------------------------------------------------------------------

    async def _of_pages(self, page: Page, family: Platform) -> None:
        """An outlet of HTML pages, feeds, or JSON that is read by its shape."""
        self.draft.name = name_of(page)
        kind: Kind = kind_of(page)
        if not kind and self._net.renders and listed_on(page).more:
            try:
                page = await self._net.ask(Ask(page.url), playwright=True, wake_scroll=2)
                kind = kind_of(page)
            except Unanswered as error:
                self.findings.notes.append(f"The browser brought no page: {error}.")
        known = self.draft.platform is not None
        if not kind and known and family.read_listing(page, as_channel(page.url), 1).entries:
            kind, self._has_interface = "listing", True
        self.findings.kind = kind
        self.draft.pinned = kind == "listing"
        front = page
        if kind == "listing":
            self.draft.add(Proposal(channel_name(page), "the address given", url=page.url))
        elif kind == "article":
            front = await self._listings_of(page)
        for lead in [*leads_of(front), *feeds_of(front), *self._sitemaps()]:
            if all(canonical(lead.url) != canonical(known.url) for known in self.draft.channels):
                self.draft.add(Proposal(lead.name, lead.found, url=lead.url))
        if not self.draft.channels:
            self.findings.fault = _nothing(kind, page)

    def _sitemaps(self) -> list[Lead]:
        return [Lead(url, "", "a sitemap of robots.txt") for url in self.findings.limits.sitemaps]

    async def _listings_of(self, page: Page) -> Page:
        """Looks for the listing that links to an article; returns the page whose links may lead
        to others."""
        home = origin(page.url)
        front = Lead(f"{home}/", "首页", "the front page of the site")
        leading = page
        for lead in [*crumbs_of(page)[: _PLACES - 1], front]:
            proposal = Proposal(lead.name, lead.found, url=lead.url)
            shown = await self._look(proposal)
            if shown is not None:
                proposal.name = channel_name(shown) or lead.name
                self.draft.name = self.draft.name or name_of(shown)
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
            double = keys and not proposal.id and not is_front(proposal.url)
            same = [name for name, others in seen if double and len(keys & others) >= alike]
            proposal.same_as = (same or [""])[0]
            if not same and not is_front(proposal.url):  # a front page shows a bit of each
                seen.append((proposal.called, keys))

    async def _look(self, proposal: Proposal) -> Page | None:
        """The first page of a channel, in the browser where plain HTTP shows no entry of it."""
        proposal.looked = True
        channel = self.draft.channel(proposal)
        try:
            page = await self._net.ask(platform(channel.platform).first(channel))
            if self._read(proposal, page):
                return page
            if proposal.more and self._net.renders:
                page = await self._net.ask(Ask(page.url), playwright=True, wake_scroll=2)
                proposal.rendered = self._read(proposal, page)
            return page
        except Unanswered as error:
            proposal.fault = str(error)
        except KeyError as error:
            proposal.fault = f"the interface wants to be told {error}"
        return None

    def _read(self, proposal: Proposal, page: Page) -> bool:
        """Whether a page shows entries of the channel, which are noted."""
        channel = self.draft.channel(proposal)
        listing = reader_of(page, channel.platform).read_listing(page, channel, 1)
        lists = self._has_interface or kind_of(page) == "listing"
        proposal.fault = listing.fault
        if lists:
            proposal.entries = list(listing.entries)
        elif not listing.fault:
            proposal.fault = "no listing"
        proposal.next, proposal.more = listing.next, listing.more and listing.next is None
        return lists and bool(listing.entries)

    def _conclude(self) -> None:
        if not any(channel.works for channel in self.draft.channels):
            faults = {c.why_not for c in self.draft.channels if c.looked} - {""}
            self.findings.fault = f"no channel shows entries: {'; '.join(sorted(faults))}"
            return
        notes = self.findings.notes
        if self.findings.kind == "article" and not self._has_interface:
            mine = [c.called for c in self.draft.channels if canonical(self._url) in c.keys]
            where = f"stands in {'、'.join(mine)}" if mine else "is on no listing's first page now"
            notes.append(f"The article {where}.")
        entries = [entry for channel in self.draft.channels for entry in channel.entries]
        topics = sum(entry.kind == "container" for entry in entries)
        if topics:
            notes.append(f"Special topics: {topics}, which a crawl opens and a probe does not.")
        away = {site_of(url) for e in entries if not same_site(url := place_of(e), self._url)}
        if away:
            told = ", ".join(sorted(away)[:5])
            notes.append(f"Articles stand on other hosts too, which were not asked: {told}.")

    # --- the dry run ---------------------------------------------------------------------------

    async def choose(self) -> list[Trial]:
        """The entries of the dry run, spread over the channels; listing pages are turned for it."""
        wanted = _TRIALS
        if self.draft.delay:
            wanted = min(_TRIALS, max(3, int(_PATIENCE / self.draft.delay)))
        if wanted < _TRIALS:
            self.findings.notes.append(f"The pauses leave time for {wanted} articles.")
        works = [channel for channel in self.draft.channels if channel.works]
        await self._find_paging(works)
        for _ in range(_TURNS):
            ready = [c for c in works if c.next]
            if len(self._spread(works)) >= wanted or not ready:
                break
            await self._turn(min(ready, key=lambda c: c.pages))
        chosen = self._spread(works)[:wanted]
        self.findings.trials = chosen
        return chosen

    async def _find_paging(self, works: list[Proposal]) -> None:
        """Turns a page of one channel, and tries ``{page}`` where an address names page 1."""
        for channel in works:
            template = "" if channel.next or channel.more or channel.id else paged(channel.url)
            if template:
                channel.next = Ask(urljoin(self.draft.base_url, template.replace("{page}", "2")))
                if await self._turn(channel):
                    channel.url, channel.note = template, "its address names the page"
                channel.next = None
        first = next((c for c in works if c.next and c.turned is None), None)
        if first is not None:
            await self._turn(first)

    async def _turn(self, proposal: Proposal) -> int:
        """Asks for the next page of a channel; how many entries it adds."""
        ask, proposal.next = proposal.next, None
        assert ask is not None
        channel = self.draft.channel(proposal)
        proposal.pages += 1
        known = proposal.keys
        fresh: list[Entry] = []
        try:
            page = await self._net.ask(ask)
            listing = reader_of(page, channel.platform).read_listing(page, channel, proposal.pages)
            fresh = [e for e in listing.entries if canonical(e.url) not in known]
            proposal.entries += fresh
            proposal.next = listing.next if fresh else None
        except Unanswered as error:
            self.findings.notes.append(f"{proposal.called}: page {proposal.pages}: {error}.")
        if proposal.turned is None:
            proposal.turned, proposal.note = len(fresh), proposal.note or ask.url
        return len(fresh)

    def _spread(self, works: list[Proposal]) -> list[Trial]:
        """The articles of the outlet's own hosts, one of each channel in turn."""
        columns = [[Trial(entry, c.called) for entry in c.entries] for c in works]
        found: dict[str, Trial] = {}
        for row in zip_longest(*columns):
            for trial in filter(None, row):
                entry = trial.entry
                if same_site(place_of(entry), self._url) and entry.kind != "container":
                    found.setdefault(canonical(entry.url), trial)
        return list(found.values())


def place_of(entry: Entry) -> str:
    """The address that is asked for an entry."""
    return entry.ask.url if entry.ask else entry.url


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _nothing(kind: Kind, page: Page) -> str:
    """Why an address leads to no channel."""
    if kind == "article":
        return (
            "this is an article, and no listing was found that leads to it: "
            "give the address of a listing"
        )
    said = message_of(page.json) or page.binary
    told = f" ({said})" if said else ""
    return f"what answers is neither a listing nor an article that we know how to read{told}"
