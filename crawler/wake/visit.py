"""One visit to one page: open it, wait for evidence, press and scroll, write down what it holds."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import monotonic

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response

from crawler.wake.traffic import Traffic
from crawler.wake.wire import Wire

#: The polling step, how long text must stand still, and how long without any sign of life (s).
_STEP, _STILL, _LIFELESS = 0.1, 0.3, 2.0
#: How long (s) a page may keep its own thread before its scripts are ended.
_THREAD = 4.0
#: How long (s) it may take to leave a page.
_LEAVING = 2.0
#: Characters of running text that a page with an article has (see guard.js).
_PROSE = 100
#: Rounds of pressing, scrolling and hurrying: in all, and in vain while there is no article.
_ROUNDS, _IN_VAIN = 8, 6
#: What Chromium says when a document went away while it was being asked.
_REPLACED = ("context", "navigated")


@dataclass(frozen=True)
class Order:
    """What is wanted: a page; ``patience`` (s) bounds the waiting.

    ``scrolls`` above 0 means a listing: "more" is pressed and the page scrolled that many
    times, while the number of its links grows.
    """

    url: str
    referer: str | None = None
    patience: float = 12.0
    scrolls: int = 0


@dataclass
class Seen:
    """What a visit brought: the last document's answer and the page's content.

    ``html`` is '' when the answer was no HTML: then ``raw`` holds its bytes.
    """

    url: str
    response: Response
    html: str = ""
    raw: bytes = b""


@dataclass(frozen=True)
class Look:
    """A page at one moment: characters, characters of running text, links, state (0, 1, 2)."""

    text: int = 0
    prose: int = 0
    links: int = 0
    ready: int = 0

    def moved_from(self, other: Look) -> bool:
        """Whether there is more or less here than a clock's or a counter's turning."""
        return abs(self.text - other.text) > 5 or self.links != other.links


class Visit:
    """A visit under way. Raises Playwright's errors and TimeoutError."""

    def __init__(self, page: Page, wire: Wire, order: Order) -> None:
        self._page, self._wire, self._order = page, wire, order
        self._traffic = Traffic(page)
        self._halted = False
        self._until = monotonic() + order.patience
        #: Labels of what was pressed.
        self.pressed: list[str] = []
        self._noted: list[str] = []

    async def run(self) -> Seen:
        """The whole visit: about a second for a page that has its text at once."""
        work = asyncio.ensure_future(self._work())
        crash = asyncio.Event()
        self._page.on("crash", lambda _: crash.set())
        crash_seen = asyncio.ensure_future(crash.wait())
        try:
            await asyncio.wait((work, crash_seen), return_when=asyncio.FIRST_COMPLETED)
            if crash.is_set():
                raise PlaywrightError("the page crashed")
            return work.result()
        finally:
            work.cancel()
            crash_seen.cancel()

    async def _work(self) -> Seen:
        response = await self._open()
        if _is_html(response):
            await (self._wait_for_all() if response.status < 400 else self._settle())
        return await self._write_down()

    async def leave(self) -> None:
        """Ends all loading: Chromium lets go what is undecided when a page is closed."""
        try:
            await asyncio.wait_for(self._wire.end(), _LEAVING)
        except (TimeoutError, PlaywrightError) as error:
            self._noted.append(f"not left: {type(error).__name__}")

    def refused(self) -> list[str]:
        """What the page wanted and did not get, in the guard's and in the wire's words."""
        return list(dict.fromkeys([*self._noted, *self._wire.refused]))

    async def _open(self) -> Response:
        left = max(1.0, self._until - monotonic())
        response = await self._page.goto(
            self._order.url, referer=self._order.referer, wait_until="commit", timeout=left * 1000
        )
        if response is None:
            raise PlaywrightError(f"{self._order.url} brought no document")
        return response

    # --- waiting -----------------------------------------------------------------------------

    async def _wait_for_all(self) -> None:
        look = await self._settle()
        if look.ready < 2 and (look.ready == 0 or look.prose < _PROSE):
            look = await self._without_the_hanging(look)
        await (self._unroll(look) if self._order.scrolls else self._unfold(look))

    async def _settle(self) -> Look:
        """The page when its text has stood still for a while and nothing is on its way."""
        mark, since = await self._look(), monotonic()
        while not self._over():
            await asyncio.sleep(_STEP)
            look = await self._look()
            if look.moved_from(mark):
                mark, since = look, monotonic()
            still = monotonic() - since
            calm = still >= _STILL and not self._traffic.busy()
            if calm and (look.ready > 0 or still >= _LIFELESS):
                return look
        return mark

    async def _without_the_hanging(self, look: Look) -> Look:
        """The page opened again without the hosts that keep it from loading, if any do."""
        hosts = self._traffic.hanging()
        if not hosts or self._over():
            return look
        for host in hosts:
            self._wire.again(host)
        await self._open()
        return await self._settle()

    async def _unfold(self, look: Look) -> None:
        """Presses, scrolls and hurries until an article's page brings nothing more."""
        vain = 0
        for _ in range(_ROUNDS):
            if self._over():
                return
            pressed, hurried = await self._nudge("read_on", 2)
            now = await self._settle()
            vain = 0 if now.text > look.text + 5 else vain + 1
            wants_more = now.prose < _PROSE and hurried and vain < _IN_VAIN
            if vain and not pressed and not wants_more:
                return
            look = now

    async def _unroll(self, look: Look) -> None:
        """Presses "more" and scrolls while a listing's links grow."""
        vain = 0
        for _ in range(self._order.scrolls):
            if self._over() or vain > 1:
                return
            await self._nudge("more", self._order.scrolls)
            now = await self._settle()
            vain = 0 if now.links > look.links else vain + 1
            look = now

    async def _nudge(self, kind: str, most: int) -> tuple[bool, bool]:
        """Presses what reads like ``kind``, scrolls down, runs timers; what there was to do."""
        hurried, *labels = (await self._ask(f"__hands.nudge('{kind}', {most})") or "0").split("\n")
        labels = [label for label in labels if label]
        self.pressed += labels[: 20 - len(self.pressed)]
        return bool(labels), int(hurried) > 0

    def _over(self) -> bool:
        return self._halted or monotonic() >= self._until

    # --- speaking with the page --------------------------------------------------------------

    async def _look(self) -> Look:
        counts, *notes = (await self._ask("__hands.look()") or "0,0,0,0").split("\n")
        self._noted += [note for note in notes if note][: 60 - len(self._noted)]
        return Look(*map(int, counts.split(",")))

    async def _ask(self, expression: str) -> str:
        """A script's answer; '' when the document is just being replaced.

        A page that keeps its thread busy has its scripts ended, and is asked once more.
        """
        try:
            return await asyncio.wait_for(self._evaluate(expression), _THREAD)
        except TimeoutError:
            if self._halted:
                raise
            self._halted = True
            self._noted.append("halted")
            await self._wire.halt()
            return await self._ask(expression)

    async def _evaluate(self, expression: str) -> str:
        """Not Playwright's evaluate: that one counts as a touch of the user, who may wake apps."""
        script = f"window.__hands ? {expression} : ''"
        try:
            given = await self._wire.session.send("Runtime.evaluate", {"expression": script})
        except PlaywrightError as error:
            if any(words in error.message for words in _REPLACED):
                return ""
            raise
        if "exceptionDetails" in given:
            raise PlaywrightError(f"the page broke our own script: {given['result']}")
        return str(given["result"].get("value", ""))

    async def _write_down(self) -> Seen:
        response = self._traffic.document
        if response is None:
            raise PlaywrightError(f"{self._order.url} brought no document")
        seen = Seen(self._page.url, response)
        if _is_html(response):
            seen.html = await self._ask("__hands.content()")
            await self._look()
        if not seen.html:
            seen.raw = await response.body()
        return seen


def _is_html(response: Response) -> bool:
    kind = response.headers.get("content-type", "text/html").lower()
    return "html" in kind or "xml" in kind
