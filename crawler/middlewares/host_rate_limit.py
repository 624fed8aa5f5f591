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
from scrapy.http import Response

from crawler.database.pool import CONNECTION_ERRORS, LockTaken, jsonb
from crawler.errors import HostPausedError
from crawler.extensions.run_recorder import RunRecorder
from crawler.network_policy import is_loopback, source_of_crawler
from crawler.parsing.url import host_with_port
from crawler.source_config.schema import Source
from crawler.util.retry_after import parse_retry_after

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


@dataclass
class HostUsage:
    """What this run asked of a host."""

    host: str
    requests: int = 0
    browser_requests: int = 0
    bytes: int = 0
    throttled: int = 0
    robots_denied: int = 0
    skipped: int = 0
    waited: float = 0.0


class HostRateLimitMiddleware:
    """The last before the downloader: retries and redirects take their turns too."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._source = source_of_crawler(crawler)
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._patience = crawler.settings.getfloat("HOST_MAX_WAIT")
        self._receipts: dict[str, HostUsage] = {}
        self._paused: dict[str, tuple[float, str]] = {}
        self._busy: defaultdict[str, int] = defaultdict(int)
        self._visits: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.end, signals.spider_closed)
        return middleware

    async def process_request(self, request: Request) -> None:
        recorder = self._ledger()
        if recorder is None:
            return
        host = host_with_port(request.url)
        receipt = self._receipt(host)
        self._refuse_if_paused(host)
        crawl_delay = min(request.meta.get("crawl_delay") or 0.0, _LONGEST_DELAY)
        delay = max(self._delay_at(request.url), crawl_delay)
        if delay and self._is_guest(host):
            await self._take_turn_as_guest(recorder, receipt, delay)
        elif delay:  # without one, an outlet of our own is asked as fast as it answers
            await self._take_turn(recorder, receipt, delay)
        receipt.requests += 1

    def _is_guest(self, host: str) -> bool:
        return self._source is None or host not in self._source.hosts

    def _delay_at(self, url: str) -> float:
        """The source's own delay, which may be none at its own site and on this machine alone."""
        source = self._source
        if self._delay or source is None or source.owns_url(url):
            return self._delay
        return 0.0 if is_loopback(urlsplit(url).hostname or "") else _DELAY_AS_GUEST

    def _left(self, host: str) -> float:
        """Seconds that a host is still to be left alone, as far as this run heard."""
        return self._paused.get(host, (0.0, ""))[0] - monotonic()

    def _refuse_if_paused(self, host: str) -> None:
        left = self._left(host)
        if left > self._patience:
            self._receipt(host).skipped += 1
            raise HostPausedError(host, self._paused[host][1], left)

    async def _take_turn_as_guest(
        self, recorder: RunRecorder, receipt: HostUsage, delay: float
    ) -> None:
        """One turn at a time, and a pause of its own before: neither puts off the owner's turn."""
        async with self._visits[receipt.host]:
            self._refuse_if_paused(receipt.host)
            await asyncio.sleep(max(0.0, self._left(receipt.host)))
            await self._take_turn(recorder, receipt, delay)

    def _key(self) -> str:
        return self._source.key if self._source is not None else ""

    async def _take_turn(self, recorder: RunRecorder, receipt: HostUsage, delay: float) -> None:
        whose = {"source": self._key(), "host": receipt.host}
        try:
            turns = await recorder.database.fetch_with_retry(
                "reserve_host", **whose, delay=delay, patience=self._patience
            )
        except CONNECTION_ERRORS as error:
            why = f"no request slot: the database is unreachable ({type(error).__name__})"
            raise HostPausedError(receipt.host, why, 0.0) from error
        if not turns:
            pause = (await recorder.database.fetch("host_pause", **whose))[0]
            self._paused[receipt.host] = monotonic() + pause["seconds"], pause["why"]
            self._refuse_if_paused(receipt.host)
        elif turns[0]["wait"] > 0:
            receipt.waited += turns[0]["wait"]
            await asyncio.sleep(turns[0]["wait"])
            self._refuse_if_paused(receipt.host)  # its answer to another may have come meanwhile

    async def process_response(self, request: Request, response: Response) -> Response:
        recorder = self._ledger()
        if recorder is None:
            return response
        host = host_with_port(request.url)
        receipt = self._receipt(host)
        receipt.bytes += len(response.body)
        await self._charge_pages(recorder, request)
        if response.status in _BUSY:
            await self._pause(recorder, host, response)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        recorder = self._ledger()
        if recorder is not None:
            await self._charge_pages(recorder, request)

    async def _charge_pages(self, recorder: RunRecorder, request: Request) -> None:
        """Note what a page asked for in the browser. Its first request has been noted already."""
        asked: dict[str, int] | None = request.meta.pop("render_requests", None)
        if asked is None:
            return
        own = host_with_port(request.url)
        for host in {own, *asked}:
            more = asked.get(host, 0) - (host == own)
            receipt = self._receipt(host)
            receipt.requests += more
            receipt.browser_requests += max(more, 0)
            delay = self._delay_at(f"http://{host}/")
            if more > 0 and delay:
                most = _CHARGED_AS_GUEST if self._is_guest(host) else _CHARGED
                facts = {"delay": delay, "requests": more, "most": most}
                await _note(recorder, "charge_host", host=host, **facts)

    async def _pause(self, recorder: RunRecorder, host: str, response: Response) -> None:
        self._receipt(host).throttled += 1
        said = parse_retry_after(response.headers.get("Retry-After") or b"")
        guest = self._is_guest(host)
        wait = said if said is not None else min(_MOST, _FIRST * 2 ** self._busy[host])
        wait = min(wait, _LONGEST_AS_GUEST) if guest else wait
        self._busy[host] += 1
        why = f"HTTP {response.status}" + (", Retry-After" if said is not None else "")
        self._paused[host] = monotonic() + wait, why
        facts = {"host": host, "seconds": wait, "why": why}
        if guest:
            await _note(recorder, "pause_host_for", source=self._key(), **facts)
        else:
            await _note(recorder, "pause_host", **facts)

    def count_robots_denied(self, request: Request) -> None:
        """Note a request that robots.txt forbade."""
        self._receipt(host_with_port(request.url)).robots_denied += 1

    def _receipt(self, host: str) -> HostUsage:
        return self._receipts.setdefault(host, HostUsage(host))

    def _ledger(self) -> RunRecorder | None:
        """The run's ledger; None where nothing is kept (`scrapy extract`, `scrapy probe`)."""
        recorder = self._crawler.get_extension(RunRecorder)
        return recorder if recorder is not None and recorder.run is not None else None

    async def end(self, **_: Any) -> None:
        recorder = self._ledger()
        if recorder is None or not self._receipts:
            return
        rows = jsonb([asdict(receipt) for receipt in self._receipts.values()])
        await _note(recorder, "add_host_usage", rows=rows)


async def _note(recorder: RunRecorder, name: str, **facts: Any) -> None:
    """Tell the others, if the database is there: an answer is not lost because it is not."""
    try:
        await recorder.database.fetch(name, **facts)
    except (*CONNECTION_ERRORS, LockTaken) as error:
        logger.error("Could not save host usage (%s): %s", name, error)
