"""Choose the articles of a trial, and turn listing pages until there are enough."""

from __future__ import annotations

from itertools import zip_longest
from urllib.parse import urljoin

from crawler.models.listing import Entry, RequestSpec
from crawler.parsing.url import same_site
from crawler.platforms.registry import parse_listing
from crawler.probe.client import FetchFailedError, ProbeClient
from crawler.probe.page_classifier import with_page_placeholder
from crawler.probe.results import ProbeResult, TrialArticle
from crawler.probe.source_draft import ChannelCandidate, SourceDraft

#: How many further listing pages are turned.
_TURNS = 4
#: Articles of a dry run, and how long (s) they may take for the pauses between them alone.
_TRIALS, _PATIENCE = 20, 240.0


class TrialSampler:
    """Chooses what is tried, once an inquiry has found channels that work."""

    def __init__(self, network: ProbeClient, findings: ProbeResult, draft: SourceDraft) -> None:
        self._net, self.findings, self.draft = network, findings, draft

    async def choose(self) -> list[TrialArticle]:
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

    async def _find_paging(self, works: list[ChannelCandidate]) -> None:
        """Turns a page of one channel, and tries ``{page}`` where an address names page 1."""
        for channel in works:
            template = (
                ""
                if channel.next or channel.more or channel.id
                else with_page_placeholder(channel.url)
            )
            if template:
                channel.next = RequestSpec(
                    urljoin(self.draft.base_url, template.replace("{page}", "2"))
                )
                if await self._turn(channel):
                    channel.url, channel.note = template, "its address names the page"
                channel.next = None
        first = next((c for c in works if c.next and c.second_page_entries is None), None)
        if first is not None:
            await self._turn(first)

    async def _turn(self, proposal: ChannelCandidate) -> int:
        """Asks for the next page of a channel; how many entries it adds."""
        spec, proposal.next = proposal.next, None
        assert spec is not None
        channel = self.draft.channel(proposal)
        proposal.pages += 1
        known = proposal.keys
        fresh: list[Entry] = []
        try:
            page = await self._net.fetch(spec)
            listing = parse_listing(page, channel, proposal.pages)
            fresh = [e for e in listing.entries if e.key not in known]
            proposal.entries += fresh
            proposal.next = listing.next if fresh else None
        except FetchFailedError as error:
            self.findings.notes.append(f"{proposal.label}: page {proposal.pages}: {error}.")
        if proposal.second_page_entries is None:
            proposal.second_page_entries, proposal.note = len(fresh), proposal.note or spec.url
        return len(fresh)

    def _spread(self, works: list[ChannelCandidate]) -> list[TrialArticle]:
        """The articles of the outlet's own hosts, one of each channel in turn."""
        columns = [[TrialArticle(entry, c.label) for entry in c.entries] for c in works]
        found: dict[str, TrialArticle] = {}
        for row in zip_longest(*columns):
            for trial in filter(None, row):
                entry = trial.entry
                if same_site(request_url(entry), self.findings.url) and entry.kind != "topic":
                    found.setdefault(entry.key, trial)
        return list(found.values())


def request_url(entry: Entry) -> str:
    """The address that is asked for an entry."""
    return entry.request.url if entry.request else entry.url
