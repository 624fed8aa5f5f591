"""The strings behind the scene: ``/_control/`` sets the clock and changes the outlet.

POST takes a JSON object, GET none; each answers JSON, and 400 with ``{"error"}`` when the
order makes no sense.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.media_app.content import ZONE
from tests.media_app.keys import world_of
from tests.media_app.world import World

Order = dict[str, Any]


def routes() -> list[web.RouteDef]:
    return [
        web.get("/_control/expected", expected),
        web.get("/_control/hits", hits),
        web.get("/_control/agents", agents),
        web.post("/_control/{order}", obey),
    ]


async def expected(request: web.Request) -> web.Response:
    return web.json_response([entry.as_json() for entry in world_of(request).expected()])


async def hits(request: web.Request) -> web.Response:
    """{path with query: number of requests} since the start or the last reset."""
    return web.json_response(world_of(request).hits)


async def agents(request: web.Request) -> web.Response:
    """{User-Agent: number of requests} since the start or the last reset."""
    return web.json_response(world_of(request).agents)


def _clock(world: World, order: Order) -> None:
    now = datetime.fromisoformat(order["now"])
    world.now = now if now.tzinfo else now.replace(tzinfo=ZONE)


def _forget(world: World, order: Order) -> None:
    world.hits.clear()
    world.agents.clear()


ORDERS: dict[str, Callable[[World, Order], object]] = {
    "clock": _clock,
    "add": lambda world, order: world.add(order),
    "edit": lambda world, order: world.edit(order["path"], order["changes"]),
    "remove": lambda world, order: world.remove(**order),
    "api": lambda world, order: world.set_api(**order),
    "forget": _forget,
    "reset": lambda world, order: world.reset(),
}


async def obey(request: web.Request) -> web.Response:
    order = ORDERS.get(request.match_info["order"])
    if order is None:
        return _refusal(f"known orders are {', '.join(ORDERS)}")
    try:
        order(world_of(request), json.loads(await request.text() or "{}"))
    except (KeyError, TypeError, ValueError) as error:
        return _refusal(f"{type(error).__name__}: {error}")
    return web.json_response({"ok": True})


def _refusal(reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=400)
