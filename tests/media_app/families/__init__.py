"""The outlet once more, as each platform family would serve it: ``/families/NAME/…``."""

from __future__ import annotations

from aiohttp import web

from tests.media_app.families import (
    amc,
    chinamcloud,
    cmstop_a,
    cmstop_b,
    cqliving,
    feeds,
    founder_app,
    founder_h5,
    founder_nodes,
    hoge,
    jhxt,
    litenews,
    newair,
    peopletech,
    rednet,
    trs,
    trs_wcm,
    xinhua,
)
from tests.media_app.families.family import Family

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        amc.FAMILY,
        chinamcloud.FAMILY,
        cmstop_a.FAMILY,
        cmstop_b.FAMILY,
        cqliving.FAMILY,
        feeds.FAMILY,
        founder_app.FAMILY,
        founder_h5.FAMILY,
        founder_nodes.FAMILY,
        hoge.FAMILY,
        hoge.PUBLIC,
        jhxt.FAMILY,
        litenews.FAMILY,
        newair.FAMILY,
        peopletech.FAMILY,
        rednet.FAMILY,
        trs.FAMILY,
        trs_wcm.FAMILY,
        xinhua.FAMILY,
    )
}


def routes() -> list[web.RouteDef]:
    return [route for family in FAMILIES.values() for route in family.routes()]
