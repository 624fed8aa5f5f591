"""Every request of one page, decided before it leaves: let through, answered here, or refused.

A frame with a process of its own has a session of its own; it is held until its requests come here.

Works on Chromium's own Fetch domain instead of Playwright's routes: those switch the browser's
cache off and do not see where a redirect leads.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from crawler.gates.rules.hosts import find_host
from crawler.gates.rules.urls import non_article_url_reason
from crawler.parsing.url import host_with_port, is_private_host, same_site
from crawler.rendering.egress_proxy import TabProxy
from crawler.rendering.page_scripts import stub_script
from crawler.rendering.referer import exposes_path, without_referer
from crawler.rendering.target_guard import CdpSession, FrameGuard

#: Tells whether an address may be asked at all; given by the crawl (private networks).
UrlFilter = Callable[[str], bool | Awaitable[bool]]

_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_CSS, _JS = "text/css", "text/javascript"
#: Kinds of request that no article needs.
_NEEDLESS = frozenset(
    {"Media", "Font", "TextTrack", "Ping", "Manifest", "Prefetch", "WebSocket", "SignedExchange"}
    | {"CSPViolationReport", "FedCM"}
)
_ICON = re.compile(r"\.(?:ico|png|svg|jpe?g|gif|webp)(?:\?|$)", re.I)
#: How many requests and how many documents one page may cost.
_MOST_REQUESTS, _MOST_DOCUMENTS = 200, 5


@dataclass(frozen=True, slots=True)
class InterceptAction:
    """What is done with a request: let go, failed, or answered with ``status`` and ``body``."""

    act: Literal["go", "fail", "fill"]
    status: int = 200
    kind: str = ""
    body: bytes = b""
    #: Why, for the record; '' for what is not worth one (an image, a style).
    why: str = ""


_GO = InterceptAction("go")


@dataclass(frozen=True, slots=True)
class FirstRequest:
    """What a visit asks for first. ``home`` is the address; ``method``, ``headers`` and
    ``body`` are taken where it is no plain GET. ``styles``: style sheets are fetched too."""

    home: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    styles: bool = False


class RequestInterceptor:
    """The wire of one tab, through which one visit goes after the other.

    ``allowed`` says where requests may go, ``permitted`` which documents robots.txt leaves open;
    ``stalled`` holds hosts that let pages hang and are not asked again in this crawl. ``gate`` is
    the tab's way out; None where the browser has one that is not ours.
    """

    def __init__(
        self,
        session: CDPSession,
        gate: TabProxy | None,
        allowed: UrlFilter,
        permitted: UrlFilter,
        stalled: set[str],
    ) -> None:
        self.session, self.gate, self._stalled = session, gate, stalled
        self._allowed, self._permitted = allowed, permitted
        self._tasks: set[asyncio.Task[None]] = set()
        self._frames = FrameGuard(self._take, self._refuse)
        #: Whose documents were let go since the tab last forgot: they may have stored something.
        self._origins: set[str] = set()
        self.reset(FirstRequest("about:blank"))
        self._open = False

    async def start(self) -> None:
        """Nothing leaves the tab undecided after this."""
        await self._frames.watch(self.session)
        await self._take(self.session)

    async def _take(self, session: CdpSession) -> None:
        session.on("Fetch.requestPaused", partial(self._paused, session))
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})

    def reset(self, call: FirstRequest) -> None:
        """Make ready for the first document of a visit; until it is asked for, the scripts of
        the document before get nothing."""
        self._call, self.home = call, call.home
        self._open, self._first, self._frame = True, "", ""
        self._documents = 0
        self._count = 0
        self._asked: Counter[str] = Counter()
        if self.gate is not None:
            self.gate.begin()
        self.refused: list[str] = []
        #: Whether other sites may be asked for scripts and data, and whether one was refused.
        self.allow_third_party = False
        self.third_party_blocked = False

    @property
    def requests(self) -> Counter[str]:
        """Requests of this visit by host and port: as the gate saw them, or what was let go."""
        return self._asked if self.gate is None else self.gate.asked

    async def drain(self) -> None:
        """Ends loading and scripts, and waits until whatever the page has begun is decided."""
        await self.session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        await self.session.send("Page.stopLoading")
        await self.session.send("Page.getFrameTree")  # what was begun before is here by now
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._open = False

    async def clear_state(self) -> None:
        """Leaves nothing that the visit before has stored: cookies, storage, service workers."""
        await self.session.send("Network.clearBrowserCookies")
        for origin in tuple(self._origins):
            everything = {"origin": origin, "storageTypes": "all"}
            await self.session.send("Storage.clearDataForOrigin", everything)
        self._origins.clear()

    async def enable_scripts(self) -> None:
        """Lets scripts run again, after ``drain``."""
        await self.session.send("Emulation.setScriptExecutionDisabled", {"value": False})

    async def terminate_scripts(self) -> None:
        """Ends the page's scripts, also one in an endless loop, and lets none start."""
        await self.session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        await self.session.send("Runtime.terminateExecution")

    def expect_navigation(self, home: str) -> None:
        """Makes ready for one more page: the same once more, or where it wanted to go."""
        self._first = ""
        self.home = home

    def block_host(self, host: str) -> None:
        """Asks a host that let the page hang no more."""
        self._stalled.add(host)
        self.refused.append(f"stalled {host}")

    # --- deciding --------------------------------------------------------------------------

    async def decide(self, event: dict[str, Any]) -> InterceptAction:
        """What to do with a paused request."""
        url, kind = event["request"]["url"], event["resourceType"]
        if not url.startswith(("http://", "https://")):
            return _GO  # data: and blob: stay inside the browser
        if not self._open or (not self._first and kind != "Document"):
            return InterceptAction("fail")  # of the document before
        main = kind == "Document" and event["frameId"] == (self._frame or event["frameId"])
        if kind == "Image":
            return InterceptAction("fill", kind="image/gif", body=_GIF)
        if kind in _NEEDLESS or (kind == "Other" and _ICON.search(url)):
            return InterceptAction("fail")
        if kind == "Stylesheet" and not self._call.styles:
            return InterceptAction("fill", kind=_CSS)
        answer = self._outside(url, kind, main) or self._document(event, url, kind, main)
        if answer is not None:
            return answer
        if not await _says(self._allowed(url)):
            return InterceptAction("fail", why="reach")
        if kind == "Document" and not await _says(self._permitted(url)):
            return InterceptAction("fail", why="robots")
        if kind != "Document" and not same_site(url, self.home) and not self._may_ask(url):
            self.third_party_blocked = self.third_party_blocked or not is_private_host(url)
            return InterceptAction("fail", why="foreign")
        if "redirectedRequestId" in event and exposes_path(event["request"]):
            return InterceptAction("fail", why="referer")  # it cannot be taken from a redirect
        return _GO

    def _may_ask(self, url: str) -> bool:
        """Whether another site's script or data may be fetched."""
        host = find_host(url)
        return self.allow_third_party or (host is not None and host.kind == "library")

    def _outside(self, url: str, kind: str, main: bool) -> InterceptAction | None:
        """An answer for hosts that are never asked and for pages that ask too much."""
        host = find_host(url)
        if host is not None and host.kind != "library":
            if kind == "Script":
                script = stub_script(host.stub_globals).encode()
                return InterceptAction("fill", kind=_JS, body=script, why=host.kind)
            return (
                InterceptAction("fill", 204, why=host.kind)
                if main
                else InterceptAction("fail", why=host.kind)
            )
        if self._count > _MOST_REQUESTS:
            return InterceptAction("fail", why="too many requests")
        if not main and host_with_port(url) in self._stalled:
            return InterceptAction("fail", why="stalled")
        return None

    def _document(
        self, event: dict[str, Any], url: str, kind: str, main: bool
    ) -> InterceptAction | None:
        """An answer for a document that nobody asked for: the page stays what it is."""
        if kind != "Document":
            return None
        if not main:
            ours = same_site(url, self.home) and not non_article_url_reason(url)
            # An empty document of another site would have a process of its own.
            return None if ours else InterceptAction("fail", why="frame")
        if self._belongs_to_first(event):
            self.home = url
            return None
        self._documents += 1
        if self._documents > _MOST_DOCUMENTS:
            return InterceptAction("fill", 204, why="too many documents")
        if not same_site(url, self.home) or event["request"]["method"] != "GET":
            return InterceptAction("fill", 204, why="site")
        if non_article_url_reason(url):
            return InterceptAction("fill", 204, why="aside")
        again = url.partition("?")[0] == self.home.partition("#")[0].partition("?")[0]
        return None if again else InterceptAction("fill", 204, why="leaving")

    def _belongs_to_first(self, event: dict[str, Any]) -> bool:
        """Whether a document is the one that was asked for, or where a server's redirect led."""
        if not self._first:
            self._first = event.get("networkId", "")
            self._frame = event["frameId"]
        return bool(event.get("networkId") == self._first)

    # --- doing -------------------------------------------------------------------------------

    def _paused(self, session: CdpSession, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._answer(session, event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, session: CdpSession, event: dict[str, Any]) -> None:
        first = not self._first
        answer = await self.decide(event)
        if answer.why:
            self._refuse(f"{answer.why} {event['request']['url'][:200]}")
        request = event["request"]
        method, given = self._command(answer, request, first)
        if answer.act == "go":
            self._let(given.get("method", request["method"]), event)
        try:
            await session.send(method, {"requestId": event["requestId"], **given})
        except PlaywrightError:
            self.refused.append("too late")  # the page has gone, and its request with it

    def _refuse(self, what: str) -> None:
        if len(self.refused) < 100:
            self.refused.append(what)

    def _let(self, method: str, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if not url.startswith(("http://", "https://")):
            return
        if event["resourceType"] == "Document":
            self._origins.add(url[: url.index("/", 8)])
        self._count += 1
        if self.gate is None:
            self._asked[host_with_port(url)] += 1
        else:
            self.gate.allow(method, url)

    def _command(
        self, answer: InterceptAction, request: Mapping[str, Any], first: bool
    ) -> tuple[str, dict[str, Any]]:
        if answer.act == "fail":
            return "Fetch.failRequest", {"errorReason": "BlockedByClient"}
        if answer.act == "go":
            changed = {"headers": without_referer(request)} if exposes_path(request) else {}
            return "Fetch.continueRequest", self._overrides() if first else changed
        headers = [
            {"name": "Content-Type", "value": answer.kind or "text/plain"},
            {"name": "Access-Control-Allow-Origin", "value": "*"},
        ]
        body = base64.b64encode(answer.body).decode()
        filled = {"responseCode": answer.status, "responseHeaders": headers, "body": body}
        return "Fetch.fulfillRequest", filled

    def _overrides(self) -> dict[str, Any]:
        call = self._call
        if call.method == "GET":
            return {}
        headers = [{"name": name, "value": value} for name, value in call.headers.items()]
        body = base64.b64encode(call.body).decode()
        return {"method": call.method, "postData": body, "headers": headers}


async def _says(answer: bool | Awaitable[bool]) -> bool:
    return answer if isinstance(answer, bool) else await answer
