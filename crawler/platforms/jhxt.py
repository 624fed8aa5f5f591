"""99cms ("jhxt"): the ThinkPHP interface of daily papers' apps, unsigned.

Facts: public client code of 2019 to 2021. Calls are posted to one script and named in its query;
``code`` is "200" as a text, and errors come with status 200. ``sort_order`` is a unix time with
decimals; where it only sorts, ``update_time`` tells. ``rtype`` 4 is a special topic, whose columns
are asked for one by one. Many articles have their text on the page ``newsurl`` alone. Some columns
are a third party's recommender, which answers in ``load_callback(…)``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.parsing.article.html_fragment import film, picture
from crawler.parsing.json_record import Kind, Record, under
from crawler.parsing.page import Page
from crawler.parsing.url import absolute
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.json_api import Interface
from crawler.platforms.core.platform import Ask, Channel, Fact, Listing

#: A channel whose id begins so is the slide show of the column behind it.
_FLASH = "flash:"
_SLIDES = Call(
    "api.php?s=/Flash/getFlashCache",
    form={"siteid": "{siteid}", "tid": "{channel}", "flag": "{flag}"},
)
_COLUMN = Call(
    "api.php?s=/Subject/getColumnNews",
    form={"cid": "{id}", "Page": "0", "PageSize": "100", "flag": "{flag}"},
)
_MEDIA = re.compile(r"<(?:img|video|iframe)\b", re.I)
_RECOMMENDED = Call("recom?appkey={appkey}")
_RECOMMENDATION = Call("recom/midmodpage?itemid={id}&appkey={appkey}&callback=load_callback")


class Jhxt(Interface):
    """Lists by column, page by page. A channel with an address of its own is listed from there."""

    name = "jhxt"
    title = "99cms, daily papers' apps"
    facts = (
        Fact("siteid", "the siteid of the outlet", "1"),
        Fact("flag", "the flag that its app sends", "0"),
    )
    menu = Call("api.php?s=/Type/getTypeListCache", form={"siteid": "{siteid}", "flag": "{flag}"})
    listing = Call(
        "api.php?s=/News/getNewsListCache",
        form={
            "siteid": "{siteid}",
            "tid": "{channel}",
            "Page": "{page}",
            "PageSize": "{size}",
            "flag": "{flag}",
        },
    )
    article = Call("api.php?s=/News/newsinfo", form={"nid": "{id}"})
    container = Call("api.php?s=/Subject/getSubjectTypes", form={"sid": "{id}", "flag": "{flag}"})
    shared = (_SLIDES, _COLUMN, _RECOMMENDATION, _RECOMMENDED)
    ids = ("nid", "itemid")
    marks = frozenset(("title", "nid", "sortorder"))
    menu_ids = ("tid",)
    menu_names = ("cnname",)
    contents = ("content", "body")

    # --- listings ------------------------------------------------------------------------

    def first(self, channel: Channel) -> Ask:
        if channel.url:
            return Ask(channel.address())
        if channel.id.startswith(_FLASH):
            values = {**self.values(channel), "channel": channel.id.removeprefix(_FLASH)}
            return _SLIDES.ask(channel.base_url, values)
        return super().first(channel)

    def following(
        self, items: Sequence[Record], page: Page, channel: Channel, number: int
    ) -> Ask | None:
        if channel.url:
            more = items and "{page}" in channel.url
            return Ask(channel.address(number + 1)) if more else None
        if channel.id.startswith(_FLASH):
            return None
        return super().following(items, page, channel, number)

    def read_listing(self, page: Page, channel: Channel, number: int) -> Listing:
        columns = [row.text("cid") for row in under(page.json, "columns")]
        if not any(columns):
            return super().read_listing(page, channel, number)
        asks = (
            _COLUMN.ask(channel.base_url, {**self.values(channel), "id": column})
            for column in columns
            if column
        )
        return Listing(sections=tuple(asks))

    def kind(self, item: Record) -> Kind:
        return "container" if item.text("rtype") == "4" else super().kind(item)

    def ask_of(self, item: Record, kind: Kind, channel: Channel) -> Ask | None:
        recommender = _RECOMMENDED.locate(channel.address()) if channel.url else None
        if recommender is None or not item.text("itemid"):
            return super().ask_of(item, kind, channel)
        values = {**recommender.values, "id": item.text("itemid")}
        return _RECOMMENDATION.ask(recommender.base_url, values) if "appkey" in values else None

    # --- articles ------------------------------------------------------------------------

    def markup(self, record: Record, page: Page) -> str:
        text, covers = super().markup(record, page), list[str]()
        if not record.text(*self.contents) and not _MEDIA.search(text):
            if record.address(page.url, "newsurl"):
                return ""  # a cover is no text: all of the article is on its page
            images = record.get("imgs")
            images = images if isinstance(images, list) else []
            covers = [absolute(page.url, image) for image in images if isinstance(image, str)]
        return "".join([film(record.address(page.url, "videourl")), text, *map(picture, covers)])
