"""Hoge (厚建) m2o: the PHP interface of its apps, one folder of scripts for each outlet.

Facts: public client code of 2016 to 2024. ``news.php`` is the app's listing; ``contents.php`` is
the public one of newer outlets, with items of the same kind, so that it is another value of the
same call. Addresses of pictures and films come in four parts or whole; the text has empty,
hidden elements where its media stand. Some outlets want an ``appid`` and ``appkey``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.models.article import Article
from crawler.parsing.article.html_fragment import image_html, video_html
from crawler.parsing.json_record import JsonRecord
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.api_endpoint import Endpoint
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.core.platform import PlatformOption

_KEYS = "appid={appid?}&appkey={appkey?}"
#: ``<div m2o_mark="pic_0" style="display:none"></div>``
_PLACE = re.compile(
    r"""<(?=[a-z]+\s[^<>]*?\bm2o_mark\s*=\s*["']?(\w+))([a-z]+)[^<>]*>(?:\s*</\2>)?""", re.I
)


class Hoge(JsonApiPlatform):
    """Lists by column, from an offset on."""

    name = "hoge"
    title = "Hoge 厚建 m2o"
    options = (
        PlatformOption(
            "list", "the script that lists a column: news.php or contents.php", "news.php"
        ),
        PlatformOption("columns", "the script that lists the columns", "news_recomend_column.php"),
        PlatformOption("site_id", "the number of the outlet's site", "1"),
        PlatformOption("appid", "the number that Hoge gave the operator's client", "", secret=True),
        PlatformOption("appkey", "the key that belongs to it", "", secret=True),
    )
    channels_endpoint = Endpoint(
        rf"{{columns=\w*recom+end_column\w*\.php}}?site_id={{site_id}}&{_KEYS}"
    )
    listing_endpoint = Endpoint(
        r"{list=news\.php|news_copy\.php|contents\.php}?site_id={site_id}&column_id={channel}"
        rf"&count={{size}}&offset={{offset}}&{_KEYS}"
    )
    article_endpoint = Endpoint(f"item.php?id={{id}}&{_KEYS}")
    topic_endpoint = Endpoint(f"special_content.php?column_id={{id}}&offset=0&new_style=2&{_KEYS}")
    id_keys = ("id", "content_id")
    signature_keys = frozenset(("title", "contenturl"))
    channel_id_keys = ("id",)
    channel_name_keys = ("name",)
    share_url_keys = ("content_url", "m2o_href")

    def list_items(self, page: FetchedPage) -> Iterator[JsonRecord]:
        # What has a name instead is a column.
        return (item for item in super().list_items(page) if item.text("title"))

    def item_params(self, item: JsonRecord) -> Mapping[str, object]:
        topic = item.text("content_fromid") if self.entry_kind(item) == "topic" else ""
        return {"id": topic or item.text(*self.id_keys)}

    def fill_metadata(self, article: Article, record: JsonRecord, page: FetchedPage) -> None:
        super().fill_metadata(article, record, page)
        article.meta_authors = list(filter(None, [record.text("publish_user_name")]))

    def body_html(self, record: JsonRecord, page: FetchedPage) -> str:
        media = dict(_media(record, page.url))
        text = _PLACE.sub(lambda place: media.get(place[1], ""), super().body_html(record, page))
        gallery = [] if text else record.children("childs_data")
        pictures = [image_html(_whole(part.values, page.url)) for part in gallery]
        return "".join([_film(record, page.url), text, *pictures])


def _media(record: JsonRecord, base: str) -> Iterator[tuple[str, str]]:
    """The pictures and films of a text as HTML, by the names of their places."""
    material = record.get("material")
    numbered = material.items() if isinstance(material, dict) else enumerate(_array(material))
    for number, value in numbered:
        if isinstance(value, dict):
            yield f"pic_{number}", image_html(_whole(value.get("pic"), base))
    named = record.get("content_material_list")
    for name, value in named.items() if isinstance(named, dict) else ():
        if isinstance(value, dict):
            yield name, video_html(JsonRecord(value).url(base, "video_url"))


def _array(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _film(record: JsonRecord, base: str) -> str:
    """The film of an item, whose address comes in one of two sets of parts, or whole."""
    parts = {"host": record.get("hostwork"), "dir": record.get("video_path"),
             "filename": record.get("video_filename")}  # fmt: skip
    url = _whole(record.get("video"), base) or _whole(parts, base)
    return video_html(url, _whole(record.get("indexpic", "index_pic"), base)) if url else ""


def _whole(value: Any, base: str) -> str:
    """An address that is given whole or in its four parts; '' for what is none."""
    if not isinstance(value, dict):
        return JsonRecord({"url": value}).url(base, "url")
    part = JsonRecord(value)
    host, name = part.text("host"), part.text("filename")
    if not host or not name:
        return ""
    folders = [part.text(at).strip("/") for at in ("dir", "filepath")]
    path = "/".join([host.rstrip("/"), *filter(None, folders), name.lstrip("/")])
    return JsonRecord({"url": path}).url(base, "url")
