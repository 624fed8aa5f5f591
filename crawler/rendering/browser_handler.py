"""Downloads by the browser: a page for each request that says ``meta["playwright"]``.

Meta keys read: ``playwright``, ``download_timeout`` (s; everything ends by then),
``render_scrolls`` (a listing: scroll so many screens), ``render_wait_longer`` (text is known to be
missing), ``render_click_anything`` (the text breaks off or is absent), ``render_capture`` (keep the
responses to the page's scripts). Written: ``render_result`` = ``{"blocked_actions": [str],
"clicked": [str], "failed": [str], "captured": [CapturedResponse], "requests": int,
"seconds": float}`` and ``render_requests`` (requests by host and port, whatever the outcome).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from itertools import count
from time import monotonic
from typing import Any, ClassVar, TypeVar
from weakref import WeakValueDictionary

from playwright.async_api import Browser, BrowserContext, Page
from playwright.async_api import Error as PlaywrightError
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Headers, HtmlResponse, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.misc import load_object
from scrapy_playwright._utils import _set_redirect_meta
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.middlewares.robots import StrictRobotsTxtMiddleware
from crawler.models.learned_request import CapturedResponse
from crawler.network_policy import reach_of
from crawler.rendering.browser_provider import LocalBrowserProvider
from crawler.rendering.browser_slots import BrowserSlots
from crawler.rendering.egress_proxy import EgressProxy, TabProxy
from crawler.rendering.error_mapping import to_scrapy_error
from crawler.rendering.network_activity import NetworkActivity
from crawler.rendering.page_scripts import init_script
from crawler.rendering.page_visit import PageVisit, VisitOptions, VisitResult
from crawler.rendering.referer import origin_referer
from crawler.rendering.request_interceptor import FirstRequest, RequestInterceptor, UrlFilter
from crawler.rendering.tab_pool import Tab, TabPool

logger = logging.getLogger(__name__)
T = TypeVar("T")
#: How long (s) a page may take to open, the browser's start included, and to close.
_OPENING, _CLOSING = 60.0, 5.0
#: Headers that speak of the bytes on the wire, which are not the bytes we hand on.
_OF_THE_WIRE = ("Content-Encoding", "Content-Length", "Transfer-Encoding")


class BrowserDownloadHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """One for each crawl, for both schemes; neither driver nor browser runs before it must."""

    #: By id of the crawler, which lives as long as its handler does.
    _of_crawler: ClassVar[WeakValueDictionary[int, BrowserDownloadHandler]] = WeakValueDictionary()

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        memory = settings.getint("RENDER_MEMORY_MB", 1024)
        self.browser_provider_cls = partial(LocalBrowserProvider, memory=memory)
        self._limit = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._patience = settings.getfloat("RENDER_TIMEOUT", 12.0)
        budget = settings.getint("RENDER_PAGES_PER_BROWSER", 300)
        self._turns = BrowserSlots(self.config.max_pages_per_context, budget, self._renew_browser)
        self._context_options = settings.getdict("RENDER_CONTEXT")
        self._allowed = _allowed(crawler)
        self._most_bytes = settings.getint("RENDER_MAX_BYTES")
        self._gatekeeper: EgressProxy | None = None
        self._starting = asyncio.Lock()
        self._names = count(1)
        self._user_agent = str(self._context_options.get("user_agent", ""))
        self._stalled: set[str] = set()
        self._at_work: set[asyncio.Task[Any]] = set()
        self._tabs = TabPool(self._open_tab, self._close_tab)
        self._closed = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BrowserDownloadHandler:
        handler = cls._of_crawler.get(id(crawler))
        if handler is None:
            handler = cls._of_crawler[id(crawler)] = cls(crawler)
        return handler

    # --- the browser's life ------------------------------------------------------------------

    async def _maybe_launch_in_thread(self) -> None:
        """Called when the engine starts: most crawls need no browser, so nothing is launched."""

    async def _start(self) -> None:
        """Starts driver and gatekeeper, once."""
        async with self._starting:
            if not hasattr(self, "browser_provider"):
                await self._launch()
                await self._open_gatekeeper()

    async def _open_gatekeeper(self) -> None:
        """Each tab reaches nobody but through its gate, and the browser itself, for which none is
        ever opened, nobody at all. A browser on another machine cannot come here, and where the
        operator has named a proxy, that decides."""
        options = self.config.launch_options
        if not (self.config.cdp_url or "proxy" in options):
            self._gatekeeper = EgressProxy(reach_of(self._crawler), self._most_bytes)
            options["proxy"] = {"server": (await self._gatekeeper.start()).url}

    async def _create_browser_context(
        self, name: str, context_kwargs: dict[str, Any] | None, spider: Spider | None = None
    ) -> Any:
        options = {**self._context_options, **(context_kwargs or {})}
        wrapper = await super()._create_browser_context(name, options, spider)
        context: BrowserContext = wrapper.context
        await context.add_init_script(init_script())
        return wrapper

    def _make_close_page_callback(self, context_name: str) -> Callable[[], None]:
        """Gives a page's permit back once, though it may both crash and be closed."""
        calls = iter([super()._make_close_page_callback(context_name)])

        def once() -> None:
            for release in calls:
                release()

        return once

    async def _renew_browser(self) -> None:
        """Ends a browser that has had its share of visits; the next one starts another."""
        self.stats.inc_value("render/browser_restarts")
        await self._tabs.close_idle()
        await self._drop_browser(getattr(self, "browser", None))

    async def _drop_browser(self, browser: Browser | None) -> None:
        """Ends the browser, whatever state it is in, unless another has taken its place."""
        current: Any = getattr(self, "browser", None)
        if browser is None or browser is not current:
            return
        browser.remove_listener("disconnected", self._browser_disconnected_callback)
        self._tabs.discard_all()
        self.context_wrappers.clear()
        del self.browser
        try:
            await asyncio.wait_for(browser.close(), _CLOSING)
        except (TimeoutError, PlaywrightError) as error:
            logger.warning("The browser did not close: %s", error)

    async def close(self) -> None:
        """Called once for each scheme; the second time there is nothing left to close."""
        if not self._closed:
            self._closed = True
            await super().close()

    async def _close(self) -> None:
        """As the handler's own, but each step ends in time: a crawl never waits for a browser."""
        await self._tabs.close_idle()
        await self._drop_browser(getattr(self, "browser", None))
        if hasattr(self, "browser_provider"):
            try:
                await asyncio.wait_for(self.browser_provider.close(), _CLOSING)
            except TimeoutError:
                logger.warning("The browser's driver did not stop in %g s", _CLOSING)
        if self._gatekeeper is not None:
            await self._gatekeeper.close()
            self.stats.set_value("render/refused_addresses", self._gatekeeper.out_of_reach)
            self.stats.set_value("render/unrequested", self._gatekeeper.unrequested)

    # --- a request ---------------------------------------------------------------------------

    async def _download_request(self, request: Request, spider: Spider | None = None) -> Response:
        limit = float(request.meta.get("download_timeout") or self._limit)
        begun = monotonic()
        request.meta.pop("render_result", None)  # an earlier try's
        try:
            async with self._turns.slot(), self._tabs.acquire(request.url) as tab:
                begun = monotonic()
                return await self._while_there(self._visit(request, tab, limit), limit)
        except TimeoutError as error:
            late = f"{request.url} hung in the browser for {monotonic() - begun:.1f} s"
            raise DownloadTimeoutError(late) from error
        except PlaywrightError as error:
            raise to_scrapy_error(error, request.url) from error
        finally:
            request.meta["download_latency"] = monotonic() - begun

    async def _open_tab(self) -> Tab:
        """A new tab in a context of its own, whose every request is decided by its wire; closed
        again where that fails."""
        await self._start()
        gate = await self._gatekeeper.start() if self._gatekeeper is not None else None
        page = await self._new_page(gate)
        try:
            session = await page.context.new_cdp_session(page)
            permitted = _permitted(self._crawler)
            wire = RequestInterceptor(session, gate, self._allowed, permitted, self._stalled)
            await asyncio.wait_for(wire.start(), _CLOSING)
            return Tab(page, wire, NetworkActivity(page))
        except BaseException:
            await self._close_page(page)
            raise

    async def _new_page(self, gate: TabProxy | None) -> Page:
        apart = {"playwright_context": f"tab {next(self._names)}"}
        proxy = {"proxy": {"server": gate.url}} if gate is not None else {}
        meta = {**apart, "playwright_context_kwargs": proxy}
        create = self._create_page(Request("about:blank", meta=meta), self._crawler.spider)
        try:
            page: Page = await self._while_there(create, _OPENING)
        except TimeoutError:
            await self._drop_browser(getattr(self, "browser", None))
            raise
        page.on("popup", self._close_soon)
        return page

    async def _while_there(self, work: Coroutine[Any, Any, T], limit: float) -> T:
        """What comes of ``work`` within ``limit`` seconds; an error at once where the browser goes
        away: much of what one waits for then never comes."""
        task = asyncio.ensure_future(work)
        self._at_work.add(task)
        try:
            return await asyncio.wait_for(task, limit)
        except asyncio.CancelledError:
            if task in self._at_work:
                raise
            raise PlaywrightError("The browser has been closed") from None
        finally:
            self._at_work.discard(task)

    async def _browser_disconnected_callback(self) -> None:
        at_work, self._at_work = self._at_work, set()
        for task in at_work:
            task.cancel()
        await super()._browser_disconnected_callback()

    def _close_soon(self, page: Page) -> None:
        self._loose = asyncio.ensure_future(self._close_page(page))

    async def _close_tab(self, tab: Tab) -> None:
        await self._close_page(tab.page)
        if tab.wire.gate is not None:
            await tab.wire.gate.close()

    async def _close_page(self, page: Page) -> None:
        """Closes a page, and its context with the last of them."""
        last = len(page.context.pages) <= 1
        try:
            await asyncio.wait_for(page.context.close() if last else page.close(), _CLOSING)
            self.stats.inc_value("playwright/page_count/closed")
        except TimeoutError:
            self.stats.inc_value("render/page_not_closed")
            await self._drop_browser(page.context.browser)
        except PlaywrightError as error:
            logger.debug("A page was gone before it was closed: %s", error)

    async def _visit(self, request: Request, tab: Tab, limit: float) -> Response:
        begun = monotonic()
        tab.traffic.reset()
        tab.wire.reset(self._call(request))
        if tab.visits > 1:
            await tab.wire.clear_state()
            await tab.wire.enable_scripts()
        visit = PageVisit(tab, self._order(request, limit), self._user_agent)
        heard: list[CapturedResponse] = []
        try:
            seen = await visit.run()
            heard = seen.captured
            return await self._respond(request, seen)
        finally:
            await visit.reset_tab()
            request.meta["render_requests"] = dict(tab.wire.requests)
            request.meta["render_result"] = {
                "blocked_actions": visit.blocked_actions(),
                "clicked": list(dict.fromkeys(visit.pressed)),
                "failed": list(dict.fromkeys(tab.traffic.failed)),
                "captured": heard,
                "requests": tab.wire.requests.total(),
                "seconds": round(monotonic() - begun, 3),
            }
            self.stats.inc_value("render/visits")
            self.stats.inc_value("render/blocked_actions", len(visit.blocked_actions()))
            self.stats.inc_value("render/clicks", len(visit.pressed))

    def _order(self, request: Request, limit: float) -> VisitOptions:
        scrolls = int(request.meta.get("render_scrolls") or 0)
        referer = request.headers.get("Referer")
        return VisitOptions(
            request.url,
            origin_referer(referer.decode()) if referer else None,
            min(self._patience * (1 + scrolls / 4), 0.8 * limit),
            scrolls,
            wait_longer=bool(request.meta.get("render_wait_longer")),
            click_anything=bool(request.meta.get("render_click_anything")),
            capture_responses=bool(request.meta.get("render_capture")),
        )

    @staticmethod
    def _call(request: Request) -> FirstRequest:
        headers = {str(k): str(v) for k, v in request.headers.to_unicode_dict().items()}
        styles = bool(request.meta.get("render_scrolls"))
        return FirstRequest(request.url, request.method, headers, request.body, styles)

    async def _respond(self, request: Request, seen: VisitResult) -> Response:
        await _set_redirect_meta(request, seen.response)
        headers = Headers()
        for pair in await seen.response.headers_array():
            headers.appendlist(pair["name"], pair["value"])
        for name in _OF_THE_WIRE:
            headers.pop(name, None)
        common: dict[str, Any] = {
            "url": seen.url,
            "status": seen.response.status,
            "headers": headers,
            "request": request,
            "flags": ["playwright"],
        }
        body = seen.html.encode("utf-8", "replace") if seen.html else seen.raw
        if 0 < self._default_maxsize < len(body):
            raise DownloadCancelledError(f"{request.url} holds more than DOWNLOAD_MAXSIZE")
        if seen.html:
            headers["Content-Type"] = "text/html; charset=utf-8"
            return HtmlResponse(**common, body=body, encoding="utf-8")
        kind = responsetypes.from_args(headers=headers, url=seen.url, body=body)
        return kind(**common, body=body)


def _allowed(crawler: Crawler) -> UrlFilter:
    """Which URLs may be requested: RENDER_URL_FILTER(crawler), or else the network policy."""
    factory = crawler.settings.get("RENDER_URL_FILTER")
    if factory:
        allowed: UrlFilter = load_object(factory)(crawler)
        return allowed
    return reach_of(crawler).allows_url


def _permitted(crawler: Crawler) -> UrlFilter:
    """Whether robots.txt permits a document that a page, or a redirect, leads the browser to."""
    robots = crawler.get_downloader_middleware(StrictRobotsTxtMiddleware)
    return robots.is_allowed if robots is not None else lambda _: True
