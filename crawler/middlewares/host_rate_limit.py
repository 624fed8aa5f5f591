"""One budget for each host, shared by all runs on all machines and by the browser.

A request takes its turn in the database just before it is made. A host that says 429 or 503 is
left alone for as long as it says, or, if it does not say, longer each time: by everybody, where a
source heard it that owns the host (`Source.hosts`). Any other source is a guest there: what it
hears binds itself alone and for hours at most, it waits for one turn at a time, and it keeps a
delay.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.database.pool import AWAY, LockTaken, jsonb
from crawler.extensions.run_recorder import Ledger
from crawler.network_policy import is_loopback, source_of
from crawler.parsing.url import host_key
from crawler.source_config.schema import Source
from crawler.util.retry_after import retry_after

logger = logging.getLogger(__name__)
_BUSY = (429, 503)
#: Seconds that a host which is busy and does not say for how long is left alone, at first and at
#: most; each further such answer in a run doubles them.
_FIRST, _MOST = 30.0, 3600.0
#: The longest that a guest leaves a host alone (s).
_LONGEST_AS_GUEST = 6 * 3600.0
#: The longest Crawl-delay that is kept (s): some sites ask for a day.
_LONGEST_DELAY = 60.0
#: How far the requests that a page made by itself put off the next turn at most (s): for a source
#: that owns the host, and for a guest.
_CHARGED, _CHARGED_AS_GUEST = 3600.0, 60.0
#: The delay of a guest whose own source asks for none (s).
_DELAY_AS_GUEST: float = Source.model_fields["delay"].default


class HostPaused(IgnoreRequest):
    """A request was not made because its host is to be left alone; raised by BudgetMiddleware.
    ``retry_after`` in seconds."""

    def __init__(self, host: str, why: str, retry_after: float) -> None:
        super().__init__(f"{host} is left alone, {retry_after:.0f} s from now on: {why}")
        self.retry_after = retry_after


@dataclass
class Receipt:
    """What this run asked of a host."""

    host: str
    requests: int = 0
    browser: int = 0
    bytes: int = 0
    refused: int = 0
    forbidden: int = 0
    pauses: int = 0
    waited: float = 0.0


class BudgetMiddleware:
    """The last before the downloader: retries and redirects take their turns too."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._source = source_of(crawler)
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._patience = crawler.settings.getfloat("HOST_PATIENCE")
        self._receipts: dict[str, Receipt] = {}
        self._paused: dict[str, tuple[float, str]] = {}
        self._busy: defaultdict[str, int] = defaultdict(int)
        self._visits: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.end, signals.spider_closed)
        return middleware

    async def process_request(self, request: Request) -> None:
        ledger = self._ledger()
        if ledger is None:
            return
        host = host_key(request.url)
        receipt = self._receipt(host)
        self._refuse_if_paused(host)
        crawl_delay = min(request.meta.get("crawl_delay") or 0.0, _LONGEST_DELAY)
        delay = max(self._delay_at(request.url), crawl_delay)
        if delay and self._is_guest(host):
            await self._take_turn_as_guest(ledger, receipt, delay)
        elif delay:  # without one, an outlet of our own is asked as fast as it answers
            await self._take_turn(ledger, receipt, delay)
        receipt.requests += 1

    def _is_guest(self, host: str) -> bool:
        return self._source is None or host not in self._source.hosts

    def _delay_at(self, url: str) -> float:
        """The source's own delay, which may be none at its own site and on this machine alone."""
        source = self._source
        if self._delay or source is None or source.owns(url):
            return self._delay
        return 0.0 if is_loopback(urlsplit(url).hostname or "") else _DELAY_AS_GUEST

    def _left(self, host: str) -> float:
        """Seconds that a host is still to be left alone, as far as this run heard."""
        return self._paused.get(host, (0.0, ""))[0] - monotonic()

    def _refuse_if_paused(self, host: str) -> None:
        left = self._left(host)
        if left > self._patience:
            self._receipt(host).pauses += 1
            raise HostPaused(host, self._paused[host][1], left)

    async def _take_turn_as_guest(self, ledger: Ledger, receipt: Receipt, delay: float) -> None:
        """One turn at a time, and a pause of its own before: neither puts off the owner's turn."""
        async with self._visits[receipt.host]:
            self._refuse_if_paused(receipt.host)
            await asyncio.sleep(max(0.0, self._left(receipt.host)))
            await self._take_turn(ledger, receipt, delay)

    def _key(self) -> str:
        return self._source.key if self._source is not None else ""

    async def _take_turn(self, ledger: Ledger, receipt: Receipt, delay: float) -> None:
        whose = {"source": self._key(), "host": receipt.host}
        try:
            turns = await ledger.database.fetch_patiently(
                "reserve_host", **whose, delay=delay, patience=self._patience
            )
        except AWAY as error:
            why = f"its turns are in a database that is away ({type(error).__name__})"
            raise HostPaused(receipt.host, why, 0.0) from error
        if not turns:
            pause = (await ledger.database.fetch("host_pause", **whose))[0]
            self._paused[receipt.host] = monotonic() + pause["seconds"], pause["why"]
            self._refuse_if_paused(receipt.host)
        elif turns[0]["wait"] > 0:
            receipt.waited += turns[0]["wait"]
            await asyncio.sleep(turns[0]["wait"])
            self._refuse_if_paused(receipt.host)  # its answer to another may have come meanwhile

    async def process_response(self, request: Request, response: Response) -> Response:
        ledger = self._ledger()
        if ledger is None:
            return response
        host = host_key(request.url)
        receipt = self._receipt(host)
        receipt.bytes += len(response.body)
        await self._charge_pages(ledger, request)
        if response.status in _BUSY:
            await self._pause(ledger, host, response)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        ledger = self._ledger()
        if ledger is not None:
            await self._charge_pages(ledger, request)

    async def _charge_pages(self, ledger: Ledger, request: Request) -> None:
        """Note what a page asked for in the browser. Its first request has been noted already."""
        asked: dict[str, int] | None = request.meta.pop("wake_asked", None)
        if asked is None:
            return
        own = host_key(request.url)
        for host in {own, *asked}:
            more = asked.get(host, 0) - (host == own)
            receipt = self._receipt(host)
            receipt.requests += more
            receipt.browser += max(more, 0)
            delay = self._delay_at(f"http://{host}/")
            if more > 0 and delay:
                most = _CHARGED_AS_GUEST if self._is_guest(host) else _CHARGED
                facts = {"delay": delay, "requests": more, "most": most}
                await _note(ledger, "charge_host", host=host, **facts)

    async def _pause(self, ledger: Ledger, host: str, response: Response) -> None:
        self._receipt(host).refused += 1
        said = retry_after(response.headers.get("Retry-After") or b"")
        guest = self._is_guest(host)
        wait = said if said is not None else min(_MOST, _FIRST * 2 ** self._busy[host])
        wait = min(wait, _LONGEST_AS_GUEST) if guest else wait
        self._busy[host] += 1
        why = f"HTTP {response.status}" + (", Retry-After" if said is not None else "")
        self._paused[host] = monotonic() + wait, why
        facts = {"host": host, "seconds": wait, "why": why}
        if guest:
            await _note(ledger, "pause_host_for", source=self._key(), **facts)
        else:
            await _note(ledger, "pause_host", **facts)

    def forbid(self, request: Request) -> None:
        """Note a request that robots.txt forbade."""
        self._receipt(host_key(request.url)).forbidden += 1

    def _receipt(self, host: str) -> Receipt:
        return self._receipts.setdefault(host, Receipt(host))

    def _ledger(self) -> Ledger | None:
        """The run's ledger; None where nothing is kept (`scrapy extract`, `scrapy probe`)."""
        ledger = self._crawler.get_extension(Ledger)
        return ledger if ledger is not None and ledger.run is not None else None

    async def end(self, **_: Any) -> None:
        ledger = self._ledger()
        if ledger is None or not self._receipts:
            return
        rows = jsonb([asdict(receipt) for receipt in self._receipts.values()])
        await _note(ledger, "add_receipts", rows=rows)


async def _note(ledger: Ledger, name: str, **facts: Any) -> None:
    """Tell the others, if the database is there: an answer is not lost because it is not."""
    try:
        await ledger.database.fetch(name, **facts)
    except (*AWAY, LockTaken) as error:
        logger.error("What was asked of hosts could not be noted (%s): %s", name, error)
