"""The books of a run: every entry it met, and the one outcome that each came to."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from crawler.exit_codes import WORST_FIRST, ExitCode
from crawler.models.article import OUTCOMES, Outcome, Settlement
from crawler.util.printable import plain

logger = logging.getLogger(__name__)
#: How Scrapy's finish reasons read as exit statuses; a reason not here is a fault.
REASONS = {
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
class ListingRead:
    """One listing page: how many entries it showed, how many were new, and what went wrong.

    An ``unmodified`` one was not sent again: it shows as many entries as it did before. Entries
    that cannot be kept are ``left_out``.
    """

    channel: str
    url: str
    entries: int = 0
    new: int = 0
    fault: str = ""
    unmodified: bool = False
    left_out: int = 0

    def __post_init__(self) -> None:
        self.url, self.fault = plain(self.url), plain(self.fault)


@dataclass
class Books:
    """Found = the sum of the outcomes, per channel and in all."""

    channels: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    gates: Counter[str] = field(default_factory=Counter)
    listings: list[ListingRead] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    faults: int = 0
    #: Outcomes of the entries that this run asked for; the others stood as they were.
    fetched: Counter[str] = field(default_factory=Counter)
    _open: dict[int, str] = field(default_factory=dict)
    _met: set[int] = field(default_factory=set)

    def meet(self, entry_id: int, channel: str) -> bool:
        """Enter an entry as found; False when this run has met it before."""
        if entry_id in self._met:
            return False
        self._met.add(entry_id)
        self._open[entry_id] = channel
        self.channels[channel]["found"] += 1
        return True

    def fail_listing(self, channel: str, url: str, fault: str, kind: str = "Listing") -> None:
        """Enter a listing page that could not be read, and log it as of this ``kind``."""
        self.listings.append(ListingRead(channel, url, fault=fault))
        logger.warning("%s %s of %s: %s", kind, url, channel, fault)

    def settle(self, end: Settlement, fetched: bool = True) -> None:
        """Enter the outcome of an entry that was met; a second outcome is a fault.

        ``fetched``: it was asked for in this run.
        """
        channel = self._open.pop(end.entry_id, None)
        if channel is None:
            self.faults += 1
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

    def close(self) -> None:
        """Enter every entry that came to no outcome (a run cut short) as failed: it is owed."""
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

    def balanced(self) -> bool:
        return all(
            count["found"] == sum(count[o] for o in OUTCOMES) for count in self.channels.values()
        )

    def exit_status(self, reason: str, floor: int, reached: bool = True) -> ExitCode:
        """The worst of what holds for a run that ended with Scrapy's finish ``reason``;
        ``reached``: whether anybody answered it anything."""
        holds = {REASONS.get(reason, ExitCode.FAULT)}
        if holds & {ExitCode.ALREADY_RUNNING}:
            return ExitCode.ALREADY_RUNNING
        if self.faults or not self.balanced():
            holds.add(ExitCode.FAULT)
        shown = sum(listing.entries for listing in self.listings if listing.unmodified)
        if self.total("found") + shown < floor:
            holds.add(ExitCode.BELOW_FLOOR)
        if any(listing.fault for listing in self.listings):
            holds.add(ExitCode.LISTING_FAILED)
            if not reached:
                holds.add(ExitCode.UNREACHABLE)
        if self.fetched.total() >= _MANY and not any(self.fetched[o] for o in _BROUGHT):
            holds.add(ExitCode.NOTHING_STORED)
        if self.total("gated"):
            holds.add(ExitCode.GATE_CLOSED)
        if self.total("failed") > self.total("gated"):
            holds.add(ExitCode.OWED)
        return next(status for status in WORST_FIRST if status in holds)

    def summary(self) -> str:
        """The books as lines of text: one a channel, the total, gates, listing faults, reasons."""
        rows = [(name, *(str(count[c]) for c in COLUMNS)) for name, count in self.channels.items()]
        rows.append(("total", *(str(self.total(c)) for c in COLUMNS)))
        lines = ["  ".join(f"{cell:>9}" for cell in (*COLUMNS, "channel"))]
        lines += ["  ".join([*(f"{c:>9}" for c in row[1:]), f"  {row[0]}"]) for row in rows]
        if self.gates:
            lines.append("gates: " + ", ".join(f"{n} {s}" for s, n in self.gates.most_common()))
        lines += [f"listing {x.url}: {x.fault}" for x in self.listings if x.fault]
        lines += [
            f"listing {x.url}: {x.left_out} entries left out" for x in self.listings if x.left_out
        ]
        lines += [f"{n} × {reason}" for reason, n in self.reasons.most_common(10)]
        return "\n".join(lines)
