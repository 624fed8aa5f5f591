"""The pending and failed requests of a tab."""

from __future__ import annotations

from collections import Counter
from time import monotonic

from playwright.async_api import Page, Request, Response

from crawler.parsing.url import host_with_port, same_site

#: Kinds of request that can bring text, and those of them that a script makes.
_BRINGS_TEXT = frozenset({"document", "script", "xhr", "fetch"})
_BY_SCRIPT = frozenset({"xhr", "fetch"})
#: How long (s) an unanswered request is waited for: the site's own, and another's.
_OWN, _FOREIGN = 5.0, 1.5
#: An address asked more often than this is polled, and polling never ends.
_POLLED = 3


class NetworkActivity:
    """The requests of a tab that are under way, and the last document that it got."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.reset()
        page.on("request", self._begun)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def reset(self) -> None:
        """Forget the visit before."""
        self._pending: dict[Request, float] = {}
        self._asked: Counter[str] = Counter()
        self.document: Response | None = None
        #: Answers to the requests of scripts and frames, in their order.
        self.answers: list[Response] = []
        #: Addresses of the site's own that a script asked for in vain.
        self.failed: list[str] = []

    def is_busy(self, patient: bool) -> bool:
        """Whether text may still come from the network; ``patient``: the site's own requests
        are waited for as long as they take."""
        now = monotonic()
        return any(now - begun < self._patience(r, patient) for r, begun in self._pending.items())

    def stalled_hosts(self) -> set[str]:
        """Hosts of other sites that have kept the page waiting beyond our patience."""
        return {
            host_with_port(request.url)
            for request, begun in self._pending.items()
            if not same_site(request.url, self._page.url) and monotonic() - begun >= _FOREIGN
        }

    def _patience(self, request: Request, patient: bool) -> float:
        if self._asked[_bare(request.url)] > _POLLED:
            return 0.0
        if not same_site(request.url, self._page.url):
            return _FOREIGN
        return float("inf") if patient else _OWN

    def _begun(self, request: Request) -> None:
        if request.resource_type in _BRINGS_TEXT:
            self._pending[request] = monotonic()
            self._asked[_bare(request.url)] += 1

    def _ended(self, request: Request) -> None:
        self._pending.pop(request, None)

    def _failed(self, request: Request) -> None:
        known = self._pending.pop(request, None) is not None
        if known and request.resource_type in _BY_SCRIPT:
            self._note_failure(request)

    def _note_failure(self, request: Request) -> None:
        if same_site(request.url, self._page.url) and len(self.failed) < 10:
            self.failed.append(request.url)

    def _answered(self, response: Response) -> None:
        request = response.request
        plain = response.status != 204 and not 300 <= response.status < 400
        if plain and request.is_navigation_request() and request.frame == self._page.main_frame:
            self.document = response
        elif request.resource_type in _BRINGS_TEXT and plain:
            if response.status >= 400 and request.resource_type in _BY_SCRIPT:
                self._note_failure(request)
            self.answers.append(response)


def _bare(url: str) -> str:
    return url.partition("?")[0]
