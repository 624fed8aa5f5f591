"""The outlet once more, as each platform family would serve it: ``/families/NAME/…``."""

from __future__ import annotations

from aiohttp import web

from tests.media_app.families import amc, chinamcloud, cmstop_a, peopletech, xinhua
from tests.media_app.families.family import Family

_MODULES = (cmstop_a, peopletech, chinamcloud, amc, xinhua)
FAMILIES: dict[str, Family] = {module.FAMILY.name: module.FAMILY for module in _MODULES}


def routes() -> list[web.RouteDef]:
    return [route for family in FAMILIES.values() for route in family.routes()]
