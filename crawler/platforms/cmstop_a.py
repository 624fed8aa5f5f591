"""CmsTop 1.x: the legacy interface of its mobile module, unsigned.

Facts: public client code of 2015 to 2021. All calls go to one script; ``modelid`` tells what an
item is (1 article, 2 gallery, 3 link, 4 video, 10 special topic), as a number or as a text;
``published`` and ``sorttime`` are unix seconds; ``data`` is ``false`` where there is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from crawler.models.article import Article
from crawler.models.listing import Channel, RequestSpec
from crawler.parsing.article.html_fragment import image_html, video_html
from crawler.parsing.json_record import EntryKind, JsonRecord
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.json_api import JsonApiPlatform

_SCRIPT = "mobile/index.php?app=mobile"
#: modelid → the controller that shows such an item.
_CONTROLLERS = {"2": "picture", "3": "link", "4": "video", "10": "special"}


class CmsTopA(JsonApiPlatform):
    """Lists by category, page by page; each kind of item has a controller of its own."""

    name = "cmstop_a"
    title = "CmsTop 1.x, mobile interface"
    channels_endpoint = Endpoint(f"{_SCRIPT}&controller=content&action=category")
    listing_endpoint = Endpoint(
        f"{_SCRIPT}&controller=content&action=index&catid={{channel}}&page={{page}}&time=0&keyword="
    )
    article_endpoint = Endpoint(
        f"{_SCRIPT}&controller={{controller}}&action=content&contentid={{id}}"
    )
    topic_endpoint = Endpoint(f"{_SCRIPT}&controller=special&action=content&contentid={{id}}")
    share_urls: ClassVar[tuple[Endpoint, ...]] = (
        Endpoint("article/{id}"),
        Endpoint("video/{id}"),
        Endpoint("picture/{id}"),
    )
    id_keys = ("contentid",)
    signature_keys = frozenset(("contentid", "title"))
    channel_id_keys = ("catid",)
    channel_name_keys = ("catname", "name")

    def item_params(self, item: JsonRecord) -> Mapping[str, object]:
        controller = _CONTROLLERS.get(item.text("modelid"), "article")
        return {"id": item.text(*self.id_keys), "controller": controller}

    def item_request(
        self, item: JsonRecord, kind: EntryKind, channel: Channel
    ) -> RequestSpec | None:
        # A link's own call tells where it leads; where the listing does, that is enough.
        if kind == "external" and not self.share_url(item, kind, channel):
            kind = "article"
        return super().item_request(item, kind, channel)

    def fill_metadata(self, article: Article, record: JsonRecord, page: FetchedPage) -> None:
        super().fill_metadata(article, record, page)
        article.original_url = record.url(page.url, "linkto")

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        pictures = [
            image_html(image.url(page.url, "image", "url"), image.text("note", "description"))
            for image in record.children("images")
        ]
        video = video_html(record.url(page.url, "video"), record.url(page.url, "thumb"))
        return "".join([video, super().body_html(record, page), *pictures])
