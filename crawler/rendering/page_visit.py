"""One visit to a page: open, wait, click, scroll, serialise."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import monotonic

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Response

from crawler.gates.rules.page_source import USER_AGENT_RULES
from crawler.gates.rules.urls import may_be_article_url
from crawler.models.learned_request import CapturedResponse
from crawler.parsing.url import same_site
from crawler.parsing.url_pattern import url_pattern
from crawler.rendering.tab_pool import Tab

#: How long (s) text must stand still: on a page that has just opened, and after something was
#: done to it; and how long without any sign of life. In one go it is waited for no longer than
#: that, and between two documents for a step.
_STILL, _AFTER, _LIFELESS, _LONGEST_CALM, _STEP = 0.1, 0.05, 2.0, 0.5, 0.05
#: How long (s) a page may keep its own thread before its scripts are ended.
_THREAD = 4.0
#: How long (s) it may take to leave a page.
_LEAVING = 2.0
#: Characters of running text that a page with an article has (see navigation_guard.js).
_PROSE = 100
#: Characters that are more than a clock's or a counter's turning.
_GROWN = 5
#: Rounds of pressing, scrolling and hurrying: in all; and in vain while text may still come.
_ROUNDS, _IN_VAIN = 24, 6
#: How often a button may be pressed that reads "read on".
_PRESSES = 12
#: Answers of the page's own site that are kept for learning: how many, and how long (bytes).
_ANSWERS, _LONGEST_ANSWER = 12, 2**20
#: What Chromium says when a document went away while it was being asked.
_REPLACED = ("context", "navigated", "collected")


@dataclass(frozen=True)
class VisitOptions:
    """What is wanted: a page; ``patience`` (s) bounds the waiting.

    ``scrolls`` above 0 means a listing: "more" is pressed and the page scrolled that many times,
    while the number of its links grows. ``wait_longer``: text is known to lack, so slow answers and
    timers are waited for; ``click_anything``: and it breaks off, or is not there, so that whatever
    can be pressed is pressed in the end. ``capture_responses``: the answers that scripts got are
    kept.
    """

    url: str
    referer: str | None = None
    patience: float = 12.0
    scrolls: int = 0
    wait_longer: bool = False
    click_anything: bool = False
    capture_responses: bool = False


@dataclass
class VisitResult:
    """What a visit brought: the last document's answer and the page's content.

    ``html`` is '' when the answer was no HTML: then ``raw`` holds its bytes.
    """

    url: str
    response: Response
    html: str = ""
    raw: bytes = b""
    captured: list[CapturedResponse] = field(default_factory=list)


@dataclass(frozen=True)
class PageSnapshot:
    """A page at one moment: characters, characters of running text, links, state (0, 1, 2)."""

    text: int = 0
    prose: int = 0
    links: int = 0
    ready: int = 0


@dataclass(frozen=True)
class InteractionResult:
    """What one round did: timers run, timers that still wait, and what was pressed."""

    ran: int = 0
    waiting: int = 0
    pressed: tuple[str, ...] = ()


class PageVisit:
    """A visit under way. Raises Playwright's errors and TimeoutError."""

    def __init__(self, tab: Tab, order: VisitOptions, user_agent: str) -> None:
        self._tab, self._order, self._user_agent = tab, order, user_agent
        self._page, self._wire, self._traffic = tab.page, tab.wire, tab.traffic
        self._halted = self._touched = False
        self._until = monotonic() + order.patience
        #: Labels of what was pressed.
        self.pressed: list[str] = []
        self._noted: list[str] = []

    async def run(self) -> VisitResult:
        """The whole visit: some tenths of a second for a page that has its text at once."""
        work = asyncio.ensure_future(self._work())
        crash, overrun = asyncio.Event(), asyncio.Event()
        if self._wire.gate is not None:
            overrun = self._wire.gate.overrun

        def crashed(_: object) -> None:
            crash.set()

        self._page.on("crash", crashed)
        ends = [asyncio.ensure_future(event.wait()) for event in (crash, overrun)]
        try:
            await asyncio.wait((work, *ends), return_when=asyncio.FIRST_COMPLETED)
            if crash.is_set():
                raise PlaywrightError("the page crashed")
            if overrun.is_set():
                self._tab.reusable = False
                raise PlaywrightError("the page brought too many bytes")
            return work.result()
        finally:
            self._page.remove_listener("crash", crashed)
            for task in (work, *ends):
                task.cancel()

    async def _work(self) -> VisitResult:
        response = await self._open(self._order.url)
        if _is_html(response):
            await (self._wait_for_all() if response.status < 400 else self._settle(_STILL))
        return await self._write_down()

    async def reset_tab(self) -> None:
        """Ends all loading, and leaves nothing behind for the next visit to the same tab."""
        try:
            await asyncio.wait_for(self._leave(), _LEAVING)
        except (TimeoutError, PlaywrightError) as error:
            self._tab.reusable = False
            self._noted.append(f"not left: {type(error).__name__}")

    async def _leave(self) -> None:
        if not self._halted:
            await self._evaluate("__pageApi.reset()")
        await self._wire.drain()

    def blocked_actions(self) -> list[str]:
        """What the page wanted and did not get, in the guard's and in the wire's words."""
        return list(dict.fromkeys([*self._noted, *self._wire.refused]))

    async def _open(self, url: str) -> Response:
        left = max(1.0, self._until - monotonic())
        response = await self._page.goto(
            url, referer=self._order.referer, wait_until="commit", timeout=left * 1000
        )
        if response is None:
            raise PlaywrightError(f"{url} brought no document")
        return response

    # --- waiting -----------------------------------------------------------------------------

    async def _wait_for_all(self) -> None:
        look = await self._settle(_STILL)
        if look.ready < 2 and (look.ready == 0 or look.prose < _PROSE):
            look = await self._without_the_hanging(look)
        if self._order.scrolls:
            await self._unroll(look)
            return
        start = look.text
        look = await self._unfold(look)
        if look.prose < _PROSE or (self._order.click_anything and look.text <= start + _GROWN):
            await self._otherwise(look)

    async def _settle(self, quiet: float) -> PageSnapshot:
        """The page when its text has stood still for a while and nothing is on its way."""
        look, lifeless = PageSnapshot(), 0.0
        while not self._over():
            look, still = await self._calm(quiet)
            patient = self._order.wait_longer or look.prose < _PROSE
            calm = still >= quiet and not self._traffic.is_busy(patient)
            lifeless = lifeless + still if calm else 0.0
            if calm and (look.ready > 0 or lifeless >= _LIFELESS):
                return look
        return look

    async def _calm(self, quiet: float) -> tuple[PageSnapshot, float]:
        """The page when its text has stood still for ``quiet`` s, and how long it has (s)."""
        asked = f"__pageApi.waitUntilStable({quiet * 1000:.0f}, {_LONGEST_CALM * 1000:.0f})"
        told = await self._ask(asked, instead="'0\\n' + __pageApi.snapshot()")
        if not told:  # between two documents
            await asyncio.sleep(_STEP)
            return PageSnapshot(), 0.0
        still, _, looked = told.partition("\n")
        return self._looked(looked), int(still) / 1000

    async def _without_the_hanging(self, look: PageSnapshot) -> PageSnapshot:
        """The page opened again without the hosts that keep it from loading, if any do."""
        hosts = self._traffic.stalled_hosts()
        if not hosts or self._over():
            return look
        for host in hosts:
            self._wire.block_host(host)
        return await self._open_again(self._order.url)

    async def _otherwise(self, look: PageSnapshot) -> None:
        """The page opened as it wants it: where its script wanted to go (a short address), in
        another guise, or with other sites' scripts."""
        url = self._order.url
        exits = [e for e in (await self._ask("__pageApi.navigationTargets()")).split("\n") if e]
        leads_to = next((e for e in exits if self._may_lead(e, look)), "")
        guise = int(await self._ask("__pageApi.requiredUserAgent()") or 0)
        if leads_to:
            url = leads_to
        elif look.prose >= _PROSE:
            return
        elif guise:
            await self._disguise(USER_AGENT_RULES[guise - 1].token)
        elif self._wire.third_party_blocked:
            self._wire.allow_third_party = True
        else:
            return
        if not self._over():
            await self._unfold(await self._open_again(url))

    def _may_lead(self, url: str, look: PageSnapshot) -> bool:
        """Whether an address that a script wanted to go to may be this article's: where there is
        no text, any article's; where there is a part, one with the same tokens."""
        if not may_be_article_url(url, self._order.url):
            return False
        ours, theirs = (set(url_pattern(u).values) for u in (self._order.url, url))
        return look.prose < _PROSE or bool({v for v in ours if len(v) > 1} & theirs)

    async def _disguise(self, token: str) -> None:
        self._tab.reusable = False  # its User-Agent is not the others' any more
        self._noted.append(f"read as {token}")
        agent = {"userAgent": f"{self._user_agent} {token}"}
        await self._wire.session.send("Emulation.setUserAgentOverride", agent)

    async def _open_again(self, url: str) -> PageSnapshot:
        self._wire.expect_navigation(url)
        await self._open(url)
        return await self._settle(_STILL)

    async def _unfold(self, look: PageSnapshot) -> PageSnapshot:
        """Presses, scrolls and hurries until an article's page brings nothing more."""
        vain = 0
        for _ in range(_ROUNDS):
            if self._over():
                break
            deeper = vain > 0 or self._order.wait_longer
            deepest = self._click_level(look) if vain > 0 else 0
            nudged = await self._nudge("read_on", _PRESSES, deeper, deepest)
            now = await self._settle(_AFTER)
            vain = 0 if abs(now.text - look.text) > _GROWN else vain + 1
            look = now
            lacks = self._order.wait_longer or now.prose < _PROSE
            done = vain and not nudged.pressed and not self._may_come(lacks, vain, nudged)
            if done and not (lacks and await self._touch()):
                break
        return look

    def _click_level(self, look: PageSnapshot) -> int:
        """How aggressively to click after a round that added nothing: 2 if text is known to be
        missing, 1 if it may be."""
        if self._order.click_anything or (self._order.wait_longer and look.prose < _PROSE):
            return 2
        return int(self._order.wait_longer)

    async def _touch(self) -> bool:
        """A real touch where a script's presses brought nothing, once: some pages tell them
        apart. False when there is nothing to touch."""
        spot = (
            "" if self._touched or not self.pressed else await self._ask("__pageApi.clickPoint()")
        )
        if not spot:
            return False
        self._touched = True
        x, y = map(float, spot.split(","))
        for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
            event = {"type": kind, "touchPoints": points}
            await self._wire.session.send("Input.dispatchTouchEvent", event)
        return True

    def _may_come(self, lacks: bool, vain: int, nudged: InteractionResult) -> bool:
        """Whether a round in vain is worth another: the first is looked into more deeply."""
        if vain <= (3 if self._order.click_anything else 2 if self._order.wait_longer else 1):
            return lacks or nudged.waiting > 0
        return lacks and vain < _IN_VAIN and (nudged.ran + nudged.waiting > 0)

    async def _unroll(self, look: PageSnapshot) -> None:
        """Presses "more" and scrolls while a listing's links grow."""
        vain = 0
        for _ in range(self._order.scrolls):
            if self._over() or vain > 1:
                return
            await self._nudge("more", self._order.scrolls, deeper=vain > 0)
            now = await self._settle(_AFTER)
            vain = 0 if now.links > look.links else vain + 1
            look = now

    async def _nudge(
        self, kind: str, most: int, deeper: bool = False, deepest: int = 0
    ) -> InteractionResult:
        """Presses what reads like ``kind``, scrolls down, runs timers."""
        asked = f"__pageApi.interact('{kind}', {most}, {int(deeper)}, {deepest})"
        counts, *labels = (await self._ask(asked) or "0,0").split("\n")
        pressed = tuple(label for label in labels if label)
        self.pressed += pressed[: 20 - len(self.pressed)]
        ran, waiting = counts.split(",")
        return InteractionResult(int(ran), int(waiting), pressed)

    def _over(self) -> bool:
        return self._halted or monotonic() >= self._until

    # --- speaking with the page --------------------------------------------------------------

    async def _look(self) -> PageSnapshot:
        return self._looked(await self._ask("__pageApi.snapshot()") or "0,0,0,0")

    def _looked(self, told: str) -> PageSnapshot:
        counts, *notes = told.split("\n")
        self._noted += [note for note in notes if note][: 60 - len(self._noted)]
        return PageSnapshot(*map(int, counts.split(",")))

    async def _ask(self, expression: str, instead: str = "") -> str:
        """A script's answer; '' when the document is just being replaced.

        A page that keeps its thread busy has its scripts ended, and is asked once more, for
        something that needs no timer.
        """
        try:
            return await asyncio.wait_for(self._evaluate(expression), _THREAD)
        except TimeoutError:
            if self._halted:
                raise
            self._halted = True
            self._tab.reusable = False
            self._noted.append("halted")
            await self._wire.terminate_scripts()
            return await self._ask(instead or expression)

    async def _evaluate(self, expression: str) -> str:
        """Not Playwright's evaluate: that one counts as a touch of the user, who may wake apps."""
        script = f"window.__pageApi ? {expression} : ''"
        try:
            asked = {"expression": script, "awaitPromise": True}
            given = await self._wire.session.send("Runtime.evaluate", asked)
        except PlaywrightError as error:
            if any(words in error.message for words in _REPLACED):
                return ""
            raise
        if "exceptionDetails" in given:
            raise PlaywrightError(f"the page broke our own script: {given['result']}")
        return str(given["result"].get("value", ""))

    async def _write_down(self) -> VisitResult:
        response = self._traffic.document
        if response is None:
            raise PlaywrightError(f"{self._order.url} brought no document")
        self._tab.shown_url = self._page.url.partition("#")[0]
        seen = VisitResult(self._page.url, response)
        if _is_html(response):
            seen.html = await self._ask("__pageApi.serialize()")
            await self._look()
        if not seen.html:
            seen.raw = await response.body()
        elif self._order.capture_responses:
            seen.captured = await self._hear(seen.url)
        return seen

    async def _hear(self, home: str) -> list[CapturedResponse]:
        """The answers that the page's scripts and frames got from its own site."""
        heard: list[CapturedResponse] = []
        for response in self._traffic.answers[:_ANSWERS]:
            request = response.request
            if response.status != 200 or not same_site(response.url, home):
                continue
            try:
                body = await response.body()
            except PlaywrightError:
                continue  # a frame's that has gone
            kind = response.headers.get("content-type", "")
            if len(body) <= _LONGEST_ANSWER:
                posted = (request.post_data_buffer or b"").decode("utf-8", "replace")
                heard.append(CapturedResponse(request.url, request.method, posted, kind, body))
        return heard


def _is_html(response: Response) -> bool:
    kind = response.headers.get("content-type", "text/html").lower()
    return "html" in kind or "xml" in kind
