"""Chromium's targets: frames with a process of their own, workers, pop-ups. None runs unguarded.

Playwright lets its own session resume what it has attached to. A target that we hold as well waits
for us too, where it is a document; what is none is refused.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any, Protocol

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

logger = logging.getLogger(__name__)
_HELD = {"autoAttach": True, "waitForDebuggerOnStart": True}
#: Targets that are windows of the browser's own, and no page's.
_FURNITURE = ("browser", "browser_ui", "tab")


class CdpSession(Protocol):
    """What one speaks to a target through."""

    async def send(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]: ...

    def on(self, event: Any, f: Any) -> Any: ...


class ChildCdpSession:
    """A session of a target inside another's, spoken to through that one.

    Playwright offers no session for a target that is still held; Chromium's nested form of the
    protocol needs none.
    """

    def __init__(self, parent: CdpSession, session_id: str) -> None:
        self._parent, self._id = parent, session_id
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._listeners: dict[str, list[Callable[[dict[str, Any]], object]]] = {}

    async def send(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        # Where sending fails nobody waits for the answer: asyncio would log its error as lost.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        message = json.dumps({"id": number, "method": method, "params": params or {}})
        asked = {"sessionId": self._id, "message": message}
        try:
            await self._parent.send("Target.sendMessageToTarget", asked)
            told: dict[str, Any] = await answer
            return told
        finally:
            self._waiting.pop(number, None)

    def on(self, event: str, f: Callable[[dict[str, Any]], object]) -> None:
        self._listeners.setdefault(event, []).append(f)

    def receive(self, message: str) -> None:
        """Take an answer or an event of the target."""
        told = json.loads(message)
        if "id" not in told:
            for listener in self._listeners.get(told["method"], ()):
                listener(told.get("params", {}))
            return
        answer = self._waiting.get(told["id"])
        if answer is None or answer.done():
            return
        if "error" in told:
            answer.set_exception(PlaywrightError(told["error"].get("message", "refused")))
        else:
            answer.set_result(told["result"])

    def end(self) -> None:
        """The target has gone: nobody will answer."""
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(PlaywrightError("the target has gone"))


class FrameGuard:
    """Holds each frame of a page that gets a process of its own until ``prepare`` has run for it.

    ``refuse`` is told of every target that is no frame, and of a frame that ran before it could be
    held.
    """

    def __init__(
        self, prepare: Callable[[CdpSession], Awaitable[None]], refuse: Callable[[str], None]
    ) -> None:
        self._prepare, self._refuse = prepare, refuse
        self._tasks: set[asyncio.Task[None]] = set()

    async def watch(self, session: CdpSession) -> None:
        """Hold what the target of ``session`` makes from now on."""
        children: dict[str, ChildCdpSession] = {}

        def attached(event: dict[str, Any]) -> None:
            child = children[event["sessionId"]] = ChildCdpSession(session, event["sessionId"])
            task = asyncio.ensure_future(self._admit(session, child, event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        def received(event: dict[str, Any]) -> None:
            if event["sessionId"] in children:
                children[event["sessionId"]].receive(event["message"])

        def detached(event: dict[str, Any]) -> None:
            child = children.pop(event["sessionId"], None)
            if child is not None:
                child.end()

        session.on("Target.attachedToTarget", attached)
        session.on("Target.receivedMessageFromTarget", received)
        session.on("Target.detachedFromTarget", detached)
        await session.send("Target.setAutoAttach", {**_HELD, "flatten": False})

    async def _admit(
        self, parent: CdpSession, child: ChildCdpSession, event: dict[str, Any]
    ) -> None:
        info = event["targetInfo"]
        try:
            if info["type"] != "iframe":
                self._refuse(f"{info['type']} {info['url'][:200]}")
                await parent.send("Target.closeTarget", {"targetId": info["targetId"]})
                return
            if not event["waitingForDebugger"]:
                self._refuse(f"unheld frame {info['url'][:200]}")
            await self._prepare(child)
            await self.watch(child)
            await child.send("Runtime.runIfWaitingForDebugger")
        except PlaywrightError as error:  # it stays held, or has gone
            logger.debug("A target was not let run: %s", error)


class WindowGuard:
    """Closes what a browser of ours opens, but for the first page of each context.

    ``closed`` counts pop-ups, shared workers and whatever else wanted to run.
    """

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._of_context: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.closed = 0

    async def watch(self) -> None:
        """Hold every target of the browser from now on, until it is let run or closed."""
        self._session.on("Target.attachedToTarget", self._attached)
        excluded = [{"type": kind, "exclude": True} for kind in _FURNITURE]
        asked = {**_HELD, "flatten": True, "filter": [*excluded, {}]}
        await self._session.send("Target.setAutoAttach", asked)

    def _attached(self, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._decide(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _decide(self, event: dict[str, Any]) -> None:
        info = event["targetInfo"]
        try:
            if self._is_ours(info):
                await self._session.send(
                    "Target.detachFromTarget", {"sessionId": event["sessionId"]}
                )
            else:
                self.closed += 1
                await self._session.send("Target.closeTarget", {"targetId": info["targetId"]})
        except PlaywrightError as error:  # it stays held, or has gone
            logger.debug("A target was not let run: %s", error)

    def _is_ours(self, info: dict[str, Any]) -> bool:
        if info["type"] != "page" or info.get("openerId") or info.get("subtype"):
            return False
        first = self._of_context.setdefault(info.get("browserContextId", ""), info["targetId"])
        return bool(first == info["targetId"])
