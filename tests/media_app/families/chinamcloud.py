"""The outlet behind 华栖云: static lists, pages without text, and articles from another base."""

from __future__ import annotations

from html import escape
from typing import Any

from aiohttp import web

from tests.media_app.content import CHANNELS, Story
from tests.media_app.families.family import (
    Family,
    content,
    films,
    is_album,
    is_linked,
    page_of,
    pictures,
    stories,
    story,
    without_media,
)
from tests.media_app.keys import html

_SIZE = 7
_BASE = "/families/chinamcloud"
_LISTS = f"{_BASE}/cms/rmt0336/19"
_TENANT = "9f31c0d2"


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{_LISTS}/{{channel}}/index{{page:(?:_\\d+)?}}.shtml", listing),
        web.get(f"{_LISTS}/{{id:\\d+}}.shtml", shell),
        web.get(f"{_BASE}/api/cmsback/api/article/getMyArticleDetail", detail),
    ]


async def listing(request: web.Request) -> web.Response:
    channel = request.match_info["channel"]
    page = int(request.match_info["page"].strip("_") or 1)
    found = stories(request, channel) if channel in CHANNELS else []
    lines = "\n".join(_line(s) for s in page_of(found, page, _SIZE))
    more = page * _SIZE < len(found)
    following = f'<a href="index_{page + 1}.shtml">下一页</a>' if more else ""
    return html(
        f"<html><head><title>{CHANNELS.get(channel, '')}</title></head><body>"
        f'<div class="nav"><a href="/">首页</a></div><ul class="news">{lines}</ul>'
        f'<div class="page">{following}</div></body></html>'
    )


def _line(story: Story) -> str:
    """Some lines lead to pages of the outlet's older system, whose addresses end in .shtml too."""
    href = story.path if is_linked(story) else f"{_LISTS}/{story.id}.shtml"
    title = escape(story.title)
    return (
        f'<li><a href="{href}" title="{title}">{title}</a><span>{story.at:%Y-%m-%d %H:%M}</span>'
        "</li>"
    )


async def shell(request: web.Request) -> web.Response:
    """The public page: its script fetches the text."""
    return html(f"""<html><head><title>正文</title></head><body><div id="app"></div><script>
var tenantid = '{_TENANT}', number = location.pathname.match(/(\\d+)\\.shtml$/)[1];
fetch('{_BASE}/api/cmsback/api/article/getMyArticleDetail?tenantId=' + tenantid
  + '&articleId=' + number).then(r => r.json()).then(answer => {{
  document.title = answer.data.title;
  var app = document.getElementById('app');
  app.innerHTML = '<h1></h1>' + answer.data.articleContentDto.htmlContent;
  app.querySelector('h1').textContent = answer.data.title;
}});
</script></body></html>""")


async def detail(request: web.Request) -> web.Response:
    """HTTP status 200 whatever happens."""
    found = story(request, request.query.get("articleId", ""))
    if found is None or request.query.get("tenantId") != _TENANT:
        answer = {"state": 500, "success": False, "message": "文章不存在", "data": None}
        return web.json_response(answer)
    return web.json_response({"state": 200, "success": True, "message": "", "data": _data(found)})


def _data(story: Story) -> dict[str, Any]:
    number = int(story.id)
    beside = is_album(story) or bool(films(story) and not pictures(story))
    text = content(without_media(story) if beside else story)
    images = [{"imageUrl": p.src, "description": p.text} for p in pictures(story)]
    videos = [{"poster": "", "formats": [{"url": f.src}]} for f in films(story)]
    return {
        "Id": number if number % 2 else story.id,
        "title": story.title,
        "status": "30",
        "type": 2 if is_album(story) else 1,
        "publishDate": f"{story.at:%Y-%m-%d %H:%M:%S}",
        "modifyTime": f"{story.at:%Y-%m-%d %H:%M:%S}",
        "source": story.source or "",
        "author": story.head_line,
        "content": "",
        "url": f"1376/rmt/{story.id}.shtml",
        "articleContentDto": {"htmlContent": text, "imageDtoList": images, "videoDtoList": videos},
    }


FAMILY = Family(
    name="chinamcloud",
    channels={name: f"{_LISTS}/{name}/index.shtml" for name in CHANNELS},
    routes=routes,
    listing="cms/rmt0336/19/yw/index.shtml",
    article=lambda s: f"cms/rmt0336/19/{s.id}.shtml",
    platform_options={"tenant_id": _TENANT, "api": "{base}/api"},
    by_url=True,
    links=True,
    links_by="chinamcloud",
    lacks=frozenset(("views", "likes", "comments")),
)
