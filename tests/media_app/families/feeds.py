"""The outlet by the open standards: RSS whose archive is Atom, JSON Feed, a sitemap, a plain list.

All of them link pages of the outlet's plain template.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web

from tests.media_app.articles import article_html
from tests.media_app.content import Story
from tests.media_app.families.family import Family, content, page_of, stories, story, whole
from tests.media_app.keys import html, world_of

_SIZE = 6
_BASE = "/families/feeds"
_CDATA = "<![CDATA[{}]]>".format


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{_BASE}/rss.xml", rss),
        web.get(f"{_BASE}/archive.atom", atom),
        web.get(f"{_BASE}/feed.json", json_feed),
        web.get(f"{_BASE}/sitemap.xml", index),
        web.get(f"{_BASE}/news.xml.gz", sitemap),
        web.get(f"{_BASE}/list/", plain_list),
        web.get(f"{_BASE}/news/{{id}}.html", page),
    ]


def _origin(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}{_BASE}"


async def rss(request: web.Request) -> web.Response:
    """GBK; whole texts, an author who is not told from one, an entity that XML does not know."""
    items = "".join(map(_item, page_of(stories(request, "yw"), 1, _SIZE)))
    text = (
        '<?xml version="1.0" encoding="gb2312"?><rss version="2.0"'
        ' xmlns:a="http://www.w3.org/2005/Atom"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>要闻</title>'
        f"<description>清川&nbsp;要闻</description><link>{_origin(request)}/</link>"
        f'<a:link rel="next" href="archive.atom?page=2"/>{items}</channel></rss>'
    )
    return _xml(text.encode("gb18030"))


def _item(story: Story) -> str:
    return (
        f"<item><title>{escape(story.title)}</title><link>{_BASE}/news/{story.id}.html</link>"
        f'<guid isPermaLink="false">{story.id}</guid><author>{story.head_line}</author>'
        f"<pubDate>{format_datetime(story.at)}</pubDate>"
        f"<content:encoded>{_CDATA(content(story))}</content:encoded></item>"
    )


async def atom(request: web.Request) -> web.Response:
    """The pages behind the RSS feed, each naming the next (RFC 5005)."""
    number, found = whole(request, "page"), stories(request, "yw")
    entries = "".join(map(_entry, page_of(found, number, _SIZE)))
    following = f'<link rel="next" href="archive.atom?page={number + 1}"/>'
    more = following if number * _SIZE < len(found) else ""
    return _xml(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>要闻</title>{more}{entries}</feed>'
    )


def _entry(story: Story) -> str:
    return (
        f'<entry xml:base="{_BASE}/news/">'
        f'<title type="html">{_CDATA(f"<b>{story.title}</b>")}</title>'
        f'<link rel="self" href="/api/{story.id}"/><link href="{story.id}.html"/>'
        f"<id>urn:story:{story.id}</id><updated>2026-11-19T23:00:00+08:00</updated>"
        f"<published>{story.at.isoformat()}</published>"
        f'<content type="html">{_CDATA(content(story))}</content></entry>'
    )


async def json_feed(request: web.Request) -> web.Response:
    number, found = whole(request, "page"), stories(request, "xz")
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "乡镇",
        "authors": [
            {"name": "清川县融媒体中心新闻部", "url": f"{_origin(request)}/news/1001.html"}
        ],
        "items": [_json_item(each, request) for each in page_of(found, number, _SIZE)],
    }
    if number * _SIZE < len(found):
        feed["next_url"] = f"{_origin(request)}/feed.json?page={number + 1}"
    return web.json_response(feed, content_type="application/feed+json")


def _json_item(story: Story, request: web.Request) -> dict[str, Any]:
    """Every third item is known by its id alone, which is its address."""
    address = f"{_origin(request)}/news/{story.id}.html"
    item = {
        "id": address,
        "title": story.title,
        "date_published": story.at.isoformat(),
        "content_html": content(story),
        "authors": [{"name": story.head_line, "url": "https://author.example.cn/article/7001"}],
        "attachments": [
            {"url": f"{_origin(request)}/news/9.mp3", "title": "这条新闻的录音，三分钟"}
        ],
    }
    return item if int(story.id) % 3 == 0 else {**item, "id": story.id, "url": address}


async def index(request: web.Request) -> web.Response:
    newest = max(story.at for story in stories(request, "wl"))
    return _xml(
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>'
        f"<loc>{_origin(request)}/news.xml.gz</loc><lastmod>{newest.isoformat()}</lastmod>"
        "</sitemap></sitemapindex>"
    )


async def sitemap(request: web.Request) -> web.Response:
    """A file that is packed as such, and not for the way."""
    urls = "".join(
        f"<url><loc>{_origin(request)}/news/{each.id}.html</loc><lastmod>2026-11-20</lastmod>"
        f"<n:news><n:publication><n:name>清川新闻网</n:name></n:publication>"
        f"<n:publication_date>{each.at.isoformat()}</n:publication_date>"
        f"<n:title>{escape(each.title)}</n:title></n:news></url>"
        for each in stories(request, "wl")
    )
    text = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )
    return web.Response(body=gzip.compress(text.encode()), content_type="application/x-gzip")


async def plain_list(request: web.Request) -> web.Response:
    lines = "".join(
        f'<li><a href="../news/{each.id}.html">{escape(each.title)}</a>'
        f"<span>{each.at:%Y-%m-%d}</span></li>"
        for each in stories(request, "ms")
    )
    return html(f"<html><head><title>民生</title></head><body><ul>{lines}</ul></body></html>")


async def page(request: web.Request) -> web.Response:
    found = story(request, request.match_info["id"])
    if found is None:
        raise web.HTTPNotFound
    plain = replace(found, template="pc", path=request.path)
    return html(article_html(plain, world_of(request)))


def _xml(text: str | bytes) -> web.Response:
    body = text if isinstance(text, bytes) else text.encode()
    return web.Response(body=body, content_type="application/xml")


_ARTICLE: Callable[[Story], str] = "news/{0.id}.html".format
FAMILY = Family(
    name="feeds",
    platform="generic",
    channels={
        "yw": f"{_BASE}/rss.xml",
        "ms": f"{_BASE}/list/",
        "xz": f"{_BASE}/feed.json",
        "wl": f"{_BASE}/sitemap.xml",
    },
    routes=routes,
    listing="rss.xml",
    article=_ARTICLE,
    by_url=True,
    special=True,
)
