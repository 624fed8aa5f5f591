"""What the handlers find in the application."""

from __future__ import annotations

from aiohttp import web

from tests.media_app.world import World

WORLD = web.AppKey("world", World)


def world_of(request: web.Request) -> World:
    return request.app[WORLD]


def html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
