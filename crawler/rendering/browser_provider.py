"""Start the browser of a crawl: sandboxed where possible, bounded, and gone with the crawl."""

from __future__ import annotations

import logging
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Browser
from playwright.async_api import Error as PlaywrightError
from scrapy_playwright.provider import PlaywrightBrowserProvider

from crawler.rendering.target_guard import WindowGuard
from crawler.util.processes import limit_memory

logger = logging.getLogger(__name__)
_UNSAFE = "The browser runs without its sandbox, %s: a hole in it is one in this machine. %s"


class LocalBrowserProvider(PlaywrightBrowserProvider):  # type: ignore[misc]
    """scrapy-playwright's own, for browsers on this machine; ``memory`` (MiB) is what each process
    of the browser may have for itself."""

    def __init__(self, config: Any, memory: int) -> None:
        super().__init__(config)
        self._options: dict[str, Any] = config.launch_options
        self._is_elsewhere = bool(config.cdp_url or config.connect_url)
        self._memory = memory
        self._scratch: TemporaryDirectory[str] | None = None

    async def start(self) -> None:
        await super().start()
        if self._is_elsewhere:
            return
        if "env" in self._options:
            # What a browser that was killed leaves behind goes with the crawl.
            self._scratch = TemporaryDirectory(prefix="crawler-", ignore_cleanup_errors=True)
            env = {**self._options["env"], "TMPDIR": self._scratch.name}
            self._options["env"] = env
        if self._options.get("chromium_sandbox") is False:
            logger.warning(_UNSAFE, "for root", "Let another user run the crawler")

    async def launch_browser(self) -> Browser:
        try:
            browser: Browser = await super().launch_browser()
        except PlaywrightError as error:
            if "sandboxing failed" not in error.message:
                raise
            logger.warning(_UNSAFE, "which this system forbids", "See docs/security.md")
            self._options["chromium_sandbox"] = False
            browser = await super().launch_browser()
        if not self._is_elsewhere:
            limit_memory(self._memory)
            self.windows = WindowGuard(await browser.new_browser_cdp_session())
            await self.windows.watch()
        return browser

    async def close(self) -> None:
        try:
            await super().close()
        finally:
            if self._scratch is not None:
                self._scratch.cleanup()
