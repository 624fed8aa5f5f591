"""Twenty outlets and a clock: a week of arrivals, with everything that goes wrong in one.

Each outlet has an address of its own on loopback. A listing shows, newest first and twenty a
page, what has appeared by the clock; its first page carries an ETag.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from aiohttp import web

PER_PAGE = 20
#: Share of the answers that go wrong, in equal parts of each kind.
_FAULTS = 0.05
_RETRY_AFTER = 600
_HANG = "hang"
_SENTENCES = (
    "施工队在天亮前撤出了现场，围挡随后拆除。",
    "住在附近的居民说，夜里已经听不到机器的声音。",
    "负责人表示，剩下的工序会在本月内收尾。",
)


@dataclass
class Newspaper:
    """One outlet: when its articles appear, and what was asked of it."""

    host: str
    times: Sequence[datetime]
    open: int = 0
    crowded: int = 0
    asked: list[float] = field(default_factory=list)

    def page(self, number: int, now: datetime) -> list[int]:
        """The articles (1 …) on a listing page."""
        newest = bisect_right(self.times, now) - (number - 1) * PER_PAGE
        return list(range(newest, max(0, newest - PER_PAGE), -1))


class Week:
    """Serves the outlets for a ``with`` block, in a thread of its own.

    ``clock`` tells the time; ``outages`` are spans in which nobody answers. ``faults`` counts what
    went wrong by kind.
    """

    def __init__(
        self,
        papers: Sequence[Newspaper],
        clock: Callable[[], datetime],
        outages: Sequence[tuple[datetime, datetime]] = (),
        seed: int = 1,
    ) -> None:
        self._papers = {paper.host: paper for paper in papers}
        self._clock = clock
        self._outages = outages
        self._rng = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.faults: Counter[str] = Counter()
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        self._closing.set()
        await self._runner.cleanup()

    async def _open(self) -> None:
        self._closing = asyncio.Event()
        app = web.Application(middlewares=[self._between])
        app.add_routes(
            [
                web.get("/robots.txt", self._robots),
                web.get("/list", self._list),
                web.get(r"/a/{number:\d+}.html", self._article),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        for host in self._papers:
            site = web.TCPSite(self._runner, host, self.port)
            await site.start()
            self.port = self._runner.addresses[0][1]

    # --- what goes wrong -------------------------------------------------------------------------

    @web.middleware
    async def _between(self, request: web.Request, handler: object) -> web.StreamResponse:
        paper = self._papers[request.host.partition(":")[0]]
        paper.open += 1
        paper.crowded += paper.open > 1
        paper.asked.append(self._loop.time())
        request["paper"] = paper
        try:
            fault = self._fault(request)
            answer = fault if fault is not None else await handler(request)  # type: ignore[operator]
        finally:
            paper.open -= 1
        if fault is not None and fault.reason == _HANG:
            await self._closing.wait()  # who asked has long gone
        return answer

    def _fault(self, request: web.Request) -> web.StreamResponse | None:
        now = self._clock()
        if any(start <= now < end for start, end in self._outages):
            self.faults["outage"] += 1
            return self._reset(request)
        dice = self._rng.random()
        kinds = ("500", "time-out", "reset", "429", "lying ETag")
        kind = kinds[int(dice / _FAULTS * len(kinds))] if dice < _FAULTS else ""
        if kind == "lying ETag" and "If-None-Match" not in request.headers:
            kind = ""  # a lie needs somebody who asks
        if not kind:
            return None
        self.faults[kind] += 1
        if kind == "lying ETag":
            return web.Response(status=304)
        if kind == "429":
            return web.Response(status=429, headers={"Retry-After": str(_RETRY_AFTER)})
        if kind == "500":
            return web.Response(status=500)
        if kind == "time-out":
            return web.Response(reason=_HANG)
        return self._reset(request)

    def _reset(self, request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    # --- what is served --------------------------------------------------------------------------

    async def _robots(self, request: web.Request) -> web.Response:
        return web.Response(text="User-agent: *\nAllow: /\n")

    async def _list(self, request: web.Request) -> web.Response:
        number = int(request.query.get("page", "1"))
        shown = request["paper"].page(number, self._clock())
        links = "".join(
            f'<li><a href="/a/{n}.html">{title(request["paper"].host, n)}</a>'
            f"<span>{request['paper'].times[n - 1]:%Y-%m-%d %H:%M:%S}</span></li>"
            for n in shown
        )
        text = f'<html><body><ul class="news">{links}</ul></body></html>'
        etag = f'"{hashlib.md5(text.encode()).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        return web.Response(text=text, content_type="text/html", headers={"ETag": etag})

    async def _article(self, request: web.Request) -> web.Response:
        paper, number = request["paper"], int(request.match_info["number"])
        if number > bisect_right(paper.times, self._clock()):
            raise web.HTTPNotFound
        at = paper.times[number - 1]
        lines = "".join(f"<p>{s[:-1]}，{paper.host} 第{number}次。</p>" for s in _SENTENCES)
        text = (
            f"<html><head><title>{title(paper.host, number)}</title></head><body>"
            f"<h1>{title(paper.host, number)}</h1><p class=time>{at:%Y-%m-%d %H:%M}</p>"
            f"<div class=content>{lines}</div></body></html>"
        )
        return web.Response(text=text, content_type="text/html")


def title(host: str, number: int) -> str:
    return f"{host} 片区第{number}段道路整修完成"


def outages(start: datetime, days: int) -> list[tuple[datetime, datetime]]:
    """Two outages of six hours, a third and two thirds through, in the middle of the day."""
    middays = [start + timedelta(days=days * n // 3, hours=9) for n in (1, 2)]
    return [(at, at + timedelta(hours=6)) for at in dict.fromkeys(middays)]
