"""One budget for each host, shared by all runs on all machines and by the browser.

A request takes its turn in the database just before it is made. A host that says 429 or 503 is
left alone by everybody for as long as it says, or, if it does not say, longer each time.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.database.pool import AWAY, LockTaken, jsonb
from crawler.extensions.ledger import Ledger
from crawler.waits import retry_after

logger = logging.getLogger(__name__)
_BUSY = (429, 503)
#: Seconds that a host which is busy and does not say for how long is left alone, at first and at
#: most; each further such answer in a run doubles them.
_FIRST, _MOST = 30.0, 3600.0
#: The longest Crawl-delay that is kept (s): some sites ask for a day.
_LONGEST_DELAY = 60.0


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
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._patience = crawler.settings.getfloat("HOST_PATIENCE")
        self._receipts: dict[str, Receipt] = {}
        self._paused: dict[str, tuple[float, str]] = {}
        self._busy: defaultdict[str, int] = defaultdict(int)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.end, signals.spider_closed)
        return middleware

    async def process_request(self, request: Request) -> None:
        ledger = self._ledger()
        if ledger is None:
            return
        host = _host(request)
        receipt = self._receipt(host)
        self._refuse_if_paused(host)
        delay = max(self._delay, min(request.meta.get("crawl_delay") or 0.0, _LONGEST_DELAY))
        if delay:  # without one, an outlet of our own is asked as fast as it answers
            await self._take_turn(ledger, receipt, delay)
        receipt.requests += 1

    def _refuse_if_paused(self, host: str) -> None:
        until, why = self._paused.get(host, (0.0, ""))
        left = until - monotonic()
        if left > self._patience:
            self._receipt(host).pauses += 1
            raise HostPaused(host, why, left)

    async def _take_turn(self, ledger: Ledger, receipt: Receipt, delay: float) -> None:
        facts = {"host": receipt.host, "delay": delay, "patience": self._patience}
        try:
            turns = await ledger.database.fetch_patiently("reserve_host", **facts)
        except AWAY as error:
            why = f"its turns are in a database that is away ({type(error).__name__})"
            raise HostPaused(receipt.host, why, 0.0) from error
        if not turns:
            pause = (await ledger.database.fetch("host_pause", host=receipt.host))[0]
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
        host = _host(request)
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
        own = _host(request)
        for host in {own, *asked}:
            more = asked.get(host, 0) - (host == own)
            receipt = self._receipt(host)
            receipt.requests += more
            receipt.browser += more
            if more > 0 and self._delay:
                await _note(ledger, "charge_host", host=host, delay=self._delay, requests=more)

    async def _pause(self, ledger: Ledger, host: str, response: Response) -> None:
        self._receipt(host).refused += 1
        said = retry_after(response.headers.get("Retry-After") or b"")
        wait = said if said is not None else min(_MOST, _FIRST * 2 ** self._busy[host])
        self._busy[host] += 1
        why = f"HTTP {response.status}" + (", Retry-After" if said is not None else "")
        self._paused[host] = monotonic() + wait, why
        await _note(ledger, "pause_host", host=host, seconds=wait, why=why)

    def forbid(self, request: Request) -> None:
        """Note a request that robots.txt forbade."""
        self._receipt(_host(request)).forbidden += 1

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


def _host(request: Request) -> str:
    return urlparse_cached(request).netloc.rpartition("@")[2].lower()
