"""The app interface of 人民日报's technology house (people's daily apps of provinces and cities).

Facts: public client code of 2018 to 2020, and of 2026 for the article call. Nothing is signed;
``pjCode`` names the outlet. The menu has three shapes; ``type`` tells what an item is (normal,
video, subject: a special topic, web: a page of somebody else); ``date`` has a ``T`` and mostly a
zone. Share pages are routes behind ``#``: each is an address of its own. Clients ask for the first
page only, with an empty ``pageToken``: the next token is looked for where such answers keep one,
beside the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from crawler.models.article import Article
from crawler.parsing.article.html_fragment import films_of, pictures_of, with_media
from crawler.parsing.json_record import Kind, Record, listed
from crawler.parsing.page import Page
from crawler.platforms.core.api_endpoint import Call
from crawler.platforms.core.json_api import Interface
from crawler.platforms.core.platform import Ask, Channel, Fact

_LINKS = ("link", "linkurl", "outlink")
_TOKENS = ("nextpagetoken", "nexttoken", "pagetoken")


class PeopleTech(Interface):
    """Lists by category, banners (``head``) before articles; one call for all kinds of article."""

    name = "peopletech"
    title = "人民日报 peopletech"
    facts = (Fact("project", "its pjCode, by which the interface knows the outlet", ""),)
    menu = Call("api/v2/menus/?pjCode={project}")
    listing = Call(
        "api/v2/articles/{channel}?pageToken={token}&size={size}&headPageSize=&pjCode={project}"
    )
    article = Call("api/v2/articles/detail/{id}?pjCode={project}")
    container = Call("api/v2/subjects/{id}?size={size}&pjCode={project}")
    ids = ("articleid", "id")
    marks = frozenset(("title", "date", "shareurl"))
    menu_ids = ("categoryid", "id")

    def channels(self, page: Page) -> Iterator[Record]:
        """A category with children lists no articles itself."""
        return (record for record in listed(page.json) if not record.records("children"))

    def cursor_start(self) -> Mapping[str, object]:
        return {"token": ""}

    def cursor(
        self, items: Sequence[Record], page: Page, number: int
    ) -> Mapping[str, object] | None:
        asked = parse_qs(urlsplit(page.requested_url or page.url).query).get("pageToken", [""])[0]
        answer = Record(page.json) if isinstance(page.json, dict) else None
        places = filter(None, (answer and answer.inner("item"), answer))
        token = next((t for t in (place.text(*_TOKENS) for place in places) if t), "")
        return {"token": token} if token and token != asked else None

    def items(self, page: Page) -> Iterator[Record]:
        """Articles, not the blocks of a special topic that hold them."""
        return (item for item in super().items(page) if "articles" not in item)

    def kind(self, item: Record) -> Kind:
        return "external" if item.text("type").lower() == "web" else item.kind()

    def ask_of(self, item: Record, kind: Kind, channel: Channel) -> Ask | None:
        # The share page of a link only shows the other page: its own call says where it leads.
        if kind == "external" and not self.public(item, kind, channel):
            kind = "article"
        return super().ask_of(item, kind, channel)

    def public(self, item: Record, kind: Kind, channel: Channel) -> str:
        if kind == "external":
            return item.address(channel.base_url, *_LINKS)
        return super().public(item, kind, channel)

    def describe(self, article: Article, record: Record, page: Page) -> None:
        super().describe(article, record, page)
        if not record.get(*self.contents):
            article.original_url = record.address(page.url, *_LINKS)

    def markup(self, record: Record, page: Page) -> str:
        """The text; an article of type video or picture has media instead."""
        text = super().markup(record, page)
        films = films_of(record, page.url, "medias")
        album = [] if text or films else pictures_of(record, page.url, "images")
        return with_media(text, films, album)
