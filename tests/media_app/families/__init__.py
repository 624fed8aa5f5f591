"""The outlet once more, as each platform family would serve it: ``/families/NAME/…``."""

from __future__ import annotations

from aiohttp import web

from tests.media_app.families import cmstop_a, cqliving, jhxt, rednet
from tests.media_app.families.family import Family

FAMILIES: dict[str, Family] = {
    family.name: family for family in (cmstop_a.FAMILY, cqliving.FAMILY, jhxt.FAMILY, rednet.FAMILY)
}


def routes() -> list[web.RouteDef]:
    return [route for family in FAMILIES.values() for route in family.routes()]
