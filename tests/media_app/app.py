"""The web application, put together from its parts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from tests.media_app import (
    articles,
    assets,
    bulk,
    bulk_wake,
    control,
    families,
    faults,
    listings,
)
from tests.media_app.gates import serve as gates
from tests.media_app.keys import WORLD
from tests.media_app.world import World

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def count(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Counts each request of a reader by its path and query, and by who asks."""
    if not request.path.startswith("/_control/"):
        request.app[WORLD].hits[request.path_qs] += 1
        request.app[WORLD].agents[request.headers.get("User-Agent", "")] += 1
    return await handler(request)


def build_app(seed_dir: Path | None = None, robots: str = "allow") -> web.Application:
    """The outlet as of its first morning; ``robots`` is ``allow`` or ``deny``."""
    app = web.Application(middlewares=[count])
    app[WORLD] = World(seed_dir)
    app[assets.ROBOTS] = robots
    for part in (assets, control, listings, bulk, bulk_wake, faults, families, gates, articles):
        app.add_routes(part.routes())
    return app
