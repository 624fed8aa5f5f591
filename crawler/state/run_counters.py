"""Per-run counters: each entry found, and its outcome."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from crawler.exit_codes import SEVERITY_ORDER, ExitCode
from crawler.models.outcome import OUTCOMES, EntryOutcome, Outcome
from crawler.util.printable import printable

logger = logging.getLogger(__name__)
#: How Scrapy's finish reasons read as exit statuses; a reason not here is a fault.
EXIT_BY_FINISH_REASON = {
    "finished": ExitCode.OK,
    "already_running": ExitCode.ALREADY_RUNNING,
    "database_lost": ExitCode.DATABASE_LOST,
    "closespider_timeout": ExitCode.TIME_LIMIT,
    "closespider_timeout_no_item": ExitCode.TIME_LIMIT,
    "shutdown": ExitCode.STOPPED,
}


#: What is counted of a channel: entries found, their outcomes, and two shares of those.
COLUMNS = ("found", *OUTCOMES, "gated", "rendered")


#: Outcomes of an entry that has an article now, and so many entries without any are not chance.
_BROUGHT: tuple[Outcome, ...] = ("stored", "unchanged", "duplicate")
_MANY = 3


@dataclass
class ListingResult:
    """One listing page: how many entries it showed, how many were new, and what went wrong.

    An ``unmodified`` one was not sent again: it shows as many entries as it did before. Entries
    that cannot be kept are ``skipped``.
    """

    channel: str
    url: str
    entries: int = 0
    new: int = 0
    error: str = ""
    not_modified: bool = False
    skipped: int = 0

    def __post_init__(self) -> None:
        self.url, self.error = printable(self.url), printable(self.error)


@dataclass
class RunCounters:
    """Found = the sum of the outcomes, per channel and in all."""

    channels: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    gates: Counter[str] = field(default_factory=Counter)
    listings: list[ListingResult] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    #: Outcomes of the entries that this run asked for; the others stood as they were.
    fetched: Counter[str] = field(default_factory=Counter)
    _open: dict[int, str] = field(default_factory=dict)
    _met: set[int] = field(default_factory=set)

    def add_entry(self, entry_id: int, channel: str) -> bool:
        """Enter an entry as found; False when this run has met it before."""
        if entry_id in self._met:
            return False
        self._met.add(entry_id)
        self._open[entry_id] = channel
        self.channels[channel]["found"] += 1
        return True

    def add_listing_error(self, channel: str, url: str, fault: str, kind: str = "Listing") -> None:
        """Enter a listing page that could not be read, and log it as of this ``kind``."""
        self.listings.append(ListingResult(channel, url, error=fault))
        logger.warning("%s %s of %s: %s", kind, url, channel, fault)

    def add_outcome(self, end: EntryOutcome, fetched: bool = True) -> None:
        """Enter the outcome of an entry that was met; a second outcome is a fault.

        ``fetched``: it was asked for in this run.
        """
        channel = self._open.pop(end.entry_id, None)
        if channel is None:
            self.errors += 1
            return
        count = self.channels[channel]
        count[end.outcome] += 1
        self.fetched[end.outcome] += fetched
        if end.outcome == "gated":
            count["failed"] += 1
        if end.gate is not None:
            self.gates[end.gate.state] += 1
        if end.fetched_by == "browser":
            count["rendered"] += 1
        if end.reason:
            self.reasons[f"{end.outcome}: {end.reason.split(': ')[0]}"] += 1

    def fail_unfinished(self) -> None:
        """Enter every entry that came to no outcome (a run cut short) as failed: it is pending."""
        for channel in self._open.values():
            self.channels[channel]["failed"] += 1
            self.reasons["failed: the run ended first"] += 1
        self._open.clear()

    @property
    def pending(self) -> int:
        """Entries met that have no outcome yet."""
        return len(self._open)

    def total(self, name: str) -> int:
        return sum(count[name] for count in self.channels.values())

    def is_balanced(self) -> bool:
        return all(
            count["found"] == sum(count[o] for o in OUTCOMES) for count in self.channels.values()
        )

    def exit_status(self, reason: str, min_entries: int, reached: bool = True) -> ExitCode:
        """The worst of what holds for a run that ended with Scrapy's finish ``reason``;
        ``reached``: whether anybody answered it anything."""
        holds = {EXIT_BY_FINISH_REASON.get(reason, ExitCode.ERROR)}
        if holds & {ExitCode.ALREADY_RUNNING}:
            return ExitCode.ALREADY_RUNNING
        if self.errors or not self.is_balanced():
            holds.add(ExitCode.ERROR)
        shown = sum(listing.entries for listing in self.listings if listing.not_modified)
        if self.total("found") + shown < min_entries:
            holds.add(ExitCode.TOO_FEW_ENTRIES)
        if any(listing.error for listing in self.listings):
            holds.add(ExitCode.LISTING_FAILED)
            if not reached:
                holds.add(ExitCode.UNREACHABLE)
        if self.fetched.total() >= _MANY and not any(self.fetched[o] for o in _BROUGHT):
            holds.add(ExitCode.NOTHING_STORED)
        if self.total("gated"):
            holds.add(ExitCode.GATE_CLOSED)
        if self.total("failed") > self.total("gated"):
            holds.add(ExitCode.PENDING)
        return next(status for status in SEVERITY_ORDER if status in holds)

    def summary(self) -> str:
        """The books as lines of text: one a channel, the total, gates, listing faults, reasons."""
        rows = [(name, *(str(count[c]) for c in COLUMNS)) for name, count in self.channels.items()]
        rows.append(("total", *(str(self.total(c)) for c in COLUMNS)))
        lines = ["  ".join(f"{cell:>9}" for cell in (*COLUMNS, "channel"))]
        lines += ["  ".join([*(f"{c:>9}" for c in row[1:]), f"  {row[0]}"]) for row in rows]
        if self.gates:
            lines.append("gates: " + ", ".join(f"{n} {s}" for s, n in self.gates.most_common()))
        lines += [f"listing {x.url}: {x.error}" for x in self.listings if x.error]
        lines += [
            f"listing {x.url}: {x.skipped} entries left out" for x in self.listings if x.skipped
        ]
        lines += [f"{n} × {reason}" for reason, n in self.reasons.most_common(10)]
        return "\n".join(lines)
