"""CmsTop 1.x: the legacy interface of its mobile module, unsigned.

Facts: public client code of 2015 to 2021. All calls go to one script; ``modelid`` tells what an
item is (1 article, 2 gallery, 3 link, 4 video, 10 special topic), as a number or as a text;
``published`` and ``sorttime`` are unix seconds; ``data`` is ``false`` where there is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from crawler.models.article import Article
from crawler.parsing.article.html_fragment import film, picture
from crawler.parsing.json_record import Kind, Record
from crawler.parsing.page import Page
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.json_api import Interface
from crawler.platforms.core.platform import Ask, Channel

_SCRIPT = "mobile/index.php?app=mobile"
#: modelid → the controller that shows such an item.
_CONTROLLERS = {"2": "picture", "3": "link", "4": "video", "10": "special"}


class CmsTopA(Interface):
    """Lists by category, page by page; each kind of item has a controller of its own."""

    name = "cmstop_a"
    title = "CmsTop 1.x, mobile interface"
    menu = Call(f"{_SCRIPT}&controller=content&action=category")
    listing = Call(
        f"{_SCRIPT}&controller=content&action=index&catid={{channel}}&page={{page}}&time=0&keyword="
    )
    article = Call(f"{_SCRIPT}&controller={{controller}}&action=content&contentid={{id}}")
    container = Call(f"{_SCRIPT}&controller=special&action=content&contentid={{id}}")
    shared: ClassVar[tuple[Call, ...]] = (
        Call("article/{id}"),
        Call("video/{id}"),
        Call("picture/{id}"),
    )
    ids = ("contentid",)
    marks = frozenset(("contentid", "title"))
    menu_ids = ("catid",)
    menu_names = ("catname", "name")

    def item_values(self, item: Record) -> Mapping[str, object]:
        controller = _CONTROLLERS.get(item.text("modelid"), "article")
        return {"id": item.text(*self.ids), "controller": controller}

    def ask_of(self, item: Record, kind: Kind, channel: Channel) -> Ask | None:
        # A link's own call tells where it leads; where the listing does, that is enough.
        if kind == "external" and not self.public(item, kind, channel):
            kind = "article"
        return super().ask_of(item, kind, channel)

    def describe(self, article: Article, record: Record, page: Page) -> None:
        super().describe(article, record, page)
        article.original_url = record.address(page.url, "linkto")

    def markup(self, record: Record, page: Page) -> str:
        pictures = [
            picture(image.address(page.url, "image", "url"), image.text("note", "description"))
            for image in record.records("images")
        ]
        video = film(record.address(page.url, "video"), record.address(page.url, "thumb"))
        return "".join([video, super().markup(record, page), *pictures])
